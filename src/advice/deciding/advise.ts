import type { Advice, Vote } from '../../model/advice.ts';
import * as registry from '../registry.ts';
import type { AdviceEvidence, AdviceRule } from '../rule.ts';
import { weightOf } from './weights.ts';

const rules: readonly (readonly [string, AdviceRule])[] = Object.entries(registry);

/** Asks every rule and takes the heaviest vote; undefined when none has anything to say. */
export function advise(evidence: AdviceEvidence): Advice | undefined {
  const [heaviest, ...others] = rules
    .flatMap(([name, rule]) => {
      const vote = rule.vote(evidence);
      return vote === undefined ? [] : [{ vote, weight: weightOf(name, vote.action, evidence) }];
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ vote }): Vote => vote);
  if (heaviest === undefined) return undefined;
  const { estimate, tolerance, name } = evidence;
  return {
    ...heaviest,
    others,
    ...(estimate === undefined ? {} : { tolerance }),
    ...(name === undefined ? {} : { policy: name }),
  };
}
