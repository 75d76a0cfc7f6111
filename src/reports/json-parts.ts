import type { Estimate } from '../model/estimate.ts';
import type { FailureGroup } from '../model/signature.ts';
import type { SpentTime } from './machine-time.ts';

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

/** A cause as every JSON result carries it. */
export interface CauseJson {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
  readonly scope: 'method' | 'class';
  readonly phase: 'setup' | 'call' | 'teardown';
  /** The ticket that a person's rule names for it. */
  readonly knownIssue: string | null;
}

/** Texts are as they came. */
export function causeJson({ signature, scope, phase, knownIssue }: FailureGroup): CauseJson {
  const { id, title, place } = signature;
  return { id, title, place: place ?? null, scope, phase, knownIssue: knownIssue ?? null };
}

/** What the machines of a CI service took, as every JSON result carries it: milliseconds; absent where nobody says. */
export interface SpentJson {
  readonly spent?: SpentTime;
}

/** Of any report that may know it. */
export function spentJson({ spent }: { readonly spent?: SpentTime }): SpentJson {
  return spent === undefined ? {} : { spent };
}
