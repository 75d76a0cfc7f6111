import { z } from 'zod';
import type { CutList } from './cut-lists.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import type { EvidenceKept } from './keeping.ts';

const lookSchema = z.looseObject({
  at: z.string(),
  bytes: z.number(),
  decidedBytes: z.number(),
  isOver: z.boolean(),
  isForeign: z.boolean(),
  cuts: z
    .array(
      z.looseObject({
        repository: z.string(),
        service: z.string(),
        since: z.string(),
        words: z.array(z.string()),
      }),
    )
    .exactOptional(),
});

/** What a server found when it last looked through what it keeps, and which lists of builds were cut of late; times are ISO 8601. */
export type LastLook = z.infer<typeof lookSchema>;

/** Leaves a word beside the evidence, for those who may not open the database of a running server. */
export async function noteLook(
  files: EvidenceFiles,
  seen: EvidenceKept & { readonly cuts: readonly CutList[] },
  at: Date,
): Promise<void> {
  const { bytes, decidedBytes, isOver, isForeign, cuts } = seen;
  const look: LastLook = { at: at.toISOString(), bytes, decidedBytes, isOver, isForeign, cuts: [...cuts] };
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
