import type { Opinion, Verdict, VerdictKind } from '../../model/verdict.ts';
import * as registry from '../registry.ts';
import type { Evidence, Rule } from '../rule.ts';

/** Heavier opinions win: what says that the numbers mean nothing comes before what reads them. */
const weights: Readonly<Record<VerdictKind, number>> = {
  'environment-broken': 5,
  'nothing-ran': 4,
  broken: 3,
  flaky: 2,
  'clean-so-far': 1,
};

const wouldChange: Readonly<Record<VerdictKind, string>> = {
  'environment-broken': 'One run that reaches the test.',
  'nothing-ran': 'One run that executes the test.',
  broken: 'One pass at the same revision makes it flaky.',
  flaky: 'Nothing: a failure proves that the rate is above 0. More runs narrow the interval.',
  'clean-so-far': 'One failure. More clean runs lower the rate that could still hide.',
};

/**
 * Asks every rule and takes the heaviest opinion; all reasons are kept, heaviest first.
 * @throws Error when no rule has an opinion: a gap in the rules, never a silent pass.
 */
export function judge(evidence: Evidence): Verdict {
  const rules: readonly Rule[] = Object.values(registry);
  const opinions = rules
    .map((rule) => rule.judge(evidence))
    .filter((opinion): opinion is Opinion => opinion !== undefined)
    .toSorted((a, b) => weights[b.kind] - weights[a.kind]);
  const [heaviest] = opinions;
  if (heaviest === undefined) throw new Error('no rule has an opinion on this evidence');
  return {
    kind: heaviest.kind,
    counts: evidence.counts,
    ...(evidence.estimate === undefined ? {} : { estimate: evidence.estimate }),
    reasons: opinions.map((opinion) => opinion.reason),
    wouldChange: wouldChange[heaviest.kind],
  };
}
