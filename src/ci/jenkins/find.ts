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

/** The id of the queue item that a batch became, whether it still waits or not. */
export async function findItem(api: JenkinsApi, wanted: Wanted): Promise<number | undefined> {
  const waiting = (await api.queued()).find((item) => isOurs(item, wanted));
  return waiting?.id ?? (await findBuild(api, wanted))?.queueId;
}

/** The build of a batch, among the youngest of its job. */
export async function findBuild(api: JenkinsApi, wanted: Wanted): Promise<ListedBuild | undefined> {
  for await (const build of api.builds()) {
    if (build.startedAt < wanted.since) return undefined;
    if (isOurs(build, wanted)) return build;
  }
  return undefined;
}

/** Whether something was started for the batch; ids of queue items begin again where a Jenkins lost its queue. */
export function isOurs(
  { parameters }: Pick<QueueItem, 'parameters'>,
  { batchId, parameter }: Pick<Wanted, 'batchId' | 'parameter'>,
): boolean {
  return parameters.get(parameter) === batchId;
}
