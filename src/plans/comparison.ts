import type {
  ComparedRevision,
  ComparedSide,
  ComparedSignature,
  Comparison,
  ComparisonResult,
} from '../model/comparison.ts';
import { countedOddly } from '../model/counted-oddly.ts';
import type { KnownIssueRule } from '../failures/known-issues.ts';
import { tally, type Iteration } from '../model/iteration.ts';
import type { Side, SideEvidence, SidesEvidence } from '../model/question.ts';
import type { FailureGroup } from '../model/signature.ts';
import { compare, worstKind } from '../statistics/comparison.ts';
import { dispersion } from '../statistics/dispersion.ts';
import { estimate } from '../statistics/estimate.ts';
import { nextAction } from '../statistics/next-action.ts';
import { compareSignatures, skipsDiffer } from '../statistics/signature-comparison.ts';
import type { Sample } from '../statistics/sample.ts';
import { newcombe } from '../statistics/two-samples.ts';
import { causeSample, causesAmong, noEvidence, sampleOf } from './causes.ts';

/** Two revisions to set side by side. */
export interface CompareQuestion {
  readonly before: Side;
  readonly after: Side;
  /** Iterations on each side; absent: as many as it takes to decide. */
  readonly runs?: number;
  /** Chance of a wrong "regression" or "fixed"; 0.05 by default. */
  readonly alpha?: number;
  /** A failure rate below this counts as not reproduced; 0.01 by default. */
  readonly rate?: number;
  /** The most executed runs on the side that fails and on the one to be cleared; 1,000 and 2,000 by default. */
  readonly mostFailing?: number;
  readonly mostClearing?: number;
  readonly known?: readonly KnownIssueRule[];
  /** Iterations on each side that earlier runs brought in. */
  readonly reused?: Readonly<Record<ComparedSide, number>>;
}

/** Sets two revisions side by side once nothing more is to come, or when somebody stopped it: the one look. */
export function comparisonOf(question: CompareQuestion, evidence: SidesEvidence): Comparison {
  const { alpha = 0.05, rate = 0.01 } = question;
  const [before, after] = [evidence.get('before') ?? noEvidence, evidence.get('after') ?? noEvidence];
  const causes = causesAmong(evidence, question.known);
  const samples = causes.map((cause) => ({
    cause,
    id: cause.signature.id,
    before: causeSample(before, cause),
    after: causeSample(after, cause),
  }));
  const verdicts = compareSignatures(samples, { alpha, rate });
  const rows = samples.map((sample, at) => {
    const result = verdicts.rows[at]?.result ?? { kind: 'no-data' as const };
    const shown = question.runs === undefined ? withoutDirection(result) : result;
    return rowOf(sample, shown, alpha / samples.length);
  });
  const clean = compare(sampleOf(before), sampleOf(after), { alpha, rate });
  const revisions = {
    before: revisionOf(question, 'before', before),
    after: revisionOf(question, 'after', after),
  };
  return {
    ...revisions,
    rows: rows.toSorted((a, b) => weight(a) - weight(b)),
    overall: overallOf(rows, clean),
    skipsDiffer: skipsDiffer(revisions.before.counts, revisions.after.counts),
    alpha,
    rate,
  };
}

/** Both sides fail: which one fails more was not planned for, so an early end must not claim it. */
function withoutDirection(result: ComparisonResult): ComparisonResult {
  const isDirected = result.kind === 'pre-existing-worse' || result.kind === 'still-flaky-better';
  return isDirected ? { kind: 'pre-existing', p: 1, more: 0 } : result;
}

interface SampledCause {
  readonly cause: FailureGroup;
  readonly before: Sample;
  readonly after: Sample;
}

function rowOf(
  { cause, before, after }: SampledCause,
  result: ComparisonResult,
  alpha: number,
): ComparedSignature {
  const next = result.kind === 'need-more-runs' ? nextAction(before, after, alpha) : undefined;
  const difference =
    before.executed === 0 || after.executed === 0 ? {} : { difference: newcombe(before, after) };
  return {
    group: cause,
    result,
    ...(before.executed === 0 ? {} : { before: estimate(before.failed, before.executed) }),
    ...(after.executed === 0 ? {} : { after: estimate(after.failed, after.executed) }),
    ...difference,
    ...(next === undefined
      ? {}
      : { cheapest: { side: next.side, runs: next.nextRuns, inAll: next.expectedRuns } }),
  };
}

/** The worst row; a side without any executed run outweighs every row. */
function overallOf(rows: readonly ComparedSignature[], clean: ComparisonResult): ComparisonResult {
  if (rows.length === 0) return clean;
  const worst = worstKind(rows.map(({ result }) => result.kind));
  const found = rows.filter(({ result }) => result.kind === worst).map(({ result }) => result);
  return found.toSorted((a, b) => (b.more ?? 0) - (a.more ?? 0))[0] ?? clean;
}

const kindsFirst: readonly string[] = ['regression', 'pre-existing-worse', 'fixed', 'still-flaky-better'];

/** Rows that claim a change come first, then the most frequent. */
function weight({ group, result }: ComparedSignature): number {
  return (kindsFirst.includes(result.kind) ? 0 : 1e9) - group.iterations.length;
}

function revisionOf(
  question: CompareQuestion,
  name: ComparedSide,
  { iterations, asked, broken }: SideEvidence,
): ComparedRevision {
  return {
    side: question[name],
    counts: tally(Math.max(asked, iterations.length), iterations),
    reasons: reasonsOf(iterations),
    odd: countedOddly(iterations),
    clustered: dispersion(machinesOf(iterations)).clustered,
    reused: question.reused?.[name] ?? 0,
    ...(broken === undefined ? {} : { broken }),
  };
}

function reasonsOf(iterations: readonly Iteration[]) {
  const counts = new Map<string, number>();
  for (const { reason } of iterations) {
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, number]) => ({ reason, iterations: number }))
    .toSorted((a, b) => b.iterations - a.iterations);
}

function machinesOf(iterations: readonly Iteration[]): readonly Sample[] {
  return [...new Set(iterations.map(({ machine }) => machine))].map((name) => {
    const own = iterations.filter(({ machine }) => machine === name);
    return sampleOf({ iterations: own, asked: own.length });
  });
}
