/** One commit of a range. Its author is left out on purpose: a search names commits, never people. */
export interface Commit {
  /** The full commit id. */
  readonly id: string;
  /** First paragraph of the message in one line. Hostile text. */
  readonly subject: string;
  /** Author date, ISO 8601 with its offset; empty if git cannot read it. */
  readonly date: string;
  /** Full ids; more than one makes it a merge, none a root. */
  readonly parents: readonly string[];
}

/** What lies between a good end and a bad end, along first parents. */
export interface CommitRange {
  /** The good end: not searched, but run to show that it is good. */
  readonly good: Commit;
  /** Oldest first, never empty; the last one is the bad end. */
  readonly commits: readonly Commit[];
  /** The good revision as asked, when it is no ancestor of the bad one: the range begins at their merge base. */
  readonly beside?: Commit;
}

/** Whether a commit joins another line of development. */
export function isMerge({ parents }: Commit): boolean {
  return parents.length > 1;
}
