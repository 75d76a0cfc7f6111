import type { BisectionOutcome, RunBoundary } from '../../model/bisection.ts';
import { cleanRunsNeeded } from '../../statistics/clean-runs.ts';
import { type ClearingPlan, clearingPlan, planStep } from '../../statistics/clearing-plan.ts';
import { estimate } from '../../statistics/estimate.ts';
import type { CommitEvidence } from './commit-evidence.ts';
import { runBoundary } from './run-boundary.ts';
import { end, runsAt, type Search, type Stage } from './search.ts';

/** Both ends are what they were said to be: the search may begin at `base`. */
interface Established {
  readonly kind: 'established';
  readonly base: number;
  readonly boundary?: RunBoundary;
}

/**
 * Shows that the bad end fails and the good end does not, as a comparison of the two would (implicate, then clear).
 * A good end that does not run the test gives way to the first commit that does.
 */
export function establishEnds(search: Search): Stage | Established {
  const { positions, question } = search;
  const bad = positions.at(-1);
  const good = positions[0];
  if (bad === undefined || good === undefined) throw new RangeError('a range needs two ends');
  const plan = clearingPlan('regression', { alpha: question.delta ?? 0.05, rate: question.rate ?? 0.01 });
  const badEnd = implicate(search, plan, bad);
  if (badEnd !== undefined) return badEnd;
  const isAbsent = good.untestable?.why === 'skipped' && good.sample.executed === 0;
  if (!isAbsent) return clear(search, plan, { base: 0 });
  const found = runBoundary(search);
  return found.kind === 'found'
    ? clear(search, plan, { base: found.position, boundary: found.boundary })
    : found;
}

/** Runs at the bad end until it failed often enough; nothing once it did. */
function implicate(search: Search, plan: ClearingPlan, bad: CommitEvidence): Stage | undefined {
  const step = planStep(plan, { failed: 0, executed: 0 }, bad.sample);
  if (step.kind === 'decided' && bad.sample.failed === 0) {
    return end({ kind: 'not-failing', badEnd: estimate(0, bad.sample.executed) });
  }
  if (step.kind === 'decided' || step.side !== 'after') return undefined;
  if (bad.untestable !== undefined) return end(untestableEnd('bad', bad));
  const aim = `${bad.sample.failed} of ${plan.failuresWanted} failures at the bad end`;
  return runsAt(search, bad, { runs: step.runs, aim }) ?? end({ kind: 'unfinished', stage: 'bad-end' });
}

/** Clean runs at the good end, or where the test begins to run, as many as the failures demand. */
function clear(search: Search, plan: ClearingPlan, from: Omit<Established, 'kind'>): Stage | Established {
  const good = search.positions[from.base];
  const bad = search.positions.at(-1);
  if (good === undefined || bad === undefined) throw new RangeError('a range needs two ends');
  const rest = from.boundary === undefined ? {} : { boundary: from.boundary };
  if (search.question.background === 'expected') return { kind: 'established', ...from };
  const step = planStep(plan, good.sample, bad.sample);
  if (step.kind === 'decided') {
    if (step.verdict === 'regression') return { kind: 'established', ...from };
    if (step.verdict === 'pre-existing') return end(failsAlready(good, bad, from.boundary), rest);
    return end({ kind: 'unfinished', stage: 'good-end', ...missing(step.more) }, rest);
  }
  if (good.untestable !== undefined) return end(untestableEnd('good', good), rest);
  const where = from.base === 0 ? 'the good end' : 'the first commit that runs the test';
  const wanted = { runs: step.runs, aim: `clean runs at ${where}, ${good.sample.executed} so far` };
  const more = cleanRunsNeeded(bad.sample, plan.alpha) - good.sample.executed;
  return (
    runsAt(search, good, wanted) ?? end({ kind: 'unfinished', stage: 'good-end', ...missing(more) }, rest)
  );
}

function failsAlready(
  good: CommitEvidence,
  bad: CommitEvidence,
  boundary: RunBoundary | undefined,
): BisectionOutcome {
  const at = estimate(good.sample.failed, good.sample.executed);
  if (boundary !== undefined) return { kind: 'began-to-run', boundary, at };
  return { kind: 'already-bad', goodEnd: at, badEnd: estimate(bad.sample.failed, bad.sample.executed) };
}

function untestableEnd(which: 'good' | 'bad', { untestable }: CommitEvidence): BisectionOutcome {
  return { kind: 'untestable-end', end: which, ...(untestable ?? { why: 'lost' }) };
}

function missing(more: number | undefined) {
  return more === undefined || !Number.isFinite(more) ? {} : { more };
}
