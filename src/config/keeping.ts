import { z } from 'zod';

/** What a server keeps of the past: evidence within a size, and within an age where one is told. */
export const keepingSection = z
  .strictObject({
    evidence: z
      .strictObject({
        /** Compressed. */
        gigabytes: z.number().positive().max(1_000_000).default(20),
        /** Days since a run ended; without it only the size counts. */
        days: z.number().int().min(1).max(36_500).optional(),
      })
      .prefault({}),
  })
  .prefault({});
