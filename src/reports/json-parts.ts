import type { Estimate } from '../model/estimate.ts';

/** A failure rate as every JSON result carries it. */
export interface RateJson {
  readonly failed: number;
  readonly executed: number;
  /** failed / executed. */
  readonly rate: number;
  /** Clopper-Pearson bounds, one-sided at no and at all failures. */
  readonly ci95: readonly [number, number];
}

/** Null where nothing executed: there is no rate then. */
export function rateJson(estimate: Estimate | undefined): RateJson | null {
  if (estimate === undefined) return null;
  const { failed, executed, rate, low, high } = estimate;
  return { failed, executed, rate, ci95: [low, high] };
}
