import type { Frame } from '../frame.ts';

/** Reads `File "path", line n, in f` (traceback.format_tb); the function is missing for a syntax error. */
export function pythonFrame(line: string): Frame | undefined {
  if (!line.startsWith('File "')) return undefined;
  const close = line.indexOf('", line ', 6);
  if (close < 0) return undefined;
  const name = line.indexOf(', in ', close);
  return {
    ecosystem: 'python',
    owner: '',
    method: name < 0 ? '' : line.slice(name + 5),
    file: line.slice(6, close),
  };
}
