import type { Untestable } from '../../model/bisection.ts';
import type { Commit } from '../../model/commit-range.ts';
import type { Iteration } from '../../model/iteration.ts';
import type { SideEvidence, SidesEvidence } from '../../model/question.ts';
import type { FailureGroup } from '../../model/signature.ts';
import type { Sample } from '../../statistics/sample.ts';
import { causeSample, noEvidence, sampleOf } from '../causes.ts';

/** What is known of one commit, as far as the searched cause goes. */
export interface CommitEvidence {
  readonly commit: Commit;
  readonly side: SideEvidence;
  /** Runs that count for the cause. */
  readonly sample: Sample;
  /** Runs that failed in another way. */
  readonly otherwise: number;
  readonly untestable?: { readonly why: Untestable; readonly reason?: string };
}

/** What failed, and which of it is searched for. */
export interface Causes {
  readonly all: readonly FailureGroup[];
  /** Undefined while the bad end did not fail. */
  readonly searched: FailureGroup | undefined;
}

/** Runs without any verdict after which a commit is given up; a single lost one may be the machine's fault. */
const FIRST_LOOK = 3;
/** The same where all were skipped, which is rarely a matter of chance. */
const ALL_SKIPPED = 2;
/** Runs in a row without a verdict after which a commit that had some is given up. */
const HOPELESS = 25;

/** The counts of one commit, and whether more runs there would tell anything. */
export function evidenceAt(commit: Commit, evidence: SidesEvidence, causes: Causes): CommitEvidence {
  const side = evidence.get(commit.id);
  if (side === undefined)
    return { commit, side: noEvidence, sample: { failed: 0, executed: 0 }, otherwise: 0 };
  const all = sampleOf(side);
  const sample = causes.searched === undefined ? all : causeSample(side, causes.searched);
  const untestable = untestableOf(side, causes);
  const found = { commit, side, sample, otherwise: all.executed - sample.executed };
  return untestable === undefined ? found : { ...found, untestable };
}

function untestableOf(side: SideEvidence, causes: Causes): CommitEvidence['untestable'] {
  const { iterations, asked, broken } = side;
  if (broken !== undefined) return { why: 'broken', reason: broken };
  const saying = new Set(iterations.filter((each) => saysSomething(each, causes.searched)));
  if (saying.size === 0) {
    const isSkipped = iterations.length === asked && iterations.every(({ outcome }) => outcome === 'skipped');
    return asked < (isSkipped ? ALL_SKIPPED : FIRST_LOOK) ? undefined : whyOf(iterations, causes);
  }
  const newest = iterations.toSorted((a, b) => a.index - b.index).slice(-HOPELESS);
  const gone = asked - iterations.length >= HOPELESS;
  const idle = newest.length === HOPELESS && !newest.some((each) => saying.has(each));
  return gone || idle
    ? whyOf(idle ? newest : iterations.filter((each) => !saying.has(each)), causes)
    : undefined;
}

/** A run that failed in another way is neither a failure nor a clean run: it may have hidden the cause. */
function saysSomething({ index, outcome }: Iteration, cause: FailureGroup | undefined): boolean {
  if (outcome === 'passed') return true;
  return outcome === 'failed' && (cause === undefined || cause.iterations.includes(index));
}

function whyOf(iterations: readonly Iteration[], { all }: Causes): CommitEvidence['untestable'] {
  const failed = iterations.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0) {
    const indexes = new Set(failed.map(({ index }) => index));
    const other = all.find((group) => group.iterations.some((index) => indexes.has(index)));
    return { why: 'masked', ...(other === undefined ? {} : { reason: other.signature.title }) };
  }
  const skipped = iterations.filter(({ outcome }) => outcome === 'skipped');
  const [why, those] = skipped.length > 0 ? (['skipped', skipped] as const) : (['lost', iterations] as const);
  const reason = commonest(those.flatMap((each) => each.reason ?? []));
  return { why, ...(reason === undefined ? {} : { reason }) };
}

function commonest(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}
