import type { HttpClient } from '../http/client.ts';
import { allowance, downloadsOf, remoteFile, safePath, type DownloadPlace } from '../remote/downloads.ts';
import { eachOf, leftOver, machinesFor, shareOf } from '../remote/machines.ts';
import { endedLate, type Due } from '../remote/pace.ts';
import { uses } from '../remote/parameters.ts';
import type { BatchFile, JobLog } from '../remote/batch-file.ts';
import { jobLog } from '../remote/job-log.ts';
import type { BatchFiles, BatchJob, BatchRequest } from '../service.ts';
import type { BuildkiteArtifact, BuildkiteJob } from './answers.ts';
import type { BuildkiteApi } from './api.ts';
import { lossOf } from './jobs.ts';
import { type BuildkiteSettings } from './settings.ts';
import { isEnded } from './state.ts';

interface Place {
  readonly api: BuildkiteApi;
  readonly client: HttpClient;
  /** Where the API begins, without a slash at its end. */
  readonly baseUrl: string;
  readonly number: number;
  readonly request: BatchRequest;
  readonly settings: BuildkiteSettings;
  /** The service's own folder. */
  readonly folder: string;
  readonly due: Due;
}

/** Why an artifact cannot be had, by its state. */
const reasons = new Map([
  ['new', 'its upload to Buildkite did not come to an end'],
  ['error', 'its upload to Buildkite failed'],
  ['deleted', 'Buildkite deleted it'],
  ['expired', 'Buildkite deleted it when its time was over'],
]);

/** What the attempts that count left behind on their machines. */
export async function filesOf(counted: readonly BuildkiteJob[], place: Place): Promise<BatchFiles> {
  const { api, number, request, settings } = place;
  const jobs = counted.toSorted((a, b) => (a.parallelIndex ?? 0) - (b.parallelIndex ?? 0));
  const machines = new Map(machinesOf(jobs).map((machine, at) => [jobs[at]?.id ?? '', machine]));
  const downloads: DownloadPlace = {
    client: place.client,
    folder: downloadsOf(place.folder, request.batch.id),
    allowance: allowance(),
  };
  const all = await artifactsOf(jobs, { api, number });
  const files = all.flatMap((artifact) => {
    const machine = machines.get(artifact.jobId);
    const url = place.baseUrl + api.downloadPath(number, artifact);
    return machine === undefined ? [] : [fileOf(artifact, { machine, url }, downloads)];
  });
  const { count } = request.batch;
  const told = machinesFor(count, settings);
  const isEach = uses(settings.env, 'each');
  const rest = isEach ? leftOver(settings.step, { count, machines: told }) : [];
  const failed = jobs.filter(isWorthReading);
  return {
    files,
    logs: failed.map((job) => logOf(job, { ...place, machine: machines.get(job.id) ?? '' }, downloads)),
    jobs: jobs
      .map((job, at): BatchJob => {
        const loss = whyLost(job, place.due);
        return {
          name: job.name,
          machine: machines.get(job.id) ?? '',
          state: job.state,
          asked: isEach ? eachOf(count, told) : shareOf(count, jobs.length, at),
          ...(job.url === undefined ? {} : { url: job.url }),
          ...(loss === undefined ? {} : { loss }),
        };
      })
      .concat(rest),
  };
}

/** What was cancelled for its deadline did not end as somebody wanted it to. */
function whyLost(job: BuildkiteJob, { at, deadlineMs }: Due): string | undefined {
  if (!isEnded(job)) return undefined;
  const { state, signalReason, endedAt = 0, startedAt } = job;
  const isCancelled = state === 'canceled' || signalReason === 'cancel';
  return isCancelled && endedAt > at ? endedLate(deadlineMs, startedAt !== undefined) : lossOf(job);
}

/** What the job printed that kept the batch's own from running. */
export function logsOf(job: BuildkiteJob, place: Place): readonly JobLog[] {
  const folder = downloadsOf(place.folder, place.request.batch.id);
  const downloads = { client: place.client, folder, allowance: allowance() };
  return isWorthReading(job) ? [logOf(job, { ...place, machine: job.name }, downloads)] : [];
}

/** A job that a machine began and that did not succeed. */
function isWorthReading({ state, startedAt }: BuildkiteJob): boolean {
  return state !== 'passed' && startedAt !== undefined;
}

function logOf(
  { id }: BuildkiteJob,
  { api, baseUrl, number, machine }: Pick<Place, 'api' | 'baseUrl' | 'number'> & { readonly machine: string },
  downloads: DownloadPlace,
): JobLog {
  return jobLog({ machine, job: id, address: async () => baseUrl + api.logPath(number, id) }, downloads);
}

/** Attempts that were retried may be missing from the list of the whole build: those are asked for by themselves. */
async function artifactsOf(
  jobs: readonly BuildkiteJob[],
  { api, number }: Pick<Place, 'api' | 'number'>,
): Promise<readonly BuildkiteArtifact[]> {
  const all = [...(await api.artifacts(number))];
  const seen = new Set(all.map(({ jobId }) => jobId));
  for (const { id, retriedIn } of jobs)
    if (retriedIn !== undefined && !seen.has(id)) all.push(...(await api.artifacts(number, id)));
  return all;
}

/** A folder for each: its number among parallel jobs where that tells them apart, else its name, else its id. */
function machinesOf(jobs: readonly BuildkiteJob[]): readonly string[] {
  const names = [
    jobs.map(({ parallelIndex }) => (parallelIndex === undefined ? '' : String(parallelIndex))),
    jobs.map(({ name }) => safePath(name.replaceAll(/[/\\]/g, '_'))),
    jobs.map(({ id }) => safePath(id.replaceAll(/[/\\]/g, '_'))),
  ];
  const telling = names.find((some) => !some.includes('') && new Set(some).size === jobs.length);
  return telling ?? jobs.map((_, at) => String(at));
}

function fileOf(
  { path, state }: BuildkiteArtifact,
  { machine, url }: { readonly machine: string; readonly url: string },
  downloads: DownloadPlace,
): BatchFile {
  const named = `${machine}/${path}`;
  if (state === 'finished') return remoteFile({ path: named, url }, downloads);
  const why = reasons.get(state) ?? `Buildkite calls it "${state}"`;
  return { path: safePath(named), fetch: async () => ({ gone: why }) };
}
