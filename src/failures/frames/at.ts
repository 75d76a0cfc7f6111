import type { Frame } from '../frame.ts';
import { isJvmSource, jvmFrame } from './jvm.ts';

/** Receivers V8 prints when it knows no better. */
const namelessOwners = new Set([
  'Object',
  'Context',
  'Function',
  'Test',
  'Suite',
  'Immediate',
  'Timeout',
  'exports',
  '',
]);

/** Reads `at …` as the JVM, V8 and .NET print it; the brackets tell them apart. */
export function atFrame(line: string): Frame | undefined {
  if (!line.startsWith('at ')) return undefined;
  const text = line.slice(3).trim();
  const inFile = text.lastIndexOf(' in ');
  if (inFile > 0 && text.includes(':line ', inFile)) {
    return dotnetFrame(text.slice(0, inFile), text.slice(inFile + 4, text.lastIndexOf(':line ')));
  }
  const mono = /^([^\s(]{3,500}) \([^\n]{0,400}\) \[0x[0-9a-f]{1,16}\] in (.{1,1000}):\d{1,9}$/.exec(text);
  if (mono !== null) return dotnetFrame(mono[1] ?? '', mono[2] ?? '');
  if (!text.endsWith(')')) return scriptFrame('', text);
  const open = text.lastIndexOf('(');
  const inside = text.slice(open + 1, -1);
  if (isJvmSource(inside)) return jvmFrame(text);
  if (text[open - 1] === ' ') return scriptFrame(text.slice(0, open).trim(), inside);
  return dotnetFrame(text, '');
}

function scriptFrame(name: string, location: string): Frame | undefined {
  const file = location.replace(/:\d{1,9}(?::\d{1,9})?$/, '');
  const known = file !== location || location === 'native' || location.includes('<anonymous>');
  if (!known || /^(?:at )?https?:\/\/[^/]*$/.test(file)) return undefined;
  const bare = name.replace(/^(?:async |new )+/, '').replace(/ \[as .*\]$/, '');
  const dot = bare.lastIndexOf('.');
  const owner = bare.slice(0, Math.max(dot, 0));
  const method = bare.slice(dot + 1);
  return {
    ecosystem: 'javascript',
    owner: namelessOwners.has(owner) ? '' : owner,
    method: isNameless(owner, method) ? '' : method,
    file,
  };
}

/** A callback has no name; V8 then shows the runner's (`it`) or the matcher's (`toBe`) beside a receiver of its own. */
function isNameless(owner: string, method: string): boolean {
  if (method === '<anonymous>') return true;
  return namelessOwners.has(owner) && /^(?:it|test|to[A-Z]\w*)$/.test(method);
}

/** `N.Type.Method(Type arg)`; async methods are classes named `<Method>d__4` with a `MoveNext`, lambdas `<Method>b__0`. */
function dotnetFrame(call: string, file: string): Frame | undefined {
  const open = call.indexOf('(');
  const path = open < 0 ? call : call.slice(0, open);
  if (!/^[\w.<>`+|$[\],-]{3,500}$/.test(path) || !path.includes('.')) return undefined;
  const dot = path.lastIndexOf('.');
  const compiled = /[<]([\w.]{1,200})[>][a-z]__/.exec(path);
  const owner = compiled === null ? path.slice(0, dot) : path.slice(0, compiled.index).replace(/[.+]$/, '');
  const method = compiled?.[1] ?? path.slice(dot + 1);
  return { ecosystem: 'dotnet', owner: owner.replace(/\.<>c.*$/, '').replace(/`\d+/g, ''), method, file };
}
