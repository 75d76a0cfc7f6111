import { z } from 'zod';
import type { EvidenceFiles } from './evidence-files.ts';
import type { EvidenceKept } from './keeping.ts';

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
export async function noteLook(files: EvidenceFiles, kept: EvidenceKept, at: Date): Promise<void> {
  const { bytes, decidedBytes, isOver, isForeign } = kept;
  const look: LastLook = { at: at.toISOString(), bytes, decidedBytes, isOver, isForeign };
  await files.setNote('last-look.json', JSON.stringify(look));
}

/** The last look at the evidence; undefined where there was none, or where nobody understands what it says. */
export async function lastLook(files: EvidenceFiles): Promise<LastLook | undefined> {
  const text = await files.note('last-look.json');
  if (text === undefined) return undefined;
  try {
    return lookSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
