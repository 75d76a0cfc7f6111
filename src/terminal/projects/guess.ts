import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guessRecipe, type Guess } from '../../config/guess.ts';

/** How tests are probably run in a folder of this machine. */
export async function guessIn(folder: string): Promise<Guess | undefined> {
  return guessRecipe(async (file) => readFile(join(folder, file), 'utf8').catch(() => undefined));
}
