import type { MachineTime } from '../model/repeat-run.ts';
import { duration } from './numbers.ts';

/** What the machines of a CI service took for a run, beside what its tests took; milliseconds. */
export interface SpentTime extends MachineTime {
  readonly testMs: number;
}

/**
 * " Its machines took 34m 00s: 21m 00s in the test, 13m 00s for building and set-up; it waited 3m 00s for them." Nothing
 * where the service does not say, or says less than the tests took: then it counts something else.
 */
export function machineTimeWords(spent: SpentTime | undefined): string {
  if (spent === undefined || spent.machineMs < spent.testMs || spent.machineMs === 0) return '';
  const { machineMs, testMs, waitedMs = 0 } = spent;
  const waited = waitedMs < 1_000 ? '' : `; it waited ${duration(waitedMs)} for them`;
  return ` Its machines took ${duration(machineMs)}: ${duration(testMs)} in the test, ${duration(machineMs - testMs)} for building and set-up${waited}.`;
}
