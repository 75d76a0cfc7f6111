import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { HttpClient } from '../http/client.ts';
import { downloadsOf, remoteFile } from '../remote/downloads.ts';
import {
  isNamed,
  mostOrdinaryBytes,
  mostParts,
  ordinaryFolder,
  type EndedBuilds,
  type OrdinaryBuild,
  type OrdinaryBuilds,
  type OrdinaryPart,
  type OrdinaryPlace,
} from '../remote/ordinary.ts';
import { namePatterns } from '../remote/settings.ts';
import type { CiParts } from '../service.ts';
import type { Job, Pipeline, Workflow } from './answers.ts';
import { circleciApi, type CircleciApi } from './api.ts';
import { testData } from './files.ts';
import { projectFor } from './project.ts';
import { circleciSettings } from './settings.ts';
import { graceMs, isWorkflowOver } from './state.ts';

/** Which ordinary builds on CircleCI are read, in a project's `history` section. */
export const circleciHistory = z.strictObject({
  /** `gh/owner/name`, where it is not the repository itself. */
  project: circleciSettings.shape.project,
  /** Workflows and jobs by name. */
  workflows: namePatterns.default(['*']),
  jobs: namePatterns.default(['*']),
});

/** Ends that leave results behind. */
const telling = ['success', 'failed'];
/** Pages of pipelines of one look; CircleCI puts twenty on each. */
const listedPages = 250;
const pageSize = 20;
/** Failures of a pipeline can be run again, as a workflow of their own: so soon it is looked at again. */
const settledMs = 2 * 3_600_000;

/** Ordinary workflows. A reference is the workflow's id. */
export function ordinaryWorkflows({ folder, variables }: CiParts, client: () => HttpClient): OrdinaryBuilds {
  /** When pipelines were found to be over; forgetting them costs calls. */
  const settled = new Map<string, number>();
  const folderOf = (ref: string): string => downloadsOf(folder, ordinaryFolder(ref));
  const open = ({ slug: repository, settings }: OrdinaryPlace) => {
    const wanted = circleciHistory.parse(settings);
    const project = projectFor({
      named: wanted.project,
      repository,
      allowed: variables?.['CIRCLECI_PROJECTS'],
    });
    return { wanted, api: circleciApi(client(), project) };
  };
  return {
    async ended(since, place) {
      return endedWorkflows(since, place, { ...open(place), settled });
    },
    async read(ref, place) {
      const { wanted, api } = open(place);
      const workflow = await api.workflow(ref);
      if (workflow?.pipeline_id === undefined || !isTelling(workflow)) return undefined;
      if (!isNamed(workflow.name, wanted.workflows)) return undefined;
      const pipeline = await api.pipeline(workflow.pipeline_id);
      const from = isOrdinary(pipeline) ? placeOf(pipeline) : undefined;
      if (from === undefined) return undefined;
      const jobs = (await api.jobs(ref)).filter(
        (job) => isOwn(job, workflow) && isNamed(job.name, wanted.jobs),
      );
      return {
        ...from,
        id: ref,
        at: workflow.created_at,
        ...lengthOf(workflow),
        parts: partsOf(workflow, jobs, { api, client: client(), folder: folderOf(ref) }),
      };
    },
    forget: async (ref) => rm(folderOf(ref), { recursive: true, force: true }),
  };
}

interface Listing {
  readonly api: CircleciApi;
  readonly wanted: z.output<typeof circleciHistory>;
  readonly settled: Map<string, number>;
}

