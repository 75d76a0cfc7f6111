import { advise } from '../advice/deciding/advise.ts';
import { comparedEvidence } from '../advice/deciding/compared.ts';
import { lettingGo } from '../advice/deciding/weights.ts';
import { groupFailures } from '../failures/groups.ts';
import type { KnownIssueRule } from '../failures/known-issues.ts';
import type { Advice } from '../model/advice.ts';
import type { Comparison } from '../model/comparison.ts';
import type { Decision } from '../model/decision.ts';
import type { Estimate } from '../model/estimate.ts';
import { usualPolicy, type Policy } from '../model/policy.ts';
import { tally, type Counts, type Iteration } from '../model/iteration.ts';
import type { FailureGroup } from '../model/signature.ts';
import type { Verdict } from '../model/verdict.ts';
import { ticketNames, type TicketRef } from '../model/ticket.ts';
import type { RepeatReport } from '../reports/repeat-report.ts';
import { inOrder } from '../releases/sides.ts';
import { cleanRunsKnownRate } from '../statistics/clean-runs.ts';
import { anytimeEstimate, estimate } from '../statistics/estimate.ts';
import { judge } from '../verdicts/judging/judge.ts';
import { cancelledReason } from '../verdicts/rule.ts';

/** What came back from one run. */
export interface Evidence {
  readonly asked: number;
  readonly iterations: readonly Iteration[];
  /** Why no further iteration could run, if the CI service said so. */
  readonly broken?: string;
  /** Why iterations never came back of a batch before the one that could run. */
  readonly missing?: string;
  /** What people wrote down about failures they know. */
  readonly knownIssues?: readonly KnownIssueRule[];
  /** The ticket that asks; absent in a terminal. */
  readonly ticket?: TicketRef;
  /** The project's; the usual one unless told. */
  readonly policy?: Policy;
  /** More was wanted after results had been seen: intervals hold at every look. */
  readonly isAnytime?: boolean;
  /** The runner runs again by itself what fails, and hides that. */
  readonly reruns?: boolean;
}

/** Everything that can be said about one run; the same for a ticket and a terminal. */
export interface Assessment {
  readonly counts: Counts;
  readonly verdict: Verdict;
  /** One per cause, most frequent first, each with its own rate. */
  readonly groups: readonly { readonly group: FailureGroup; readonly estimate: Estimate }[];
  readonly advice?: Advice;
}

/** Counts, groups and judges. Pure: equal evidence gives an equal assessment. */
export function assess(evidence: Evidence): Assessment {
  const { asked, iterations, broken, knownIssues, ticket, policy = usualPolicy } = evidence;
  const rateOf = evidence.isAnytime === true ? anytimeEstimate : estimate;
  const counts = tally(asked, iterations);
  const skipReasons = reasonsOf(iterations, 'skipped');
  const lostReasons = reasonsOf(iterations, 'lost');
  const owed = asked - iterations.length;
  if (owed > 0) {
    const reason = broken ?? evidence.missing ?? cancelledReason;
    lostReasons.set(reason, (lostReasons.get(reason) ?? 0) + owed);
  }
  const verdict = judge({
    counts,
    skipReasons,
    lostReasons,
    ...(counts.executed === 0 ? {} : { estimate: rateOf(counts.failed, counts.executed) }),
    ...(broken === undefined ? {} : { broken }),
    ...(evidence.reruns === true ? { reruns: true } : {}),
  });
  const groups = groupFailures(iterations, knownIssues)
    .map((group) => ({ group, estimate: rateOf(group.iterations.length, counts.executed) }))
    .toSorted((a, b) => b.estimate.failed - a.estimate.failed);
  const advice = advise({
    verdict: verdict.kind,
    groups: groups.map(({ group }) => group),
    ...policy,
    ...ownTicket(ticket),
    ...(verdict.estimate === undefined ? {} : { estimate: verdict.estimate }),
  });
  return { counts, verdict, groups, ...(advice === undefined ? {} : { advice }) };
}

function reasonsOf(iterations: readonly Iteration[], outcome: 'skipped' | 'lost'): Map<string, number> {
  const reasons = new Map<string, number>();
  for (const iteration of iterations) {
    if (iteration.outcome !== outcome) continue;
    const reason = iteration.reason ?? outcome;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return reasons;
}

/** What a comparison points to, by a project's policy; one of a later version with an earlier is read the other way round. */
export function adviceOn(comparison: Comparison, policy: Policy, ticket?: TicketRef): Advice | undefined {
  const read = inOrder(comparison);
  const advice = advise({ ...comparedEvidence(read), ...policy, ...ownTicket(ticket) });
  if (advice === undefined || read === comparison) return advice;
  const [from, to] = [read.before.side.label, read.after.side.label];
  return { ...advice, reason: `read from ${from} to ${to}, ${advice.reason}` };
}

function ownTicket(ticket: TicketRef | undefined): { readonly ownTicket?: readonly string[] } {
  return ticket === undefined ? {} : { ownTicket: ticketNames(ticket) };
}

/**
 * The rate that clean runs do not rule out yet, and how many would: the one that was asked for, else the one that the
 * advice is about.
 */
function notRuledOut(
  { kind, estimate: measured }: Verdict,
  advice: Advice | undefined,
  asked?: number,
): Pick<RepeatReport, 'notRuledOut'> {
  const rate = asked ?? (advice?.action === 'run-more' ? advice.tolerance : undefined);
  if (kind !== 'clean-so-far' || rate === undefined || (measured?.high ?? 1) <= rate) return {};
  return { notRuledOut: { rate, cleanRuns: cleanRunsKnownRate(rate) } };
}

/** What decides whether advice is given, and about which rate. */
interface AdviceScope {
  /** The answer, where the run was asked a question. */
  readonly decision?: Decision | undefined;
  readonly overlays?: readonly string[];
  /** Of a run that was asked no question. */
  readonly verdict?: Verdict;
  /** The failure rate that was asked for, 0 to 1. */
  readonly rate?: number | undefined;
  /** The rate is a lower bound: it carries no advice that lets a test go, and clean runs rule nothing out. */
  readonly reruns?: boolean | undefined;
}

/**
 * Advice is about a revision that a release could hold: there is none for code that was changed for a run, nor for a
 * test that was to fail.
 */
export function adviceFor(
  given: Advice | undefined,
  { decision, overlays = [], verdict, rate, reruns = false }: AdviceScope,
): Pick<RepeatReport, 'advice' | 'notRuledOut'> {
  const isHeld = reruns && given !== undefined && lettingGo.has(given.action);
  const advice = decision?.expect === 'fail' || overlays.length > 0 || isHeld ? undefined : given;
  return {
    ...(advice === undefined ? {} : { advice }),
    ...(verdict === undefined || decision !== undefined || reruns ? {} : notRuledOut(verdict, advice, rate)),
  };
}
