import { join } from 'node:path';
import type { Batch } from '../../model/repeat-run.ts';
import { testReportTree } from '../../results/jenkins-tests.ts';
import type { HttpClient } from '../http/client.ts';
import {
  allowance,
  downloadsOf,
  downloadTo,
  mostListed,
  remoteFile,
  type DownloadPlace,
} from '../remote/downloads.ts';
import { jobLog } from '../remote/job-log.ts';
import { leftOver, machinesFor } from '../remote/machines.ts';
import { endedLate } from '../remote/pace.ts';
import { uses } from '../remote/parameters.ts';
import type { BatchFile } from '../remote/batch-file.ts';
import type { BatchFiles, BatchJob } from '../service.ts';
import type { JenkinsBuild } from './answers.ts';
import { artifactPath, jobPath } from './paths.ts';
import { type JenkinsSettings } from './settings.ts';
import { lossOf } from './state.ts';

/** What a build is called as a machine. */
const machine = 'jenkins';

export interface BuildPlace {
  readonly client: HttpClient;
  /** Jenkins' own address, without a slash at its end. */
  readonly root: string;
  readonly settings: JenkinsSettings;
  readonly batch: Batch;
  /** The service's own folder. */
  readonly folder: string;
}

/**
 * What a build left behind. Jenkins knows one build where a pipeline may use many machines: artifacts tell them apart by
 * their folders, its own test results by the blocks around the `junit` step.
 */
export function filesOf(
  build: JenkinsBuild,
  artifacts: readonly string[],
  { client, root, settings, batch, folder }: BuildPlace,
): BatchFiles {
  const at = `${root}/${jobPath(settings.job)}/${build.number}`;
  const place = { client, folder: downloadsOf(folder, batch.id), allowance: allowance() };
  const printed = jobLog({ machine, job: build.number, address: async () => `${at}/consoleText` }, place);
  return {
    files: filesOfBuild(artifacts, at, place),
    logs: build.result === 'SUCCESS' ? [] : [printed],
    jobs: [...restOf(batch, settings), jobOf(build, settings)],
    ...spentBy(build, batch, settings),
  };
}

/** A build's artifacts, and the results that Jenkins took out of its reports. @param at the build's address */
export function filesOfBuild(
  artifacts: readonly string[],
  at: string,
  place: DownloadPlace,
): readonly BatchFile[] {
  return [...artifacts.map((path) => fileOf(path, at, place)), testReport(at, place)];
}

/** Jenkins tells the length of the whole build alone; the machines that it was told to use are held for about as long. */
function spentBy(
  { durationMs }: JenkinsBuild,
  { count }: Batch,
  settings: JenkinsSettings,
): Pick<BatchFiles, 'spent'> {
  if (durationMs === undefined) return {};
  const isShared = uses(settings.parameters, 'machines') || uses(settings.parameters, 'each');
  return { spent: { machineMs: durationMs * (isShared ? machinesFor(count, settings) : 1) } };
}

function jobOf(build: JenkinsBuild, { job, deadline }: JenkinsSettings): BatchJob {
  const state = build.result ?? '';
  const isLate = state === 'ABORTED' && (build.durationMs ?? 0) > deadline;
  const loss = isLate ? endedLate(deadline, true) : lossOf(state);
  return {
    name: `${job} #${build.number}`,
    machine,
    state,
    ...(build.url === '' ? {} : { url: build.url }),
    ...(loss === undefined ? {} : { loss }),
  };
}

/** A build that was taken out of the queue. */
export function unbegun(job: string): BatchJob {
  return { name: job, machine, state: 'cancelled', loss: 'cancelled in the queue of Jenkins' };
}

function restOf({ count }: Batch, settings: JenkinsSettings): readonly BatchJob[] {
  const machines = machinesFor(count, settings);
  return uses(settings.parameters, 'each') ? leftOver(settings.job, { count, machines }) : [];
}

function fileOf(path: string, build: string, place: DownloadPlace): BatchFile {
  const url = artifactPath(build, path);
  if (url !== undefined) return remoteFile({ path, url }, place);
  return { path: 'artifact', fetch: async () => ({ gone: 'its path leads out of its build' }) };
}

/** The results that the `junit` step took out of reports, for jobs that keep no reports as artifacts. */
function testReport(build: string, place: DownloadPlace): BatchFile {
  return {
    path: 'tests/tests.json',
    form: 'jenkins-tests',
    async fetch(maxBytes = mostListed) {
      const url = `${build}/testReport/api/json?tree=${encodeURIComponent(testReportTree)}`;
      const found = await downloadTo(join(place.folder, 'tests.json'), url, {
        ...place,
        maxBytes: Math.min(maxBytes, mostListed),
      });
      if ('at' in found) return found;
      return { gone: `Jenkins keeps no report of it, and of its own test results: ${found.gone}` };
    },
  };
}
