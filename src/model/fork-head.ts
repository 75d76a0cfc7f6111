/** The head of a pull request from a fork, as it was when a command asked for it. */
export interface ForkHead {
  /** The number of the pull request. */
  readonly pull: number;
  /** A full commit id. */
  readonly commit: string;
  /** The fork, as `owner/name`; absent where it is gone, and for runs of earlier versions. */
  readonly from?: string;
}
