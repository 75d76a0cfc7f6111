/** The commit since which a test is skipped, or in which its skip got its present words. Names and subject are hostile text. */
export interface SkipOrigin {
  /** Full id. */
  readonly commit: string;
  readonly author: string;
  /** When it was written, ISO 8601. */
  readonly at: string;
  readonly subject: string;
}

/** A skip of a test as a revision has it, with its history. All texts are hostile. */
export interface TestSkip {
  /** What carries it, as a selector that commands take. */
  readonly test: string;
  /** Relative to the repository. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly on: 'test' | 'class';
  /** As written, such as `@Ignore("broken")`. */
  readonly text: string;
  readonly reason?: string;
  /** It depends on code or the machine, so the test may run all the same. */
  readonly isConditional: boolean;
  /** Absent where the history that was looked at does not reach so far. */
  readonly since?: SkipOrigin & {
    /** The skip came with the test, or the test got its name or place then. */
    readonly withTest: boolean;
  };
  /** Set when its words were changed after that. */
  readonly reworded?: SkipOrigin;
}

/** The skips of a revision's files. */
export interface SkipInventory {
  /** As asked, and the full commit id. */
  readonly revision: string;
  readonly commit: string;
  /** Files that hold a word of a skip and could be read. */
  readonly files: number;
  /** In the order of paths and lines. */
  readonly skips: readonly TestSkip[];
  /** Files that were not looked at, and why. */
  readonly left: readonly { readonly path: string; readonly why: string }[];
}
