import type { Frame } from '../frame.ts';

/** Reads `#0 file(12): Class->method()` (Throwable::getTraceAsString). */
export function phpFrame(line: string): Frame | undefined {
  if (line[0] !== '#' || !/^#\d{1,5} /.test(line)) return undefined;
  const text = line.slice(line.indexOf(' ') + 1);
  const site = /\(\d{1,9}\): /.exec(text);
  if (site === null) return undefined;
  const call = text.slice(site.index + site[0].length).replace(/\(.*$/s, '');
  const arrow = Math.max(call.lastIndexOf('->'), call.lastIndexOf('::'));
  return {
    ecosystem: 'php',
    owner: call.slice(0, Math.max(arrow, 0)),
    method: arrow < 0 ? call : call.slice(arrow + 2),
    file: text.slice(0, site.index),
  };
}
