import type { Frame } from '../frame.ts';

/** Names the compiler and code generators put after the real one; numbers in them change from build to build. */
const generatedTail = /\$\$.*|_\$\$_.*|__\d{3,}$/;

/**
 * Reads what stands after `at `: `app//pkg.Class$1.lambda$run$3(Class.java:12)`, with class-loader and module
 * prefixes. Undefined if it is no JVM frame. Format: java.lang.StackTraceElement#toString.
 */
export function jvmFrame(text: string): Frame | undefined {
  const open = text.indexOf('(');
  if (open <= 0 || !text.endsWith(')')) return undefined;
  const lambda = text.indexOf('$$Lambda');
  const named = lambda > 0 && lambda < open ? text.slice(0, lambda) : text.slice(0, open);
  const path = named.slice(named.lastIndexOf('/') + 1);
  const dot = path.lastIndexOf('.');
  if (lambda > 0 && lambda < open) return frame(path, '', '');
  if (dot <= 0) return undefined;
  return frame(path.slice(0, dot), path.slice(dot + 1), fileOf(text.slice(open + 1, -1)));
}

/** Whether the text in a frame's brackets is a JVM source: `Class.java:12`, `Native Method`, `Unknown Source`. */
export function isJvmSource(source: string): boolean {
  return (
    source === 'Native Method' ||
    source === 'Unknown Source' ||
    /^[^\s/\\()]{1,200}\.(?:java|kt|kts|scala|groovy|clj)(?::\d{1,9})?$/.test(source)
  );
}

function frame(owner: string, method: string, file: string): Frame {
  const ownClass = plainClass(owner);
  return { ecosystem: 'jvm', owner: ownClass, method: plainMethod(method, owner), file };
}

function fileOf(source: string): string {
  const colon = source.indexOf(':');
  return colon < 0 ? source : source.slice(0, colon);
}

function plainClass(owner: string): string {
  const dollar = owner.indexOf('$');
  if (dollar < 0) return owner;
  return owner
    .replace(generatedTail, '')
    .split('$')
    .filter((part, index) => index === 0 || (!/^\d*$/.test(part) && part !== 'anonfun'))
    .join('$')
    .replace(/(\$fn|\$eval|__)\d+/g, '$1');
}

function plainMethod(method: string, owner: string): string {
  if (!method.includes('$')) {
    return method === 'invokeSuspend' ? suspended(owner) : method;
  }
  if (method.startsWith('access$')) return '';
  const parts = method.split('$').filter((part) => part !== '' && !/^\d+$/.test(part));
  const names = parts.filter((part) => part !== 'lambda' && part !== 'anonfun' && part !== 'default');
  return names[0] ?? '';
}

/** A Kotlin coroutine's body is a class named after the function: `Repo$load$2.invokeSuspend` is `load`. */
function suspended(owner: string): string {
  const names = owner.split('$').filter((part) => part !== '' && !/^\d+$/.test(part));
  return names.length > 1 ? (names.at(-1) ?? '') : 'invokeSuspend';
}
