/** A revision as a run had it. Its name is hostile text. */
export interface WantedRevision {
  readonly label: string;
  /** The full commit id. */
  readonly commit?: string;
}

/**
 * The runs that would answer a vote. What is absent is the ticket's own: the revision its release is built from, the
 * release before, as many runs as usual.
 */
export type WantedRuns =
  /** More runs of one revision. */
  | {
      readonly verb: 'repeat';
      readonly of?: WantedRevision;
      readonly runs?: number;
      /** Where the runs are too many to name: until this failure rate, 0 to 1, is ruled out. */
      readonly rate?: number;
      readonly isUnskip?: boolean;
      /** In every lane that the project has. */
      readonly isEverywhere?: true;
      /** The two revisions that they are then held against each other for. */
      readonly afterwards?: WantedRange;
    }
  | WantedComparison
  /** The revision with a fix that is not there yet against this one. */
  | { readonly verb: 'compare-fix'; readonly of?: WantedRevision }
  | ({ readonly verb: 'bisect' } & WantedRange)
  /** The old code once more, where the test has to fail. */
  | { readonly verb: 'see-it-fail' };

/** Two revisions, the older first. */
export interface WantedRange {
  readonly before?: WantedRevision;
  readonly after?: WantedRevision;
}

/** Two revisions side by side; `runs` of each where their number is to be fixed beforehand. */
export interface WantedComparison extends WantedRange {
  readonly verb: 'compare';
  readonly runs?: number;
  readonly isUnskip?: boolean;
}
