/** What somebody who decides gave another person: to start and stop runs on one ticket. */
export interface Permit {
  /** As it was written; who it is does not depend on case. */
  readonly login: string;
  /** Who gave it. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}
