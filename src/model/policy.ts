/** By what advice is given: a project's own, or the usual one. */
export interface Policy {
  /** The failure rate the project lives with, 0 to 1. */
  readonly tolerance: number;
  /** How heavy votes are, by the name of a rule or of an action, a rule's before an action's; 0 silences. Others weigh as usual. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Builds that a test alone turned red within the window, from which on it is too costly to leave as it is. */
  readonly costlyBuilds?: number;
  /** Days of history that costs are counted in. */
  readonly windowDays?: number;
  /** What reports call it: its version, if the project numbers it, and a digest of what it says. */
  readonly name?: string;
}

/** Where a project says nothing. */
export const usualPolicy: Policy = { tolerance: 0.01, costlyBuilds: 5, windowDays: 30 };
