import type { MachineTime } from '../../model/repeat-run.ts';

/** What a service says of one job of a build; moments in milliseconds since 1970, undefined where it does not say. */
export interface JobTimes {
  /** When it could have begun, had there been a machine. */
  readonly readyAt?: number | undefined;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  /** Machines that ran it side by side: 1 unless told. */
  readonly machines?: number;
}

/**
 * The time of a build's machines: that of all jobs that ran, added up; and how long the first of them waited for a
 * machine. Nothing where no job tells its times.
 */
export function machineTimeOf(jobs: readonly JobTimes[]): { readonly spent?: MachineTime } {
  const ran = jobs.flatMap(({ startedAt, endedAt, machines = 1, readyAt }) =>
    startedAt === undefined || endedAt === undefined || endedAt < startedAt
      ? []
      : [{ ms: (endedAt - startedAt) * machines, startedAt, readyAt }],
  );
  const [first] = ran.toSorted((a, b) => a.startedAt - b.startedAt);
  if (first === undefined) return {};
  const waited = first.readyAt === undefined ? undefined : first.startedAt - first.readyAt;
  return {
    spent: {
      machineMs: ran.reduce((sum, { ms }) => sum + ms, 0),
      ...(waited === undefined || waited < 0 ? {} : { waitedMs: waited }),
    },
  };
}
