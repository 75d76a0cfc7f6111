import type { Action, Advice, Vote } from '../../model/advice.ts';
import * as registry from '../registry.ts';
import type { AdviceEvidence, AdviceRule } from '../rule.ts';

/**
 * Heavier votes win. What says that there is no evidence comes first, then what says that it is about something else,
 * then what the evidence says; asking for more comes last, since it overturns nothing.
 */
const weights: Readonly<Record<Action, number>> = {
  'repair-environment': 7,
  relink: 6,
  'fix-before-release': 5,
  close: 4,
  ignore: 3,
  'fix-later': 2,
  'run-more': 1,
};

/** Asks every rule and takes the heaviest vote; undefined when none has anything to say. */
export function advise(evidence: AdviceEvidence): Advice | undefined {
  const rules: readonly AdviceRule[] = Object.values(registry);
  const votes = rules
    .map((rule) => rule.vote(evidence))
    .filter((vote): vote is Vote => vote !== undefined)
    .toSorted((a, b) => weights[b.action] - weights[a.action]);
  const [heaviest, ...others] = votes;
  if (heaviest === undefined) return undefined;
  const { estimate, tolerance } = evidence;
  return { ...heaviest, others, ...(estimate === undefined ? {} : { tolerance }) };
}
