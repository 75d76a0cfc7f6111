import { readFile } from 'node:fs/promises';

const shownLines = 40;

/** The end of what was printed into a file; empty when there is none. */
export async function tailOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-shownLines).join('\n');
}
