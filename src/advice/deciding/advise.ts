import type { Action, Advice, Vote } from '../../model/advice.ts';
import * as registry from '../registry.ts';
import { measuredRates, type AdviceEvidence, type AdviceRule } from '../rule.ts';
import { lettingGo, weightOf } from './weights.ts';

const rules: readonly (readonly [string, AdviceRule])[] = Object.entries(registry);

interface WeighedVote {
  readonly vote: Vote;
  readonly weight: number;
}

/** Asks every rule and takes the heaviest vote; undefined when none has anything to say. */
export function advise(evidence: AdviceEvidence): Advice | undefined {
  return adviceOf(
    votesOn(evidence).map(({ vote }) => withoutRuns(vote)),
    [evidence],
  );
}

/** A run's own report says by itself what to run next. */
function withoutRuns(vote: Vote): Vote {
  const { wants: _, ...rest } = vote;
  return rest;
}

/** What a lane's runs say. */
export interface LaneEvidence {
  readonly lane: string;
  readonly evidence: AdviceEvidence;
}

/** A lane with these leaves this ticket nothing to do, so it does not speak for one that still fails. */
const settling: readonly Action[] = ['close', 'merge', 'relink'];

/** How much a lane leaves open: something to do, a failure that is not this ticket's, or nothing. */
function opennessOf(evidence: AdviceEvidence, [heaviest]: readonly WeighedVote[]): number {
  if (heaviest !== undefined && !settling.includes(heaviest.vote.action)) return 2;
  return measuredRates(evidence).some(({ failed }) => failed > 0) ? 1 : 0;
}

/**
 * Advice over lanes: those that leave something to do speak first, then those that still fail, then the settled ones.
 * @param ran how many lanes the test ran in: a vote that not all of them cast names its own
 */
export function adviseAcross(lanes: readonly LaneEvidence[], ran: number): Advice | undefined {
  const cast = new Map<string, WeighedVote & { readonly lanes: string[]; openness: number }>();
  for (const { lane, evidence } of lanes) {
    const votes = votesOn(evidence);
    const openness = opennessOf(evidence, votes);
    for (const one of votes) {
      const key = `${one.vote.action} ${one.vote.reason}`;
      const known = cast.get(key) ?? { ...one, lanes: [], openness };
      known.lanes.push(lane);
      known.openness = Math.max(known.openness, openness);
      cast.set(key, known);
    }
  }
  const [heaviest, ...others] = [...cast.values()].toSorted(
    (a, b) => b.openness - a.openness || b.weight - a.weight,
  );
  if (heaviest === undefined) return undefined;
  const said = [heaviest, ...others].map((one) => (one.lanes.length < ran ? inLanes(one) : one.vote));
  const advice = adviceOf(
    said,
    lanes.map(({ evidence }) => evidence),
  );
  const named = heaviest.lanes.filter((lane) => lane !== '');
  return advice === undefined || named.length === 0 ? advice : { ...advice, lanes: named };
}

function inLanes({ vote, lanes }: { readonly vote: Vote; readonly lanes: readonly string[] }): Vote {
  return { ...vote, reason: `in ${lanes.join(' and ')}: ${vote.reason}` };
}

/** Heaviest first. */
function votesOn(evidence: AdviceEvidence): readonly WeighedVote[] {
  const isHeld = ({ action }: Vote): boolean => evidence.isLowerBound === true && lettingGo.has(action);
  return rules
    .flatMap(([name, rule]) => {
      const vote = rule.vote(evidence);
      return vote === undefined || isHeld(vote)
        ? []
        : [{ vote, weight: weightOf(name, vote.action, evidence) }];
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
}

function adviceOf(votes: readonly Vote[], all: readonly AdviceEvidence[]): Advice | undefined {
  const [heaviest, ...others] = votes;
  const [first] = all;
  if (heaviest === undefined || first === undefined) return undefined;
  const { tolerance, name } = first;
  return {
    ...heaviest,
    others,
    ...(all.every((evidence) => measuredRates(evidence).length === 0) ? {} : { tolerance }),
    ...(name === undefined ? {} : { policy: name }),
  };
}
