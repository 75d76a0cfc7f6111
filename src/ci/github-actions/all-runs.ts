import type { WorkflowRun } from '../../github/actions-shapes.ts';

/** GitHub lists so many runs of one search, and says nothing of the others. */
const mostListed = 1_000;
/** Searches of one look, each of the time before what the last one found. */
const mostSearches = 20;

/** Asks for runs that were created in a time, both ends included, newest first; milliseconds since 1970. */
type Search = (time: { readonly since: number; readonly until?: number }) => Promise<readonly WorkflowRun[]>;

/**
 * All runs that a search finds since a time: one that comes to its end is gone on with from the oldest run it found. `isCut`
 * when there are more all the same.
 */
export async function allRuns(
  search: Search,
  since: number,
): Promise<{ readonly runs: readonly WorkflowRun[]; readonly isCut: boolean }> {
  const found = new Map<number, WorkflowRun>();
  let until: number | undefined;
  for (let searches = 0; searches < mostSearches; searches += 1) {
    const runs = await search({ since, ...(until === undefined ? {} : { until }) });
    for (const run of runs) found.set(run.id, run);
    if (runs.length < mostListed) return { runs: [...found.values()], isCut: false };
    const oldest = runs.reduce((least, { created_at: at }) => Math.min(least, at), Infinity);
    // More in one second than a search lists: what else there is of it can't be had.
    until = oldest === until ? oldest - 1_000 : oldest;
  }
  return { runs: [...found.values()], isCut: true };
}
