import type { Estimate } from './estimate.ts';
import type { Counts } from './iteration.ts';
import type { FailureGroup } from './signature.ts';

/**
 * What runs around the asked test. alone: nothing. class: the rest of its class or file. suite: everything.
 * shuffled: its class or suite in a random order. loaded: several copies of the test at once.
 */
export const SCOPES = ['alone', 'class', 'suite', 'shuffled', 'loaded'] as const;

export type Scope = (typeof SCOPES)[number];

/** Runs of each scope unless told. */
export const USUAL_SCOPE_RUNS = 50;

/** A scope that is not asked, and why in words. */
export interface LeftScope {
  readonly scope: Scope;
  readonly why: string;
}

/** How one scope stands against the test alone. The failure rates differ at an error of 5 % over all scopes together. */
export type ScopeReading = 'more-often' | 'less-often' | 'alike' | 'no-data';

/** One scope's runs. */
export interface IsolatedScope {
  readonly scope: Scope;
  readonly counts: Counts;
  /** Absent where nothing executed. */
  readonly estimate?: Estimate;
  /** Absent for `alone`, which the others are held against. */
  readonly reading?: ScopeReading;
  /** Chance of so great a difference in that direction if there were none. */
  readonly p?: number;
  readonly broken?: string;
}

/**
 * order: other tests around it, or their order, change how often it fails. load: copies beside it do. both: both.
 * by-itself: it fails alone, and no scope changes that. undecided: it failed, but not often enough to tell.
 * not-reproduced: no scope failed. no-data: it never ran alone.
 */
export type IsolationKind =
  | 'order'
  | 'load'
  | 'order-and-load'
  | 'by-itself'
  | 'undecided'
  | 'not-reproduced'
  | 'no-data';

/** What a test's company does to it. */
export interface Isolation {
  readonly kind: IsolationKind;
  readonly scopes: readonly IsolatedScope[];
  readonly left: readonly LeftScope[];
  /** Causes over all scopes, most frequent first. */
  readonly causes: readonly {
    readonly group: FailureGroup;
    readonly failed: Readonly<Partial<Record<Scope, number>>>;
  }[];
  /** Executed runs of each scope that would decide it if they went on as before; for `undecided`. */
  readonly more?: number;
}
