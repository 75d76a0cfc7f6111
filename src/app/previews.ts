import * as services from '../ci/registry.ts';
import type { BatchRequest, CiMember } from '../ci/service.ts';
import type { RunRequest } from '../commands/contract/context.ts';
import type { ShownOrder } from '../commands/contract/reckoning.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import { lanesAsked } from './lanes.ts';
import type { ChosenRevision } from './revisions.ts';
import { cloneOf, repositoryOf } from './trackers.ts';

const members: readonly CiMember[] = Object.values(services);
/** Stands for the id of a run that is not there. */
const newRun = 'r-new';

/**
 * What the project's CI service would be sent for a request, lane by lane; asks nobody and sends nothing. Commits are
 * settled when a run starts, so they are named by their revision.
 * @throws UserError for what the service would refuse before it is even sent
 */
export function ordersOf(
  request: RunRequest,
  { revision }: ChosenRevision,
  { project, config }: { readonly project: ProjectConfig; readonly config: ServerConfig },
): readonly ShownOrder[] {
  const member = members.find(({ name }) => name === project.service.name);
  if (member === undefined) return [];
  const repository = repositoryOf(request.ticket, config);
  const { push } = cloneOf(repository, config);
  const isCommit = /^[\da-f]{40,64}$/.test(revision);
  const isPushed =
    push?.fork !== undefined || request.overlays !== undefined || (isCommit && push !== undefined);
  const branch = isPushed ? `retrial/${newRun}-b1` : revision;
  const remote: Required<BatchRequest>['remote'] = {
    slug: repository,
    ...(push?.fork === undefined ? {} : { fork: push.fork }),
    ref: { kind: 'branch', name: isCommit && !isPushed ? `the branch at ${revision.slice(0, 9)}` : branch },
  };
  return lanesAsked(request.lanes, project).map(({ name, settings }) => ({
    lane: name,
    service: member.name,
    facts: member.describe({
      batch: { id: `${newRun}-b1`, runId: newRun, first: 1, count: Math.max(1, request.count) },
      repository: '',
      remote,
      commit: isCommit ? revision : `the commit of ${revision}`,
      selector: request.selector,
      settings: withTimeout(settings, request),
    }),
  }));
}

function withTimeout(settings: unknown, { timeoutMs }: RunRequest): unknown {
  return timeoutMs === undefined ? settings : { ...Object(settings), timeout: `${timeoutMs}ms` };
}
