import { requireFraction } from '../sample.ts';

/** Failures of a suspect and of the commit before it, over equally many runs taken in turns. */
export interface Pair {
  readonly suspect: number;
  readonly parent: number;
}

/**
 * How often the search alone is taken to be wrong once it names a commit, whatever it computes: a cautious assumption
 * and no measurement. The search takes the failure rate for steady; where it drifts, a quiet phase looks like evidence.
 */
const SEARCH_DOUBT = 0.15;

/** Shares of the failures that a suspect has if it is the culprit: nearly all, or most where the parent fails too. */
const SHARES = [0.95, 0.75];

/**
 * Chance that the suspect is not the culprit after all, from runs taken in turns with its parent. If the parent had
 * the failure too, each failure would be as likely to hit either of them, however much the rate moved meanwhile
 * (McNemar's argument); the likelihood ratio against that weighs `SEARCH_DOUBT`. May be looked at after every round: it is
 * a nonnegative martingale if the parent has the failure, so the chance that it ever reaches x is at most 1/x (Ville).
 */
export function doubtAfter({ suspect, parent }: Pair): number {
  const ratio = SHARES.reduce(
    (sum, share) => sum + Math.exp(suspect * Math.log(2 * share) + parent * Math.log(2 * (1 - share))),
    0,
  );
  return SEARCH_DOUBT / (SEARCH_DOUBT + ((1 - SEARCH_DOUBT) * ratio) / SHARES.length);
}

/**
 * Failures of the suspect that are still missing until the doubt is at most `delta`, if the parent stays as it is;
 * 3 in all for 5 % beside a clean parent.
 * @throws RangeError unless 0 < delta < 1
 */
export function failuresMissing(pair: Pair, delta: number): number {
  requireFraction('delta', delta);
  let missing = 0;
  while (doubtAfter({ ...pair, suspect: pair.suspect + missing }) > delta) missing += 1;
  return missing;
}
