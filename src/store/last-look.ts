import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EvidenceKept } from './keeping.ts';

const lookName = 'last-look.json';

const lookSchema = z.looseObject({
  at: z.string(),
  bytes: z.number(),
  decidedBytes: z.number(),
  isOver: z.boolean(),
  isForeign: z.boolean(),
});

/** What a server found when it last looked through its evidence; `at` is ISO 8601. */
export type LastLook = z.infer<typeof lookSchema>;

/** Leaves a word beside the evidence, for those who may not open the database of a running server. */
export async function noteLook(folder: string, kept: EvidenceKept, at: Date): Promise<void> {
  const { bytes, decidedBytes, isOver, isForeign } = kept;
  const look: LastLook = { at: at.toISOString(), bytes, decidedBytes, isOver, isForeign };
  const path = join(folder, lookName);
  await writeFile(`${path}.unfinished`, JSON.stringify(look));
  await rename(`${path}.unfinished`, path);
}

/** The last look at a folder of evidence; undefined where there was none, or where it can't be read. */
export async function lastLook(folder: string): Promise<LastLook | undefined> {
  const text = await readFile(join(folder, lookName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return lookSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
