import type { FoundRun } from '../model/advice.ts';
import type { Bisection } from '../model/bisection.ts';
import type { BlockerEvidence, BlockerFacts, Release } from '../model/blocker.ts';
import { tallyOf } from './tally.ts';
import type { Isolation } from '../model/isolation.ts';
import { cleanRunsKnownRate, cleanRunsNeeded } from '../statistics/clean-runs.ts';
import { estimate } from '../statistics/estimate.ts';
import { originsOf, outcomeOf } from './fixes.ts';
import { byTime, observations, originChecks, type Observation } from './observations.ts';

/** How the failure showed itself on the release's own code. */
export type Reproduction =
  | { readonly kind: 'unrun'; readonly evidence: BlockerEvidence }
  | { readonly kind: 'never-ran'; readonly evidence: BlockerEvidence; readonly isSkipped: boolean }
  /** Clean, but not in enough runs: so many more would be. */
  | { readonly kind: 'unclear'; readonly evidence: BlockerEvidence; readonly more: number }
  | { readonly kind: 'clean'; readonly evidence: BlockerEvidence; readonly executed: number }
  | { readonly kind: 'failed'; readonly evidence: BlockerEvidence };

/** A search for the cause that came to an end. */
export type Search =
  | { readonly kind: 'bisected'; readonly run: string; readonly bisection: Bisection }
  | { readonly kind: 'isolated'; readonly run: string; readonly isolation: Isolation };

/** Whether the release's code was seen failing, newest evidence first; a fix's runs and older releases' don't count. */
export function reproductionOf(facts: BlockerFacts, release: Release, tolerance: number): Reproduction {
  const all = observations(facts.found, originsOf(facts, release)).filter(({ role }) => role === 'release');
  const told = tellingOnes(all);
  const executed = told.filter(({ counts }) => counts.executed > 0);
  if (executed.length === 0) return withoutRuns(told, facts);
  const lastFailed = executed.findLast(({ counts }) => counts.failed > 0);
  const clean = lastFailed === undefined ? executed : executed.slice(executed.indexOf(lastFailed) + 1);
  const runs = clean.reduce((sum, { counts }) => sum + counts.executed, 0);
  const needed =
    lastFailed === undefined ? cleanRunsKnownRate(tolerance) : cleanRunsNeeded(lastFailed.counts);
  const cleanRate = rateOf({ failed: 0, executed: runs }, clean.at(-1)?.run);
  if (runs >= needed) return { kind: 'clean', evidence: cleanRate, executed: runs };
  if (lastFailed === undefined) return { kind: 'unclear', evidence: cleanRate, more: needed - runs };
  return { kind: 'failed', evidence: rateOf(lastFailed.counts, lastFailed.run) };
}

/** Runs of changed code say something only where the release's own code never ran, as with its skip taken off. */
function tellingOnes(all: readonly Observation[]): readonly Observation[] {
  const own = all.filter(({ isChanged }) => !isChanged);
  return own.some(({ counts }) => counts.executed > 0) ? own : all;
}

function withoutRuns(told: readonly Observation[], { ciFailures, ciCounts }: BlockerFacts): Reproduction {
  const last = told.at(-1);
  if (last !== undefined) {
    const counts = tallyOf(told.map(({ counts }) => counts));
    return { kind: 'never-ran', evidence: { kind: 'never-ran', counts }, isSkipped: counts.skipped > 0 };
  }
  const newest = byTime(ciFailures).at(-1);
  if (newest === undefined) return { kind: 'unrun', evidence: { kind: 'none' } };
  const rate =
    ciCounts === undefined || ciCounts.executed === 0
      ? {}
      : { rate: { estimate: estimate(ciCounts.failed, ciCounts.executed), days: ciCounts.days } };
  return { kind: 'unrun', evidence: { kind: 'ci', failures: ciFailures.length, last: newest.at, ...rate } };
}

function rateOf(
  { failed, executed }: { readonly failed: number; readonly executed: number },
  run = '',
): BlockerEvidence {
  return executed === 0 ? { kind: 'none' } : { kind: 'rate', estimate: estimate(failed, executed), run };
}

/** It failed on the release before too: shown by a comparison, a bisection, or runs of that release. */
export function failsBefore(facts: BlockerFacts, release: Release): boolean {
  const origins = originsOf(facts, release);
  const compared = originChecks(facts.found, origins).findLast(
    ({ comparison }) => outcomeOf(comparison) !== 'open',
  );
  if (compared !== undefined) {
    const { kind } = compared.comparison.overall;
    return kind === 'pre-existing' || kind === 'still-flaky-better' || kind === 'pre-existing-worse';
  }
  const onOld = observations(facts.found, origins).some(
    ({ role, counts }) => role === 'predecessor' && counts.failed > 0,
  );
  return onOld || newestSearch(facts.found, 'bisected')?.bisection.outcome.kind === 'already-bad';
}

/** The newest search of a kind through the project's own code: one through changed code tells of other code. */
export function newestSearch<Kind extends Search['kind']>(
  found: readonly FoundRun[],
  kind: Kind,
): Extract<Search, { kind: Kind }> | undefined {
  const own = byTime(found).filter(({ isChanged }) => !isChanged);
  const searches = own.flatMap(({ run, finding }): readonly Search[] => {
    if (finding.kind === 'bisect') return [{ kind: 'bisected', run, bisection: finding.bisection }];
    return finding.kind === 'isolate' ? [{ kind: 'isolated', run, isolation: finding.isolation }] : [];
  });
  return searches.findLast((one): one is Extract<Search, { kind: Kind }> => one.kind === kind);
}

/** The failure rate was shown to lie below what the project lives with. */
export function isKnownRare(found: readonly FoundRun[], tolerance: number): boolean {
  const newest = byTime(found).findLast(
    ({ finding, isChanged }) =>
      finding.kind === 'repeat' && finding.decision?.expect === undefined && !isChanged,
  );
  if (newest?.finding.kind !== 'repeat') return false;
  const { decision, verdict } = newest.finding;
  if (verdict.counts.failed === 0) return false;
  return (
    (decision?.kind === 'below' && decision.rate <= tolerance) || (verdict.estimate?.high ?? 1) <= tolerance
  );
}
