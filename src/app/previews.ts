import * as services from '../ci/registry.ts';
import { isPlainName } from '../ci/remote/parameters.ts';
import { isStartedByPush } from '../ci/remote/pushing.ts';
import type { BatchRequest, CiMember } from '../ci/service.ts';
import type { RunRequest } from '../commands/contract/context.ts';
import type { ShownOrder } from '../commands/contract/reckoning.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import { placeToPush } from '../worker/pushed-batch.ts';
import { scopedRuns, settingsOfScope } from '../worker/questions/isolate.ts';
import { type FirstBatch, firstRound } from '../worker/questions/first-round.ts';
import { askedSettings, projectVia } from './asked-settings.ts';
import { lanesAsked } from './lanes.ts';
import type { ChosenRevision } from './revisions.ts';
import { cloneOf, repositoryOf } from './trackers.ts';

const members: readonly CiMember[] = Object.values(services);
/** Stands for the id of a run that is not there. */
const newRun = 'r-new';

interface Desk {
  readonly project: ProjectConfig;
  readonly config: ServerConfig;
}

/** A batch that would be started, with its number in its run and how many iterations come before it. */
interface Planned extends FirstBatch {
  readonly number: number;
  readonly first: number;
}

/**
 * What starts the first round of a request, lane by lane and batch by batch; asks nobody and sends nothing. Commits are
 * settled when a run starts, so they are named by their revision.
 * @throws UserError for what would be refused before anything is even sent
 */
export function ordersOf(
  request: RunRequest,
  { revision }: ChosenRevision,
  given: Desk,
): readonly ShownOrder[] {
  const desk = { ...given, project: projectVia(given.project, request.manner?.via) };
  const member = members.find(({ name }) => name === desk.project.service.name);
  if (member === undefined) return [];
  const round = numbered(firstRound(request, revision));
  return lanesAsked(request.lanes, desk.project).flatMap(({ name, settings }) =>
    round.map((planned) => {
      const own = askedSettings(request, { project: desk.project, settings });
      const batch = batchRequest(request, planned, { desk, settings: own, service: member.name });
      return {
        lane: name,
        service: member.name,
        facts: member.describe(batch),
        ...(planned.side === undefined ? {} : { side: planned.side }),
        ...(isStartedByPush(own) ? { isPushed: true } : {}),
      };
    }),
  );
}

/** As `batchesOf` a run numbers them. */
function numbered(round: readonly FirstBatch[]): readonly Planned[] {
  let first = 1;
  return round.map((batch, at) => {
    const planned = { ...batch, number: at + 1, first };
    first += batch.runs;
    return planned;
  });
}

interface Place {
  readonly desk: Desk;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly service: string;
}

function batchRequest(
  request: RunRequest,
  { number, first, runs, revision, scope }: Planned,
  { desk, settings, service }: Place,
): BatchRequest {
  const { selector } = request;
  const repository = repositoryOf(request.ticket, desk.config);
  const { push } = cloneOf(repository, desk.config);
  const id = `${newRun}-b${number}`;
  const isCommit = /^[\da-f]{40,64}$/.test(revision);
  const isOwn = isStartedByPush(settings);
  if (isOwn) placeToPush({ push });
  const isPushed =
    isOwn || push?.fork !== undefined || request.overlays !== undefined || (isCommit && push !== undefined);
  const named = isCommit ? `the branch at ${revision.slice(0, 9)}` : revision;
  const runsOf = () => scopedRuns({ service, settings, selector });
  return {
    batch: { id, runId: newRun, first, count: runs },
    repository: '',
    remote: {
      slug: repository,
      ...(push?.fork === undefined ? {} : { fork: push.fork }),
      ref: { kind: 'branch', name: isPushed ? `retrial/${id}` : named },
    },
    // A name is refused in a parameter where its commit would not be.
    commit: isCommit ? revision : `the commit of ${isPlainName(revision) ? revision : 'the branch'}`,
    selector,
    settings: scope === undefined ? settings : settingsOfScope(settings, scope, runsOf()),
  };
}