async function endedWorkflows(
  since: number,
  place: OrdinaryPlace,
  { api, wanted, settled }: Listing,
): Promise<EndedBuilds> {
  const refs: string[] = [];
  const over: string[] = [];
  const now = Date.now();
  let listed = 0;
  let isWhole = false;
  for await (const pipeline of api.pipelines({ pages: listedPages })) {
    isWhole = pipeline.created_at < since;
    if (isWhole) break;
    listed += 1;
    if (now - (settled.get(pipeline.id) ?? 0) < settledMs || !mayBeWanted(pipeline, place)) continue;
    const workflows = (await api.workflows(pipeline.id)).filter(
      ({ name, tag }) => tag === 'setup' || isNamed(name, wanted.workflows),
    );
    refs.push(...workflows.filter(isTelling).map(({ id }) => id));
    if (isSettled(pipeline, workflows, now)) over.push(pipeline.id);
  }
  for (const [id, at] of settled) if (now - at >= settledMs) settled.delete(id);
  // Only now: what a list found that broke off was never told to anybody.
  for (const id of over) settled.set(id, now);
  const isCut = !isWhole && listed >= listedPages * pageSize;
  return isCut ? { refs, cuts: [`only the newest ${listed} pipelines were listed`] } : { refs };
}

/**
 * Whether nothing more is to be expected of a pipeline soon: all is over that was set up and is wanted of it, and where
 * nothing is wanted, that would have begun by now.
 */
function isSettled(
  { state, created_at: began }: Pipeline,
  workflows: readonly Workflow[],
  now: number,
): boolean {
  if (!workflows.every(isWorkflowOver)) return false;
  const isBegun = workflows.some(({ tag }) => tag !== 'setup');
  return isBegun || state === 'errored' || now - began >= graceMs;
}

/** By what the list itself says: each pipeline that is not wanted would cost calls of its own. */
function mayBeWanted(pipeline: Pipeline, { wants }: OrdinaryPlace): boolean {
  const from = isOrdinary(pipeline) ? placeOf(pipeline) : undefined;
  if (from === undefined) return false;
  return wants?.({ branch: from.branch, isPull: from.pull !== undefined }) ?? true;
}

function isTelling({ status, tag }: Workflow): boolean {
  return telling.includes(status) && tag !== 'setup';
}

/** What is started by API, ours among it, repeats what somebody asked. */
function isOrdinary({ trigger }: Pipeline): boolean {
  return trigger !== undefined && trigger.type !== 'api';
}

/**
 * The branch or pull request, and the commit; undefined where CircleCI does not say where the code comes from. A fork may
 * call its branch as it likes: it counts as its pull request, or nowhere.
 */
function placeOf({ vcs }: Pipeline): Pick<OrdinaryBuild, 'branch' | 'pull' | 'commit'> | undefined {
  if (vcs?.branch === undefined || vcs.target_repository_url === undefined) return undefined;
  const { branch, revision: commit = '' } = vcs;
  const [, number] = /^pull\/(\d{1,9})(?:\/(?:head|merge))?$/.exec(branch) ?? [];
  if (number !== undefined) return { branch, pull: Number(number), commit };
  return vcs.origin_repository_url === vcs.target_repository_url ? { branch, commit } : undefined;
}

/** Jobs that an earlier run of the workflow executed are shown again by the one that repeats its failures. */
function isOwn({ type, status, started_at: began }: Job, { created_at: since }: Workflow): boolean {
  return type === 'build' && telling.includes(status) && (began === undefined || began >= since);
}

function lengthOf({ created_at: began, stopped_at: ended }: Workflow): Pick<OrdinaryBuild, 'ms'> {
  return ended === undefined ? {} : { ms: Math.max(0, ended - began) };
}

function partsOf(
  workflow: Workflow,
  jobs: readonly Job[],
  {
    api,
    client,
    folder,
  }: { readonly api: CircleciApi; readonly client: HttpClient; readonly folder: string },
): readonly OrdinaryPart[] {
  const allowance = { left: mostOrdinaryBytes };
  return jobs.slice(0, mostParts).flatMap(({ name, job_number: number }) => {
    if (typeof number !== 'number') return [];
    const place = { client, folder: join(folder, String(number)), allowance };
    const files = async () => ({
      files: [
        ...(await api.artifacts(number)).map(({ path, node_index: node, url }) =>
          remoteFile({ path: `${node}/${path}`, url }, place),
        ),
        testData(number, { api, folder: place.folder }),
      ],
    });
    return [{ lane: `${workflow.name} / ${name}`, files }];
  });
}
