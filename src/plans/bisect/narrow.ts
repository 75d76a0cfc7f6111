import type { BisectionOutcome, CulpritEvidence } from '../../model/bisection.ts';
import { type Commit, isMerge } from '../../model/commit-range.ts';
import type { BisectStep } from '../../statistics/bisect/bisect-step.ts';
import type { BisectJob } from '../../statistics/bisect/rounds.ts';
import { capacityBits } from '../../statistics/bisect-bound.ts';
import { cleanRunsNeeded } from '../../statistics/clean-runs.ts';
import { estimate } from '../../statistics/estimate.ts';
import type { Sample } from '../../statistics/sample.ts';
import type { Order } from '../plan.ts';
import { type Decision, decided } from './confirm.ts';
import { evidenceAt } from './commit-evidence.ts';
import { end, type Line, type Search, type Stage } from './search.ts';

/** A decision that names a culprit, or doubts the one it would name. */
type Named = Extract<Decision, { kind: 'culprit' | 'no-change' }>;

/**
 * Narrows a line of commits round by round. A merge as culprit is entered: half of the line's error is spent on
 * naming the merge, the other half on the search inside, so that the whole stays within what was accepted.
 * @param outer the lines that led here, outermost first
 */
export function narrow(search: Search, line: Line, outer: readonly Line[] = []): Stage {
  const lines = [...outer, line];
  const first = decided(search, line, line.delta);
  const merge = mergeToEnter(search, lines, first);
  if (merge === undefined) return stageOf(search, lines, first);
  const surer = decided(search, line, line.delta / 2);
  if (surer.kind !== 'culprit' || mergeToEnter(search, lines, surer)?.id !== merge.id) {
    return stageOf(search, lines, surer);
  }
  const inside = search.question.inside?.get(merge.id);
  if (inside === undefined) return { kind: 'expand', merge: merge.id };
  if (inside.commits.length < 2) return stageOf(search, lines, surer);
  const culprit = surer.culprits[0] ?? 1;
  const own = [inside.good, ...inside.commits];
  const positions = own.map((commit) => evidenceAt(commit, search.evidence, search.causes));
  const counts = positions.map(({ sample }, at) => {
    if (at === 0) return sumOf(line.counts.slice(0, culprit));
    return at === positions.length - 1 ? sumOf(line.counts.slice(culprit)) : sample;
  });
  const confidence = line.confidence * surer.confidence;
  return narrow(search, { merge, positions, base: 0, counts, delta: line.delta / 2, confidence }, lines);
}

/** The one merge that a decision names, unless its inside is known to be no line, or under search already. */
function mergeToEnter({ question }: Search, lines: readonly Line[], decision: Decision): Commit | undefined {
  if (question.intoMerges === false || decision.kind !== 'culprit' || decision.culprits.length > 1)
    return undefined;
  const line = lines.at(-1);
  const commit = line === undefined ? undefined : commitAt(line, decision.culprits[0] ?? 1);
  if (commit === undefined || !isMerge(commit) || commit.parents.length > 2) return undefined;
  return lines.some(({ merge }) => merge?.id === commit.id) ? undefined : commit;
}

function stageOf(search: Search, lines: readonly Line[], decision: Decision): Stage {
  const line = lines.at(-1);
  if (line === undefined) throw new RangeError('a search needs a line');
  switch (decision.kind) {
    case 'confirm':
      return { kind: 'run', orders: decision.orders, aim: decision.aim };
    case 'run':
      return { kind: 'run', orders: ordersOf(search, line, decision.jobs), aim: aimOf(line, decision.step) };
    case 'culprit':
      return end({ kind: 'culprit', ...supportOf(line, decision) }, { lines });
    case 'no-change':
      return end(
        { kind: 'no-change', ...supportOf(line, decision), ...moreClean(line, decision) },
        { lines },
      );
    case 'already-bad':
      return end(alreadyBad(line, decision.goodEnd), { lines });
    case 'unfinished':
      return end(unfinished(line, decision), { lines });
  }
}

function ordersOf({ question }: Search, line: Line, jobs: readonly BisectJob[]): readonly Order[] {
  const runs = new Map<string, number>();
  for (const job of jobs) {
    const id = line.positions[line.base + job.position]?.commit.id ?? '';
    runs.set(id, (runs.get(id) ?? 0) + job.runs);
  }
  const untilFailure = (question.maxParallel ?? 1) === 1 && jobs.every((job) => job.untilFailure);
  return [...runs].map(([side, count]) => ({ side, runs: count, ...(untilFailure ? { untilFailure } : {}) }));
}

