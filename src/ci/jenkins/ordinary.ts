import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf, UserError } from '../../model/errors.ts';
import type { HttpClient } from '../http/client.ts';
import { checkAllowed } from '../remote/allowed.ts';
import { downloadsOf } from '../remote/downloads.ts';
import {
  mostOrdinaryBytes,
  ordinaryFolder,
  type OrdinaryBuild,
  type OrdinaryBuilds,
  type OrdinaryPlace,
} from '../remote/ordinary.ts';
import type { CiParts } from '../service.ts';
import { jenkinsApi, pageSize } from './api.ts';
import { jenkinsRoot } from './client.ts';
import { filesOfBuild } from './files.ts';
import { jobPath } from './paths.ts';

/** Which ordinary builds on Jenkins are read, in a project's `history` section. */
export const jenkinsHistory = z.strictObject({
  /** Folders and name of each job, and the branch it builds: `cassandra-4.1: cassandra-4.1`. */
  jobs: z
    .record(z.string().min(1).max(1_000), z.string().regex(/^[\w][\w./-]{0,199}$/, 'is the name of a branch'))
    .refine((all) => Object.keys(all).length <= 100, 'holds at most 100 jobs'),
});

/** Ends that leave results behind: UNSTABLE is what failing tests make of a build. */
const telling = ['SUCCESS', 'UNSTABLE', 'FAILURE'];
/** Pages of a job's builds that are listed; there may be older ones. */
const listedPages = 10;

/** The id of a batch, which marks a build that was started here whatever its parameter is called. */
const batchId = /^r-[a-z0-9]+-b\d+$/;

interface Access extends Pick<CiParts, 'folder' | 'variables'> {
  readonly client: () => HttpClient;
}

/** Ordinary builds of jobs that build a branch. A reference is the job and the build's number: `team/unit#12`. */
export function ordinaryJobs(
  parts: Pick<CiParts, 'folder' | 'variables'>,
  client: () => HttpClient,
): OrdinaryBuilds {
  const access = { ...parts, client };
  const folderOf = (ref: string): string => downloadsOf(access.folder, ordinaryFolder(ref));
  return {
    async ended(since, place) {
      const refs: string[] = [];
      const faults: string[] = [];
      const cuts: string[] = [];
      for (const job of Object.keys(jobsOf(place))) {
        try {
          checkJob(job, place, access);
          let listed = 0;
          for await (const build of jenkinsApi(client(), job).builds({ pages: listedPages })) {
            if (build.startedAt < since) break;
            listed += 1;
            if (!build.isBuilding && !build.isByHand && !isOurs(build.parameters))
              refs.push(`${job}#${build.number}`);
          }
          if (listed >= listedPages * pageSize)
            cuts.push(`only the newest ${listed} builds of the job ${job} were listed`);
        } catch (error) {
          // A job that was deleted keeps nobody from the others.
          if (!(error instanceof UserError)) throw error;
          faults.push(messageOf(error));
        }
      }
      return { refs, faults, ...(cuts.length === 0 ? {} : { cuts }) };
    },
    read: async (ref, place) => readBuild(ref, place, { ...access, folder: folderOf(ref) }),
    forget: async (ref) => rm(folderOf(ref), { recursive: true, force: true }),
  };
}

async function readBuild(
  ref: string,
  place: OrdinaryPlace,
  access: Access,
): Promise<OrdinaryBuild | undefined> {
  const [, job = '', number = ''] = /^(.{1,1000})#(\d{1,9})$/.exec(ref) ?? [];
  const jobs = jobsOf(place);
  const branch = Object.hasOwn(jobs, job) ? jobs[job] : undefined;
  if (branch === undefined) return undefined;
  checkJob(job, place, access);
  const variables = access.variables ?? {};
  const client = access.client();
  const api = jenkinsApi(client, job);
  const build = await api.build(Number(number));
  if (build?.result === undefined || !telling.includes(build.result)) return undefined;
  const commits = [...new Set(build.revisions.map(({ commit }) => commit))];
  const files = async () => {
    const at = `${jenkinsRoot(variables)}/${jobPath(job)}/${build.number}`;
    const downloads = { client, folder: access.folder, allowance: { left: mostOrdinaryBytes } };
    return { files: filesOfBuild(await api.artifacts(build.number), at, downloads) };
  };
  return {
    id: ref,
    branch,
    // A job may check out more than the project, a library of its pipeline for one.
    commit: commits.length === 1 ? (commits[0] ?? '') : '',
    at: build.startedAt,
    ...(build.durationMs === undefined ? {} : { ms: build.durationMs }),
    parts: [{ lane: job, files }],
  };
}

function isOurs(parameters: ReadonlyMap<string, string>): boolean {
  return [...parameters.values()].some((value) => batchId.test(value));
}

function jobsOf({ settings }: OrdinaryPlace): Readonly<Record<string, string>> {
  return jenkinsHistory.parse(settings).jobs;
}

/** @throws UserError for a job that this server may not read for this repository. */
function checkJob(name: string, { slug: repository }: OrdinaryPlace, { variables }: Access): void {
  const list = variables?.['JENKINS_JOBS'];
  checkAllowed({ name, repository }, { kind: 'Jenkins job', variable: 'JENKINS_JOBS', list });
}
