import { join } from 'node:path';
import { ArchiveError } from '../../archives/limits.ts';
import { saveBytes } from '../../archives/save.ts';
import type { HttpClient } from '../http/client.ts';
import { allowance, downloadsOf, mostListed, remoteFile } from '../remote/downloads.ts';
import { type JobTimes, machineTimeOf } from '../remote/machine-time.ts';
import { shareOf } from '../remote/machines.ts';
import { endedLate, type Due } from '../remote/pace.ts';
import type { BatchFile } from '../remote/batch-file.ts';
import type { BatchFiles, BatchJob, BatchRequest } from '../service.ts';
import type { Job, JobDetails } from './answers.ts';
import type { CircleciApi } from './api.ts';
import { lossOf, machinesOf } from './state.ts';

interface Place {
  readonly api: CircleciApi;
  readonly client: HttpClient;
  readonly request: BatchRequest;
  readonly folder: string;
  /** The public service, whose retention is known; a server of one's own has one of its own. */
  readonly isPublic: boolean;
  readonly due: Due;
}

/** The public service keeps what jobs leave for 30 days at most. */
const keptMs = 30 * 86_400_000;

/** When what a job left goes away at the latest; nothing where it does not say when it ended. */
export function expiryOf({ stopped_at: end }: Pick<Job, 'stopped_at'>): { readonly expiresAt?: string } {
  return typeof end === 'number' ? { expiresAt: new Date(end + keptMs).toISOString() } : {};
}

/** What a job that ended left behind on its machines, with the jobs of its workflow. */
export async function filesOf(
  ended: { readonly job?: Job; readonly jobs?: readonly Job[] },
  place: Place,
): Promise<BatchFiles> {
  const { job, jobs: all = [] } = ended;
  const number = job?.job_number;
  // Those before it may have taken their time.
  if (job === undefined || typeof number !== 'number')
    return { files: [], jobs: [], ...machineTimeOf(timesOf(all)) };
  const { api, client, request } = place;
  const folder = downloadsOf(place.folder, request.batch.id);
  const details = await api.job(number);
  const jobs = jobsOf(job, details, { count: request.batch.count, due: place.due });
  const downloads = { client, folder, allowance: allowance() };
  const files = (await api.artifacts(number)).map(({ path, node_index: node, url }) =>
    remoteFile({ path: `${node}/${path}`, url }, downloads),
  );
  const known = place.isPublic ? expiryOf(job) : {};
  const spent = machineTimeOf([ownTimes(job, details), ...timesOf(all.filter((one) => one !== job))]);
  return { files: [...files, testData(number, { api, folder })], jobs, ...known, ...spent };
}

function ownTimes(job: Job, details: JobDetails): JobTimes {
  return {
    readyAt: details.queued_at,
    startedAt: details.started_at ?? job.started_at,
    endedAt: job.stopped_at ?? undefined,
    machines: machinesOf(details, job).length,
  };
}

/** Other jobs of the workflow ran on a machine each, as far as its list says: for building, most of all. */
function timesOf(jobs: readonly Job[]): readonly JobTimes[] {
  return jobs
    .filter(({ type, job_number: number }) => type !== 'approval' && typeof number === 'number')
    .map((one) => ({ startedAt: one.started_at, endedAt: one.stopped_at ?? undefined }));
}

function jobsOf(
  job: Job,
  details: JobDetails,
  { count, due }: { readonly count: number; readonly due: Due },
): readonly BatchJob[] {
  const isLate = typeof job.stopped_at === 'number' && job.stopped_at > due.at;
  const why = (status: string): string | undefined =>
    status === 'canceled' && isLate ? endedLate(due.deadlineMs, true) : lossOf(status);
  const machines = machinesOf(details, job);
  return machines.map(({ index, status }): BatchJob => {
    const loss = why(status) ?? why(job.status);
    return {
      name: job.name,
      machine: String(index),
      state: status,
      asked: shareOf(count, machines.length, index),
      ...(details.web_url === undefined ? {} : { url: details.web_url }),
      ...(loss === undefined ? {} : { loss }),
    };
  });
}

/**
 * The test results that CircleCI took out of the job's reports, for jobs that keep no reports as artifacts. It gives
 * none at all for more than 250 MB, so an empty list says nothing.
 */
export function testData(
  number: number,
  { api, folder }: { readonly api: CircleciApi; readonly folder: string },
): BatchFile {
  return {
    path: 'tests/tests.json',
    form: 'circleci-tests',
    async fetch(maxBytes = mostListed) {
      const at = join(folder, 'tests.json');
      try {
        await saveBytes(written(api.tests(number)), at, Math.min(maxBytes, mostListed));
        return { at };
      } catch (error) {
        if (error instanceof NoTests) return { gone: error.message };
        if (error instanceof ArchiveError) return { gone: `its test results on CircleCI: ${error.message}` };
        throw error;
      }
    },
  };
}

/** CircleCI has nothing to tell of a job. */
class NoTests extends Error {
  override readonly message = 'CircleCI keeps neither a report nor a test result of it';
}

/** A list as JSON, item by item. @throws NoTests for none */
async function* written(items: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let before = '{"items":[';
  for await (const item of items) {
    yield Buffer.from(before + JSON.stringify(item));
    before = ',';
  }
  if (before !== ',') throw new NoTests();
  yield Buffer.from(']}');
}
