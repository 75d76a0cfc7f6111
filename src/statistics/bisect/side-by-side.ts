import { requireFraction } from '../sample.ts';

/** Failures of a suspect and of the commit before it, over equally many runs taken in turns. */
export interface Pair {
  readonly suspect: number;
  readonly parent: number;
  /** The suspect's share of the executed runs of both; a half unless told. */
  readonly share?: number;
}

/**
 * How often the search alone is taken to be wrong once it names a commit, whatever it computes: a cautious assumption
 * and no measurement. The search takes the failure rate for steady; where it drifts, a quiet phase looks like evidence.
 */
const SEARCH_DOUBT = 0.15;

/** More failures than this are never asked for at once. */
const mostMissing = 50;

/** Shares of the failures that a suspect has if it is the culprit: nearly all, or most where the parent fails too. */
const SHARES = [0.95, 0.75];

/**
 * Chance that the suspect is not the culprit after all, from runs taken in turns with its parent. If the parent had
 * the failure too, each failure would hit either of them as often as it ran, however much the rate moved meanwhile
 * (McNemar's argument); the likelihood ratio against that weighs `SEARCH_DOUBT`. May be looked at after every round: it is
 * a nonnegative martingale if the parent has the failure, so the chance that it ever reaches x is at most 1/x (Ville).
 */
export function doubtAfter({ suspect, parent, share: chance = 0.5 }: Pair): number {
  const ratio = SHARES.reduce(
    (sum, share) =>
      sum + (share / chance) ** suspect * (parent === 0 ? 1 : ((1 - share) / (1 - chance)) ** parent),
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
  // Beside a parent that hardly ran no number of failures is enough.
  while (missing < mostMissing && doubtAfter({ ...pair, suspect: pair.suspect + missing }) > delta)
    missing += 1;
  return missing;
}
