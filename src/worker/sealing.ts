import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { KnownIssueRule } from '../failures/known-issues.ts';
import { signatureVersion } from '../failures/signature-of.ts';
import type { Iteration } from '../model/iteration.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { Store } from '../store/store.ts';
import { assess } from './assessment.ts';
import { runSettingsSchema } from './parts.ts';

const count = z.number().int().nonnegative();

/** What a report rested on, recorded when it was posted: the numbers, and one hash over all evidence. */
const sealSchema = z.strictObject({
  schema: z.literal('retrial.sealed/1'),
  /** The version of the algorithm that gave the signatures. */
  signatures: z.string(),
  asked: count,
  broken: z.string().exactOptional(),
  counts: z.strictObject({
    asked: count,
    executed: count,
    passed: count,
    failed: count,
    skipped: count,
    lost: count,
  }),
  verdict: z.string(),
  groups: z.array(z.strictObject({ id: z.string(), iterations: z.array(z.number().int()) })),
  /** 64 hex digits. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Seal = z.infer<typeof sealSchema>;

/** The name of a run's seal among its evidence; it belongs to no iteration. */
export const sealName = 'sealed.json';
const ofTheRun = 0;

interface EvidenceName {
  readonly iteration: number;
  readonly name: string;
  readonly digest: string;
}

/** What a seal is computed from. */
export interface Sealed {
  readonly asked: number;
  readonly broken?: string;
  readonly iterations: readonly Iteration[];
  readonly links: readonly EvidenceName[];
  readonly knownIssues: readonly KnownIssueRule[];
}

/**
 * The numbers of a run, computed from its iterations, and the hash over their outcomes and the digests of all evidence.
 * @throws RangeError when there are more iterations than were asked, or one twice.
 */
export function sealOf({ asked, broken, iterations, links, knownIssues }: Sealed): Seal {
  const why = broken === undefined ? {} : { broken };
  const { counts, verdict, groups } = assess({ asked, iterations, knownIssues, ...why });
  return {
    schema: 'retrial.sealed/1',
    signatures: signatureVersion,
    asked,
    ...why,
    counts,
    verdict: verdict.kind,
    groups: groups.map(({ group }) => ({ id: group.signature.id, iterations: [...group.iterations] })),
    hash: hashOf(iterations, links),
  };
}

/** One line of JSON an iteration and one a piece of evidence, each in a fixed order. */
function hashOf(iterations: readonly Iteration[], links: readonly EvidenceName[]): string {
  const outcomes = iterations
    .toSorted((a, b) => a.index - b.index)
    .map(({ index, outcome, reason = null, results }) => {
      const each = results.map(({ container, name, scope, phase, ...one }) => [
        container,
        name,
        scope,
        phase,
        one.outcome,
      ]);
      return JSON.stringify([index, outcome, reason, each]);
    });
  const pieces = links
    .filter(({ iteration, name }) => iteration !== ofTheRun || name !== sealName)
    .map(({ iteration, name, digest }) => JSON.stringify([iteration, name, digest]))
    .toSorted();
  return createHash('sha256')
    .update([...outcomes, '', ...pieces].join('\n'))
    .digest('hex');
}

/** Records what the report of a run rests on; doing it again changes nothing. */
export async function seal(run: RepeatRun, broken: string | undefined, store: Store): Promise<void> {
  const { knownIssues } = runSettingsSchema.parse(await store.runs.settings(run.id));
  const iterations = await store.iterations.of(run.id);
  const kept = sealOf({
    // A question decides how many it takes: then what came back is all there is.
    asked: run.question === undefined ? run.asked : iterations.length,
    ...(broken === undefined ? {} : { broken }),
    iterations,
    links: await store.evidence.of(run.id),
    knownIssues,
  });
  const content = Buffer.from(JSON.stringify(kept));
  const digest = await store.evidence.put(content);
  const link = { runId: run.id, iteration: ofTheRun, name: sealName, digest, size: content.byteLength };
  await store.evidence.link(link);
}

/**
 * The seal of a run; undefined when it never got one, or its file is gone.
 * @throws Error when the file is damaged; ZodError or SyntaxError when it holds no seal.
 */
export async function readSeal(runId: string, store: Pick<Store, 'evidence'>): Promise<Seal | undefined> {
  const links = await store.evidence.of(runId);
  const link = links.find(({ iteration, name }) => iteration === ofTheRun && name === sealName);
  const content = link && (await store.evidence.get(link.digest));
  return content && sealSchema.parse(JSON.parse(Buffer.from(content).toString('utf8')));
}
