import { cutSearch } from '../remote/search.ts';
import type { ListedBuild, QueueItem } from './answers.ts';
import type { JenkinsApi } from './api.ts';

/** Which batch is looked for. */
export interface Wanted {
  readonly batchId: string;
  /** The parameter that holds it. */
  readonly parameter: string;
  /** No build that began before is looked at; milliseconds since 1970, or NaN when nobody knows. */
  readonly since: number;
}

/** Pages of a hundred builds that are searched. */
const searchedPages = 100;

/** The id of the queue item that a batch became, whether it still waits or not. */
export async function findItem(api: JenkinsApi, wanted: Wanted): Promise<number | undefined> {
  const waiting = (await api.queued()).find((item) => isOurs(item, wanted));
  return (await findBuild(api, wanted))?.queueId ?? waiting?.id;
}

/**
 * The build of a batch: the oldest with its id, since people rebuild what has failed and hand over the same parameters.
 * @throws UserError E-CI where the job has more builds than are searched
 */
export async function findBuild(api: JenkinsApi, wanted: Wanted): Promise<ListedBuild | undefined> {
  const looked = `${searchedPages * 100} builds of the job`;
  const beyond = () => cutSearch({ service: 'Jenkins', looked, batchId: wanted.batchId });
  let oldest: ListedBuild | undefined;
  for await (const build of api.builds({ pages: searchedPages, beyond })) {
    if (build.startedAt < wanted.since) break;
    if (isOurs(build, wanted)) oldest = build;
  }
  return oldest;
}

/** Whether something was started for the batch; ids of queue items begin again where a Jenkins lost its queue. */
export function isOurs(
  { parameters }: Pick<QueueItem, 'parameters'>,
  { batchId, parameter }: Pick<Wanted, 'batchId' | 'parameter'>,
): boolean {
  return parameters.get(parameter) === batchId;
}
