import type { CulpritEvidence } from '../../model/bisection.ts';
import { type BisectDecision, nextRound } from '../../statistics/bisect/bisection.ts';
import { bisectStep } from '../../statistics/bisect/bisect-step.ts';
import { doubtAfter, failuresMissing, type Pair } from '../../statistics/bisect/side-by-side.ts';
import { estimate } from '../../statistics/estimate.ts';
import type { Order } from '../plan.ts';
import type { CommitEvidence } from './commit-evidence.ts';
import { policyOf } from './policy.ts';
import type { Line, Search } from './search.ts';
import { sideBySide, type SideBySide } from './side-by-side.ts';

type Named = Extract<BisectDecision, { kind: 'culprit' | 'no-change' }>;

type Unfinished = Extract<BisectDecision, { kind: 'unfinished' }>;

/** As the planner decides, but a culprit comes with runs of it and the commit before it in turns, or asks for them. */
export type Decision =
  | Exclude<BisectDecision, Named | Unfinished>
  | (Unfinished & { readonly more?: number })
  | (Named & Pick<CulpritEvidence, 'sideBySide'>)
  | { readonly kind: 'confirm'; readonly orders: readonly Order[]; readonly aim: string };

/** The search may stop this much less sure, since what follows makes up for it. */
const SEARCH_SLACK = 2;
/** Most runs of each side in one round. */
const LARGEST_ROUND = 25;
/** Mean failures after which nothing more is asked: both sides fail much alike, and the doubt is told as it is. */
const ENOUGH_FAILURES = 12;

/**
 * Where the search stands. The commit it names is not believed at once: a rate that drifts makes a quiet phase look
 * like clean runs. So the commit and its parent run in turns until the culprit alone failed often enough; where one of
 * the two can no longer be run, the doubt is told as it is.
 */
export function decided(search: Search, line: Line, delta: number): Decision {
  const policy = policyOf(search, line, delta);
  if (policy.background === 'expected') return nextRound(line.counts, policy);
  const decision = nextRound(line.counts, policyOf(search, line, Math.min(0.5, SEARCH_SLACK * delta)));
  return decision.kind === 'culprit' ? confirmed(search, line, { decision, delta }) : decision;
}

function confirmed(
  search: Search,
  line: Line,
  { decision, delta }: { readonly decision: Named; readonly delta: number },
): Decision {
  const { culprits, evidence } = decision;
  const [first = 1, last = first] = [culprits[0], culprits.at(-1)];
  const [parent, suspect] = [line.positions[line.base + first - 1], line.positions[line.base + last]];
  if (parent === undefined || suspect === undefined) throw new RangeError(`no commits around ${first}`);
  const both = sideBySide(suspect, parent, search.causes);
  const pair = pairOf(both);
  const sure = surenessOf(search, line, { decision, both });
  const missing = Math.max(failuresMissing(pair, delta), sure.confidence < 1 - delta ? 1 : 0);
  const rate = evidence.fromCulprit.failed / evidence.fromCulprit.executed;
  const isHopeless =
    both.suspect.executed * rate >= ENOUGH_FAILURES ||
    suspect.untestable !== undefined ||
    parent.untestable !== undefined;
  if (missing === 0 || isHopeless) return { ...decision, ...sure };
  const wanted = Math.min(Math.max(1, (search.question.maxParallel ?? 1) * rate * 0.5), missing, 2) / rate;
  const orders = inTurns(search, [parent, suspect], wanted);
  const named = `${suspect.commit.id.slice(0, 9)} and the commit before it in turns`;
  if (orders !== undefined)
    return {
      kind: 'confirm',
      orders,
      aim: `${named}, ${pair.suspect} of ${pair.suspect + missing} failures`,
    };
  const step = bisectStep(line.counts, policyOf(search, line, delta));
  return { kind: 'unfinished', first, last, step, more: Math.ceil((2 * missing) / rate) };
}

/** Lost and skipped runs of one side make failures of the other no evidence: what was executed counts. */
function pairOf({ suspect, parent }: SideBySide): Pair {
  const executed = suspect.executed + parent.executed;
  return {
    suspect: suspect.failed,
    parent: parent.failed,
    ...(executed === 0 ? {} : { share: suspect.executed / executed }),
  };
}

/** Equally many runs of each, as far as the budget goes. */
function inTurns(
  { left }: Search,
  commits: readonly CommitEvidence[],
  wanted: number,
): readonly Order[] | undefined {
  const runs = Math.min(Math.ceil(wanted), LARGEST_ROUND, Math.floor(left / commits.length));
  return runs <= 0 ? undefined : commits.map(({ commit }) => ({ side: commit.id, runs, inTurns: true }));
}

/** What may still be wrong: an earlier commit, as the runs in turns leave it; or a later one, as the search does. */
function surenessOf(
  search: Search,
  line: Line,
  { decision, both }: { readonly decision: Named; readonly both: SideBySide },
): Pick<CulpritEvidence, 'confidence' | 'sideBySide'> {
  const last = decision.culprits.at(-1) ?? 1;
  const { weights } = bisectStep(line.counts, policyOf(search, line, line.delta));
  const later = weights.slice(last).reduce((sum, weight) => sum + weight, 0);
  const doubt = doubtAfter(pairOf(both));
  const confidence = (1 - later) * (1 - doubt);
  if (both.suspect.executed === 0 || both.parent.executed === 0) return { confidence };
  const [suspect, parent] = [both.suspect, both.parent].map(({ failed, executed }) =>
    estimate(failed, executed),
  );
  return suspect === undefined || parent === undefined
    ? { confidence }
    : { confidence, sideBySide: { suspect, parent } };
}
