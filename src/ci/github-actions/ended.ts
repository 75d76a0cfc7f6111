import type { ActionsPlace } from '../../github/actions-place.ts';
import type { Actions } from '../../github/actions.ts';
import type { WorkflowRun } from '../../github/actions-shapes.ts';

/** GitHub lists so many runs of one search, and says nothing of the others. */
const mostListed = 1_000;
/** Searches of one look, each of the time before what the last one found. */
const mostSearches = 20;

/**
 * All runs that are over and were created since a time (milliseconds since 1970): a search that comes to its end is gone on
 * with from the oldest run it found. `isCut` when there are more all the same.
 */
export async function allEnded(
  actions: Pick<Actions, 'endedRuns'>,
  place: ActionsPlace,
  since: number,
): Promise<{ readonly runs: readonly WorkflowRun[]; readonly isCut: boolean }> {
  const found = new Map<number, WorkflowRun>();
  let until: number | undefined;
  for (let search = 0; search < mostSearches; search += 1) {
    const runs = await actions.endedRuns(place, { since, ...(until === undefined ? {} : { until }) });
    for (const run of runs) found.set(run.id, run);
    if (runs.length < mostListed) return { runs: [...found.values()], isCut: false };
    const oldest = runs.reduce((least, { created_at: at }) => Math.min(least, at), Infinity);
    // More in one second than a search lists: what else there is of it can't be had.
    until = oldest === until ? oldest - 1_000 : oldest;
  }
  return { runs: [...found.values()], isCut: true };
}
