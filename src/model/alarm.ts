/** Something that only whoever runs the server can mend, as a run met it. */
export interface Alarm {
  readonly run: string;
  /** Whose run it is: `owner/name`, or a Jira project's key. */
  readonly project: string;
  /** The CI service. */
  readonly service: string;
  /** Hostile text may stand in it. */
  readonly message: string;
}
