import type { Frame } from '../frame.ts';

/** Reads `panicked at file:l:c:` and, of a backtrace, `at file:l:c` with `n: path::function` on the line above. */
export function rustFrame(line: string, previous: string): Frame | undefined {
  if (line.startsWith("thread '")) return panicked(line);
  if (!line.startsWith('at ') || !/\.rs(?::\d{1,9}){1,2}$/.test(line)) return undefined;
  const above = previous.trim();
  const path = /^\d{1,5}: /.test(above) ? above.slice(above.indexOf(' ') + 1).trim() : '';
  const plain = path.replace(/::h[0-9a-f]{16}$/, '').replace(/(?:::\{\{closure\}\})+$/, '');
  const split = plain.lastIndexOf('::');
  return {
    ecosystem: 'rust',
    owner: plain.slice(0, Math.max(split, 0)),
    method: split < 0 ? plain : plain.slice(split + 2),
    file: line.slice(3).replace(/(?::\d{1,9}){1,2}$/, ''),
  };
}

function panicked(line: string): Frame | undefined {
  const site = /([^\s:,']{1,400}\.rs):\d{1,9}(?::\d{1,9})?:?$/.exec(line.slice(-500));
  return site === null ? undefined : { ecosystem: 'rust', owner: '', method: '', file: site[1] ?? '' };
}
