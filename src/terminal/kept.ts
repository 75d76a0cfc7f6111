import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { readIfThere, writeWhole } from '../ci/local/folder.ts';
import { messageOf, UserError } from '../model/errors.ts';

/** Keeps something in the folder of a run, which it makes: a process that dies meanwhile leaves no half of it. */
export async function keep(folder: string, name: string, value: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, name), JSON.stringify(value));
}

/**
 * What was kept in the folder of a run; undefined where nothing was.
 * @param shape what everything kept there has: the rest was written by this program alone, into a folder of its own
 * @throws UserError E-VALUE for a file that is damaged
 */
export async function readKept<Kept>(
  folder: string,
  name: string,
  shape: z.ZodType,
): Promise<Kept | undefined> {
  try {
    const text = await readIfThere(join(folder, name));
    if (text === undefined) return undefined;
    const kept: Kept = JSON.parse(text);
    if (shape.safeParse(kept).success) return kept;
    throw new Error('it holds something else');
  } catch (error) {
    throw new UserError(
      'E-VALUE',
      `Run ${basename(folder)} is damaged: its ${name} can’t be read (${messageOf(error)}). Ask for the run again; \`rm -r ${join(basename(dirname(folder)), basename(folder))}\` takes what is left of it away.`,
    );
  }
}
