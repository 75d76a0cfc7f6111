import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { z } from 'zod';
import type { ActionsPlace } from '../../github/actions-place.ts';
import type { Actions } from '../../github/actions.ts';
import type { WorkflowRun } from '../../github/actions-shapes.ts';
import { UserError } from '../../model/errors.ts';
import type { HttpClient } from '../http/client.ts';
import { downloadsOf } from '../remote/downloads.ts';
import {
  isNamed,
  isReport,
  mostOrdinaryBytes,
  mostParts,
  mostUnpackedBytes,
  ordinaryFolder,
  type OrdinaryBuild,
  type OrdinaryBuilds,
  type OrdinaryPlace,
} from '../remote/ordinary.ts';
import { namePatterns } from '../remote/settings.ts';
import { allRuns } from './all-runs.ts';
import { attemptAt } from './attempts.ts';
import { artifactBudget, filesOfArtifact } from './files.ts';

/** Which ordinary builds on GitHub Actions are read, in a project's `history` section. */
export const actionsHistory = z.strictObject({
  /** Workflows by name. */
  workflows: namePatterns.default(['*']),
  /** Artifacts that hold reports. */
  artifacts: namePatterns.default(['*junit*', '*test*', '*report*', '*result*']),
});

/** Attempts of one run that are listed, the newest. */
const mostAttempts = 20;

/** What starts ordinary CI. What is started by hand or by API, ours among it, repeats what somebody asked. */
const ordinary = ['push', 'schedule', 'merge_group', 'pull_request'];

interface Access {
  readonly actions: () => Actions;
  /** For the storage, which takes no token. */
  readonly client: () => HttpClient;
  readonly folder: string;
}

/** Ordinary runs of workflows. A reference is the run's id and its attempt: `123.1`. */
export function ordinaryRuns(access: Access): OrdinaryBuilds {
  const folderOf = (ref: string): string => downloadsOf(access.folder, ordinaryFolder(ref));
  return {
    async ended(since, place) {
      const at = placeOf(place.slug, place.installation);
      const { runs, isCut } = await allRuns((time) => access.actions().endedRuns(at, time), since);
      const refs = runs.filter((run) => isOrdinary(run) && mayBeWanted(run, place)).flatMap(attemptsOf);
      return isCut
        ? { refs, cuts: [`only the newest ${runs.length} runs of workflows were listed`] }
        : { refs };
    },
    async read(ref, place) {
      const at = placeOf(place.slug, place.installation);
      return readRun(ref, place, {
        actions: access.actions(),
        at,
        client: access.client(),
        folder: folderOf(ref),
      });
    },
    forget: async (ref) => rm(folderOf(ref), { recursive: true, force: true }),
  };
}

interface Reading {
  readonly actions: Actions;
  readonly at: ActionsPlace;
  readonly client: HttpClient;
  readonly folder: string;
}

async function readRun(
  ref: string,
  { slug, settings }: OrdinaryPlace,
  reading: Reading,
): Promise<OrdinaryBuild | undefined> {
  const { actions, at, folder } = reading;
  const wanted = actionsHistory.parse(settings);
  const [, id = '', attempt = ''] = /^(\d{1,15})\.(\d{1,6})$/.exec(ref) ?? [];
  if (id === '') return undefined;
  const { run, until } = (await attemptAt(Number(id), Number(attempt), reading)) ?? {};
  if (run === undefined || run.status !== 'completed' || !isOrdinary(run)) return undefined;
  if (!isNamed(run.name ?? '', wanted.workflows)) return undefined;
  const pull = await pullOf(run, slug, reading);
  // The code of a fork may call its branch as it likes: without its pull request it counts nowhere.
  const isOwn = run.head_repository?.full_name.toLowerCase() === slug.toLowerCase();
  if (pull === undefined && (run.event === 'pull_request' || !isOwn)) return undefined;
  if (run.event === 'push' && (await isOfTag(run, reading))) return undefined;
  const began = run.run_started_at ?? run.created_at;
  const allowance = { left: mostOrdinaryBytes };
  const budget = artifactBudget(mostUnpackedBytes);
  const artifacts = (await actions.artifacts(at, Number(id)))
    .filter(
      ({ created_at: made = began }) => (attempt === '1' || made >= began) && made < (until ?? Infinity),
    )
    .filter(({ name }) => isNamed(name, wanted.artifacts));
  return {
    id: ref,
    branch: run.head_branch ?? '',
    ...(pull === undefined ? {} : { pull }),
    commit: run.head_sha,
    at: began,
    ...(run.updated_at === undefined ? {} : { ms: Math.max(0, run.updated_at - began) }),
    parts: artifacts.slice(0, mostParts).map((artifact) => ({
      // A matrix names its artifacts apart: each is a lane.
      lane: `${run.name ?? 'workflow'} / ${artifact.name}`,
      files: async () =>
        filesOfArtifact(artifact, {
          ...reading,
          folder: join(folder, 'artifacts'),
          allowance,
          budget,
          wants: isReport,
        }),
    })),
  };
}

/** By what the list itself says: each run that is not wanted would cost calls of its own. */
function mayBeWanted({ name, head_branch: branch, event }: WorkflowRun, place: OrdinaryPlace): boolean {
  if (!isNamed(name ?? '', actionsHistory.parse(place.settings).workflows)) return false;
  return place.wants?.({ branch: branch ?? '', isPull: event === 'pull_request' }) ?? true;
}

/** A pushed tag stands where a branch does in a run, and may be called like one. */
async function isOfTag(run: WorkflowRun, { actions, at }: Reading): Promise<boolean> {
  return (await actions.tagged(at, run.head_branch ?? '')) === run.head_sha;
}

/** Each attempt is a build: what failed and passed when it was run again did both. */
function attemptsOf({ id, run_attempt: latest }: WorkflowRun): readonly string[] {
  const first = Math.max(1, latest - mostAttempts + 1);
  return Array.from({ length: latest - first + 1 }, (_, at) => `${id}.${first + at}`);
}

/** What was cancelled half-way says less than it seems to. */
function isOrdinary({ event, conclusion }: WorkflowRun): boolean {
  return (
    ordinary.includes(event) &&
    !['skipped', 'cancelled', 'stale', 'action_required'].includes(conclusion ?? '')
  );
}

/** GitHub names no pull request for a fork's run: the open one that stands at this commit is it. */
async function pullOf(run: WorkflowRun, slug: string, { actions, at }: Reading): Promise<number | undefined> {
  if (run.event !== 'pull_request') return undefined;
  // Of a repository that is a fork itself, those to its origin are named too.
  const own = `/repos/${slug}`.toLowerCase();
  const named = run.pull_requests?.find(({ base }) => base.repo.url.toLowerCase().endsWith(own));
  if (named !== undefined) return named.number;
  const [owner, branch] = [run.head_repository?.owner.login, run.head_branch];
  if (owner === undefined || branch === undefined || branch === null) return undefined;
  const open = await actions.pullsOf(at, { owner, branch });
  return open.find(({ head }) => head.sha === run.head_sha)?.number;
}

function placeOf(slug: string, installation: number | undefined): ActionsPlace {
  const [owner = '', repo = ''] = slug.split('/');
  if (owner === '' || repo === '')
    throw new UserError('E-CI', `\`${slug.slice(0, 100)}\` is no repository on GitHub: write owner/name.`);
  return { owner, repo, ...(installation === undefined ? {} : { installation }) };
}
