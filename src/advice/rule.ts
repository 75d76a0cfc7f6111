import type { Circumstances, ReleaseAspect, Vote } from '../model/advice.ts';
import type { Bisection } from '../model/bisection.ts';
import type { ComparedSide, Comparison } from '../model/comparison.ts';
import type { Decision } from '../model/decision.ts';
import type { Estimate } from '../model/estimate.ts';
import type { Isolation } from '../model/isolation.ts';
import type { Policy } from '../model/policy.ts';
import type { FailureGroup } from '../model/signature.ts';
import type { VerdictKind } from '../model/verdict.ts';
import type { WantedRevision } from '../model/wanted-runs.ts';
import { estimate as estimateOf } from '../statistics/estimate.ts';

/** All a rule may look at: what runs brought, what else is known, and what the project lives with. */
export interface AdviceEvidence extends Policy, Circumstances {
  /** What one revision's runs say; absent for a comparison. */
  readonly verdict?: VerdictKind;
  /** Of the runs that gave the verdict; what a comparison measured is its own. Absent when nothing executed. */
  readonly estimate?: Estimate;
  /** The revision of the run that speaks, as commands name it; absent where only a comparison does. */
  readonly revision?: WantedRevision;
  /** The run that gave the verdict executed nothing, since its test was skipped. */
  readonly isSkipped?: boolean;
  /** A run with its skip taken off executed the test. */
  readonly isUnskipped?: boolean;
  /** Its runner hid failures, by running again what failed: true rates may be higher. */
  readonly isLowerBound?: boolean;
  /** The causes seen on it. */
  readonly groups: readonly FailureGroup[];
  /** What people call the ticket that asks; absent in a terminal. */
  readonly ownTicket?: readonly string[];
  /** What two revisions say together, and of the release; the newest comparison that says anything. */
  readonly comparison?: Comparison;
  readonly asks?: ReleaseAspect;
  /** Beside one with the release before the newest with a fix that is not in yet; beside others the newest with it. */
  readonly other?: Comparison;
  /** What runs around the test do to it. */
  readonly isolation?: Isolation;
  /** Where a cause begins, and of the release what its good revision stands for. */
  readonly bisection?: Bisection;
  readonly searchAsks?: ReleaseAspect;
  /** The newest failing run of changed code, where the asked revision itself never executed it. */
  readonly changed?: Pick<Estimate, 'failed' | 'executed'> & { readonly revision: WantedRevision };
  /** Newer clean runs of what a comparison or a search saw failing. */
  readonly cleanSince?: CleanSince;
  /** Whether the test fails where it has to, as on the old bug. */
  readonly bite?: Decision;
}

/** Clean runs of a revision that was seen failing before, too many for luck. */
export interface CleanSince {
  /** What failed, at its commit then. */
  readonly failing: WantedRevision;
  readonly counts: Pick<Estimate, 'failed' | 'executed'>;
  /** How many runs are clean since. */
  readonly clean: number;
  /** They are of another commit. */
  readonly isMoved: boolean;
}

/** One independent vote on what to do. A rule knows of no other rule. */
export interface AdviceRule {
  readonly name: string;
  /** A vote with its reason, or nothing. */
  vote(evidence: AdviceEvidence): Vote | undefined;
}

/**
 * The rates of the asked revision, of its runs and of a comparison's newer side, each by itself: added up they could
 * count an iteration twice. Empty where nothing executed.
 * @param which the side of a comparison that is asked about
 */
export function measuredRates(
  { estimate, comparison }: Pick<AdviceEvidence, 'estimate' | 'comparison'>,
  which: ComparedSide = 'after',
): readonly Estimate[] {
  const { failed = 0, executed = 0 } = comparison?.[which].counts ?? {};
  const compared = executed === 0 ? [] : [estimateOf(failed, executed)];
  return estimate === undefined ? compared : [estimate, ...compared];
}

/** With fewer executed runs nobody says that whatever fails is of one kind. */
export const fewestRuns = 10;

/** Whether the runs that show what fails are too few to say that nothing else does. */
export function isTooFew(evidence: Pick<AdviceEvidence, 'estimate' | 'comparison'>): boolean {
  return measuredRates(evidence).every(({ executed }) => executed < fewestRuns);
}

/** Every cause that runs and a comparison saw, but those that only the release before has. */
export function causesSeen({
  groups,
  comparison,
  asks,
}: Pick<AdviceEvidence, 'groups' | 'comparison' | 'asks'>): readonly FailureGroup[] {
  const rows = (comparison?.rows ?? []).filter(
    ({ before, after }) => (after?.failed ?? 0) > 0 || (asks !== 'origin' && (before?.failed ?? 0) > 0),
  );
  return [...groups, ...rows.map(({ group }) => group)];
}

/** Whether any of the evidence holds a failure of the asked revision, or of a search for it. */
export function hasFailed(evidence: AdviceEvidence): boolean {
  const { verdict, isolation, bisection } = evidence;
  return (
    verdict === 'flaky' ||
    verdict === 'broken' ||
    measuredRates(evidence).some(({ failed }) => failed > 0) ||
    isolation?.scopes.some(({ counts }) => counts.failed > 0) === true ||
    failedInSearch(bisection)
  );
}

function failedInSearch(bisection: Bisection | undefined): boolean {
  if (bisection === undefined) return false;
  return (
    bisection.counts.failed > 0 ||
    ['culprit', 'no-change', 'began-to-run', 'already-bad'].includes(bisection.outcome.kind)
  );
}

/** Whether more than half must be so, as far as the numbers carry: five of five are enough, one of one says nothing. */
export function isMostly({ low }: Pick<Estimate, 'low'>): boolean {
  return low > 0.5;
}

/** A rate as rules word it: "1 %", "0.25 %". */
export function percentOf(rate: number): string {
  return `${Number((rate * 100).toPrecision(2))} %`;
}

/** "12 of 400". */
export function outOf({ failed, executed }: Pick<Estimate, 'failed' | 'executed'>): string {
  return `${grouped(failed)} of ${grouped(executed)}`;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
