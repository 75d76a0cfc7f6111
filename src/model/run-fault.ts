/** Why a run could not be carried out. */
export interface RunFault {
  /** Such as E-REF. */
  readonly code: string;
  /** What its ticket is told. Hostile text may stand in it. */
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** CI had begun with some of it. */
  readonly hasStarted: boolean;
  /** Whoever runs the server was told of it. */
  readonly isTold?: boolean;
}
