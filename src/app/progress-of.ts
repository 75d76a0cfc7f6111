import type { RunProgress } from '../commands/contract/decisions.ts';
import type { Iteration } from '../model/iteration.ts';
import { underWaySince, type RepeatRun } from '../model/repeat-run.ts';

/** Where a run stands, by what came back of it. Pure. */
export function progressOf(
  iterations: readonly Iteration[],
  run: RepeatRun | undefined,
  now: Date,
): RunProgress {
  const of = (outcome: Iteration['outcome']): number =>
    iterations.filter((one) => one.outcome === outcome).length;
  const counts = {
    executed: of('passed') + of('failed'),
    failed: of('failed'),
    skipped: of('skipped'),
    lost: of('lost'),
  };
  if (run === undefined || run.asked === 0 || iterations.length === 0) return counts;
  const { at, seen } = underWaySince(run);
  if (iterations.length === seen) return counts;
  const each = (now.getTime() - Date.parse(at)) / (iterations.length - seen);
  const minutesLeft = Math.ceil((each * (run.asked - iterations.length)) / 60_000);
  return { ...counts, minutesLeft };
}

/**
 * How many runs of this server have to begin before a run does, itself among them; undefined once it has begun. Those of
 * low priority come last, and wait before each of their rounds. Pure.
 */
export function queuePlaceOf(id: string, unfinished: readonly RepeatRun[]): number | undefined {
  const isLow = ({ manner }: RepeatRun): boolean => manner?.priority === 'low';
  const waiting = unfinished.filter(
    (run) => run.stage === 'prepare' || (isLow(run) && run.stage === 'trigger'),
  );
  const inOrder = [...waiting.filter((run) => !isLow(run)), ...waiting.filter(isLow)];
  const place = inOrder.findIndex((run) => run.id === id);
  return place === -1 ? undefined : place + 1;
}
