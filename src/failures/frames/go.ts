import type { Frame } from '../frame.ts';

/** Reads the second line of a goroutine's frame, `path.go:59 +0x419`, with the call on the line above. */
export function goFrame(line: string, previous: string): Frame | undefined {
  const colon = line.indexOf('.go:');
  if (colon < 0 || !/^\d{1,9} \+0x[0-9a-f]{1,16}$/.test(line.slice(colon + 4))) return undefined;
  const call = previous
    .trim()
    .replace(/^created by /, '')
    .replace(/ in goroutine \d{1,9}$/, '');
  const path = call.endsWith(')') ? call.slice(0, openingOf(call)) : '';
  const slash = path.lastIndexOf('/');
  const closures = path.replace(/(?:\.func\d+|\.\d+)+$/, '');
  const dot = closures.lastIndexOf('.');
  const named = /^[\w./()*\-~[\]]+$/.test(closures) && dot > slash;
  return {
    ecosystem: 'go',
    owner: named ? closures.slice(0, dot) : '',
    method: named ? closures.slice(dot + 1) : '',
    file: line.slice(0, colon + 3),
  };
}

/** Where the brackets that close a call open. */
function openingOf(call: string): number {
  let depth = 0;
  for (let at = call.length - 1; at >= 0; at--) {
    if (call[at] === ')') depth++;
    if (call[at] === '(' && --depth === 0) return at;
  }
  return call.length;
}
