import { readFile } from 'node:fs/promises';

/** What a file from outside holds as JSON; undefined where it is none. */
export async function jsonAt(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