function aimOf({ merge, counts }: Line, { weights }: BisectStep): string {
  const where = merge === undefined ? '' : ' inside a merge';
  return `${likeliest(weights, 0.95)} of ${counts.length - 1} commits${where} still likely`;
}

/** How many of the likeliest it takes to hold so much of the chance. */
function likeliest(weights: readonly number[], level: number): number {
  let mass = 0;
  let count = 0;
  for (const weight of weights.toSorted((a, b) => b - a)) {
    if (mass >= level) break;
    mass += weight;
    count += 1;
  }
  return count;
}

function supportOf(line: Line, { culprits, confidence, evidence, sideBySide }: Named): CulpritEvidence {
  const { before, fromCulprit, lastGood, noChange, runnerUp } = evidence;
  const second =
    runnerUp === undefined
      ? undefined
      : { commit: commitAt(line, runnerUp.culprit), chance: runnerUp.chance };
  return {
    culprits: culprits.map((position) => commitAt(line, position)),
    confidence: line.confidence * confidence,
    noChange,
    ...named('before', before),
    ...named('from', fromCulprit),
    ...(lastGood.sample.executed === 0
      ? {}
      : {
          lastGood: {
            commit: commitAt(line, lastGood.position),
            estimate: estimate(lastGood.sample.failed, lastGood.sample.executed),
          },
        }),
    ...(second === undefined ? {} : { runnerUp: second }),
    ...(sideBySide === undefined ? {} : { sideBySide }),
  };
}

/** Clean runs that would separate the two sides; nobody can say once the earlier one fails too. */
function moreClean({ delta }: Line, { evidence: { before, fromCulprit } }: Named) {
  if (before.failed > 0 || fromCulprit.failed === 0) return {};
  return { more: Math.max(1, cleanRunsNeeded(fromCulprit, delta) - before.executed) };
}

function named(name: 'before' | 'from', { failed, executed }: Sample) {
  return executed === 0 ? {} : { [name]: estimate(failed, executed) };
}

/** The good end failed after all; only where it was not shown clean beforehand. */
function alreadyBad(line: Line, goodEnd: Sample): BisectionOutcome {
  const bad = line.counts.at(-1) ?? goodEnd;
  return {
    kind: 'already-bad',
    goodEnd: estimate(goodEnd.failed, goodEnd.executed),
    badEnd: estimate(bad.failed, bad.executed),
  };
}

type OutOfBudget = Extract<Decision, { kind: 'unfinished' }>;

function unfinished(line: Line, { first, last, step, more: told }: OutOfBudget): BisectionOutcome {
  const more = told ?? missingRuns(line, step);
  const suspects = { first: commitAt(line, first), last: commitAt(line, last), commits: last - first + 1 };
  return { kind: 'unfinished', stage: 'search', suspects, ...(more === undefined ? {} : { more }) };
}

/** What the planner needs beyond the bound over ranges of 100 and more commits, as `npm run bench:decisions` prints it. */
const OVER_BOUND = 1.6;

/** The uncertainty that is left, over what one run can tell: bits over capacity (statistics.md section 8.2). */
function missingRuns({ delta }: Line, { weights, posterior }: BisectStep): number | undefined {
  const bits = weights.reduce((sum, weight) => sum - (weight > 0 ? weight * Math.log2(weight) : 0), 0);
  const rate = posterior.segments.reduce((sum, { first, last, badRate }) => {
    return sum + badRate * weights.slice(first - 1, last).reduce((mass, weight) => mass + weight, 0);
  }, 0);
  const capacity = capacityBits(Math.min(1, rate));
  if (capacity <= 0) return undefined;
  return Math.max(1, Math.ceil((OVER_BOUND * bits * (1 - delta)) / capacity));
}

function commitAt({ positions, base }: Line, position: number): Commit {
  const found = positions[base + position];
  if (found === undefined) throw new RangeError(`no commit at position ${position}`);
  return found.commit;
}

function sumOf(counts: readonly Sample[]): Sample {
  return counts.reduce(
    (sum, { failed, executed }) => ({ failed: sum.failed + failed, executed: sum.executed + executed }),
    { failed: 0, executed: 0 },
  );
}
