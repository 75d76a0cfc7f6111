import { entropy } from '../bisect-bound.ts';
import type { Posterior } from './posterior.ts';

/**
 * What one yes-or-no outcome at each position 0..n tells about the culprit, in nats: the mutual information
 * h(sum w q) - sum w h(q), where q is the outcome's chance, `bad` for culprits at or before the position and `good`
 * for later ones.
 * @param chances of the outcome per segment of the posterior
 */
export function information(
  posterior: Posterior,
  chances: readonly { readonly bad: number; readonly good: number }[],
): number[] {
  const { segments, weights } = posterior;
  let mixed = 0;
  let noise = 0;
  for (const [k, { first, last }] of segments.entries()) {
    const { good } = chances[k] ?? { good: 0 };
    const mass = sumOf(weights, first, last);
    mixed += mass * good;
    noise += mass * entropy(good);
  }
  const gains = [entropy(mixed) - noise];
  for (const [k, { first, last }] of segments.entries()) {
    const { bad, good } = chances[k] ?? { bad: 0, good: 0 };
    const moved = bad - good;
    const changed = entropy(bad) - entropy(good);
    for (let c = first; c <= last; c++) {
      const weight = weights[c - 1] ?? 0;
      mixed += weight * moved;
      noise += weight * changed;
      gains.push(entropy(mixed) - noise);
    }
  }
  return gains;
}

/** Information of a single run at each position, in nats. */
export function informationPerRun(posterior: Posterior): number[] {
  return information(
    posterior,
    posterior.segments.map(({ badRate, goodRate }) => ({ bad: badRate, good: goodRate })),
  );
}

function sumOf(values: readonly number[], first: number, last: number): number {
  let sum = 0;
  for (let c = first; c <= last; c++) sum += values[c - 1] ?? 0;
  return sum;
}
