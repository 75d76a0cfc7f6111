import { logWeight } from './incomplete-beta.ts';
import type { Sample } from './sample.ts';

/** An urn of `marked` + `plain` runs of which `drawn` are taken: the null hypothesis of an exact comparison. */
export interface Urn {
  readonly marked: number;
  readonly plain: number;
  readonly drawn: number;
}

/** The urn of "both sides fail alike": all failures are marked, the runs of the second side are drawn. */
export function urnOf(before: Sample, after: Sample): Urn {
  const marked = before.failed + after.failed;
  return { marked, plain: before.executed + after.executed - marked, drawn: after.executed };
}

/**
 * P(exactly `count` marked among the drawn), as a product of binomials so that no large logarithms cancel
 * (Loader 2000). 0 outside the support.
 */
export function pointChance(count: number, urn: Urn): number {
  const { marked, plain, drawn } = urn;
  const total = marked + plain;
  if (count < Math.max(0, drawn - plain) || count > Math.min(drawn, marked)) return 0;
  if (drawn === 0 || drawn === total) return 1;
  const share = drawn / total;
  return Math.exp(
    logBinomial(count, marked, share) +
      logBinomial(drawn - count, plain, share) -
      logBinomial(drawn, total, share),
  );
}

/** P(at least `count` marked among the drawn); the smaller tail is summed, never taken as 1 minus the other. */
export function atLeastChance(count: number, urn: Urn): number {
  if (count <= Math.max(0, urn.drawn - urn.plain)) return 1;
  if (count > Math.min(urn.drawn, urn.marked)) return 0;
  return count > mean(urn) ? sumFrom(count, urn, 1) : 1 - sumFrom(count - 1, urn, -1);
}

/** P(at most `count` marked among the drawn). */
export function atMostChance(count: number, urn: Urn): number {
  if (count >= Math.min(urn.drawn, urn.marked)) return 1;
  if (count < Math.max(0, urn.drawn - urn.plain)) return 0;
  return count < mean(urn) ? sumFrom(count, urn, -1) : 1 - sumFrom(count + 1, urn, 1);
}

/** P(a count as unlikely as this one or unlikelier), both sides of the mode; the two-sided test as R computes it. */
export function asUnlikelyChance(count: number, urn: Urn): number {
  // Counts that are equally likely by symmetry may differ in the last digits: R's tolerance.
  const limit = pointChance(count, urn) * (1 + 1e-7);
  const mode = Math.floor(((urn.drawn + 1) * (urn.marked + 1)) / (urn.marked + urn.plain + 2));
  const unlikely = (other: number): boolean => pointChance(other, urn) <= limit;
  if (unlikely(mode)) return 1;
  const below = lastWhere(Math.max(0, urn.drawn - urn.plain) - 1, mode, unlikely);
  const above = -lastWhere(-Math.min(urn.drawn, urn.marked) - 1, -mode, (other) => unlikely(-other));
  return Math.min(1, atMostChance(below, urn) + atLeastChance(above, urn));
}

/** The largest whole number in [low, high) that holds, when it holds up to some point; `low` itself is taken to hold. */
function lastWhere(low: number, high: number, holds: (value: number) => boolean): number {
  let yes = low;
  let no = high;
  while (no - yes > 1) {
    const middle = Math.floor((yes + no) / 2);
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

function mean({ marked, plain, drawn }: Urn): number {
  return (drawn * marked) / (marked + plain);
}

/** Sums chances outwards from `count`; beyond the mean they fall, so it ends when they no longer matter. */
function sumFrom(count: number, urn: Urn, direction: 1 | -1): number {
  const { marked, plain, drawn } = urn;
  let chance = pointChance(count, urn);
  let sum = 0;
  for (let k = count; chance > sum * 1e-18; k += direction) {
    sum += chance;
    chance *=
      direction === 1
        ? ((marked - k) * (drawn - k)) / ((k + 1) * (plain - drawn + k + 1))
        : (k * (plain - drawn + k)) / ((marked - k + 1) * (drawn - k + 1));
  }
  return sum;
}

function logBinomial(count: number, of: number, share: number): number {
  if (count === 0) return of * Math.log1p(-share);
  if (count === of) return of * Math.log(share);
  const rest = of - count;
  return logWeight(share, { a: count, b: rest }) + Math.log(of / rest) - Math.log(count);
}
