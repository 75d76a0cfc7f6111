import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { KnownIssueRule } from '../failures/known-issues.ts';
import { signatureVersion } from '../failures/signature-of.ts';
import type { Iteration } from '../model/iteration.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { EvidenceLink } from '../store/evidence.ts';
import type { Store } from '../store/store.ts';
import { assess } from './assessment.ts';
import { runSettingsSchema } from './parts.ts';
import { postedNumbers } from './posted-numbers.ts';

const count = z.number().int().nonnegative();

/** Which code a report is about: its commit, selection and lane, and what its revisions were found to be. */
const aboutSchema = z.strictObject({
  selector: z.string(),
  lane: z.string(),
  commit: z.string().exactOptional(),
  resolved: z.unknown().optional(),
});

/**
 * What a report rested on, recorded when it was posted: the numbers, and one hash over them and all evidence. The hash of
 * version 1 is over outcomes and evidence alone.
 */
const sealSchema = z.strictObject({
  schema: z.enum(['retrial.sealed/1', 'retrial.sealed/2']),
  /** Seals of version 1 have none. */
  about: aboutSchema.exactOptional(),
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
  /** The last iteration there was; what came later belongs to a later report. Seals of earlier versions have none. */
  through: count.exactOptional(),
  /** The batches there were. */
  batches: count.exactOptional(),
  /** What the report said in numbers; seals of earlier versions have none. */
  posted: z.unknown().optional(),
  /** 64 hex digits. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Seal = z.infer<typeof sealSchema>;

/** A seal with its place among the reports of its run: the first, and one for each time something was added. */
export interface PlacedSeal {
  readonly seal: Seal;
  /** The name it has among the evidence. */
  readonly name: string;
  /** How many additions it counts. */
  readonly additions: number;
}

/** Seals belong to no iteration. */
const ofTheRun = 0;
const sealName = /^sealed(?:-(\d+))?\.json$/;

/** Each report of a run keeps its own: a decision may rest on an earlier one. */
function nameOfSeal({ additions = [] }: Pick<RepeatRun, 'additions'>): string {
  return additions.length === 0 ? 'sealed.json' : `sealed-${additions.length + 1}.json`;
}

interface EvidenceName {
  readonly iteration: number;
  readonly name: string;
  readonly digest: string;
}

/** What a seal is computed from. */
export interface Sealed {
  /** Absent for seals of version 1. */
  readonly about?: z.infer<typeof aboutSchema>;
  readonly asked: number;
  readonly broken?: string;
  readonly iterations: readonly Iteration[];
  readonly links: readonly EvidenceName[];
  readonly knownIssues: readonly KnownIssueRule[];
  /** How many batches there are; for runs of a server. */
  readonly batches?: number;
  /** What was posted, in numbers. */
  readonly posted?: unknown;
}

/**
 * The numbers of a run, computed from its iterations, and the hash over what they are of, their outcomes and the digests
 * of all evidence.
 * @throws RangeError when there are more iterations than were asked, or one twice.
 */
export function sealOf(sealed: Sealed): Seal {
  const { about, asked, broken, iterations, links, knownIssues, batches, posted } = sealed;
  const why = broken === undefined ? {} : { broken };
  const { counts, verdict, groups } = assess({ asked, iterations, knownIssues, ...why });
  // As JSON keeps it, so that it hashes alike when it is read again.
  const head = [about?.selector, about?.lane, about?.commit, about?.resolved, asked, broken, batches, posted];
  const parts = about === undefined ? [] : [JSON.stringify(head), ''];
  return {
    schema: about === undefined ? 'retrial.sealed/1' : 'retrial.sealed/2',
    ...(about === undefined ? {} : { about }),
    signatures: signatureVersion,
    asked,
    ...why,
    counts,
    verdict: verdict.kind,
    groups: groups.map(({ group }) => ({ id: group.signature.id, iterations: [...group.iterations] })),
    through: iterations.reduce((last, { index }) => Math.max(last, index), 0),
    ...(batches === undefined ? {} : { batches }),
    ...(posted === undefined ? {} : { posted }),
    hash: hashOf([...parts, ...linesOf(iterations, links)]),
  };
}

/** One line of JSON an iteration and one a piece of evidence, each in a fixed order. */
function linesOf(iterations: readonly Iteration[], links: readonly EvidenceName[]): readonly string[] {
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
    .filter(({ iteration, name }) => iteration !== ofTheRun || !sealName.test(name))
    .map(({ iteration, name, digest }) => JSON.stringify([iteration, name, digest]))
    .toSorted();
  return [...outcomes, '', ...pieces];
}

function hashOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** Which code a run's report is about. */
export async function aboutOf(
  { id, selector, lane, commit }: RepeatRun,
  { runs }: Pick<Store, 'runs'>,
): Promise<z.infer<typeof aboutSchema>> {
  const resolved = await runs.resolved(id);
  return {
    selector: selector.text,
    lane,
    ...(commit === undefined ? {} : { commit }),
    ...(resolved === undefined ? {} : { resolved }),
  };
}

/** What only whoever reports knows. */
interface Reported {
  readonly broken?: string;
  /** The report for programs. */
  readonly posted?: unknown;
}

/** Records what the report of a run rests on; doing it again changes nothing. */
export async function seal(
  run: RepeatRun,
  { broken, posted }: Reported,
  store: Pick<Store, 'runs' | 'batches' | 'iterations' | 'evidence'>,
): Promise<void> {
  const { knownIssues } = runSettingsSchema.parse(await store.runs.settings(run.id));
  const iterations = await store.iterations.of(run.id);
  const kept = sealOf({
    about: await aboutOf(run, store),
    // A question decides how many it takes: then what came back is all there is.
    asked: run.question === undefined ? run.asked : iterations.length,
    ...(broken === undefined ? {} : { broken }),
    ...(posted === undefined ? {} : { posted: postedNumbers(posted) }),
    iterations,
    links: await store.evidence.of(run.id),
    knownIssues,
    batches: (await store.batches.of(run.id)).length,
  });
  const content = Buffer.from(JSON.stringify(kept));
  const digest = await store.evidence.put(content);
  const name = nameOfSeal(run);
  await store.evidence.link({ runId: run.id, iteration: ofTheRun, name, digest, size: content.byteLength });
}

/** The hash that a decision on a run's newest report names; undefined when there is none that can be read. */
export async function sealedHash(runId: string, store: Pick<Store, 'evidence'>): Promise<string | undefined> {
  const newest = sealLinks(await store.evidence.of(runId)).at(-1);
  if (newest === undefined) return undefined;
  return (await readSeal(newest, store).catch(() => undefined))?.seal.hash;
}

/** Where the seals of a run are, oldest first. */
export function sealLinks(links: readonly EvidenceLink[]): readonly EvidenceLink[] {
  return links
    .filter(({ iteration, name }) => iteration === ofTheRun && sealName.test(name))
    .toSorted((a, b) => additionsOf(a) - additionsOf(b));
}

/** @throws Error when the file is damaged or gone; ZodError or SyntaxError when it holds no seal. */
export async function readSeal(
  link: EvidenceLink,
  { evidence }: Pick<Store, 'evidence'>,
): Promise<PlacedSeal> {
  const content = Buffer.from((await evidence.get(link.digest)) ?? []).toString('utf8');
  return { seal: sealSchema.parse(JSON.parse(content)), name: link.name, additions: additionsOf(link) };
}

function additionsOf({ name }: EvidenceLink): number {
  return Number(sealName.exec(name)?.[1] ?? 1) - 1;
}
