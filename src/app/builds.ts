import { join } from 'node:path';
import type { ServerConfig } from '../config/server.ts';
import { messageOf, UserError } from '../model/errors.ts';
import type { ProjectRef } from '../model/ticket.ts';
import type { Job } from '../queue/queue.ts';
import { hearOfEnd, lastLook } from '../worker/history/last-looks.ts';
import { isDue, leaveEnded, readEnded, type WatchingParts } from '../worker/history/watch-builds.ts';
import { tellPull } from '../worker/history/pull-comment.ts';
import { boardJobs, projectSettings } from './boards.ts';
import type { DigestProject } from './digests.ts';
import type { Parts } from './parts.ts';
import { historyFromServer } from './project-settings.ts';
import { repositoryOf } from './trackers.ts';

/** One job for each repository this server looks after: it reads what ordinary CI brought there. */
export function buildsJobs(config: ServerConfig): readonly Job[] {
  const jobs = new Map<string, Job>();
  for (const { id } of boardJobs(config)) {
    const repository = repositoryIn(id, config).toLowerCase();
    if (!jobs.has(repository)) jobs.set(repository, { kind: 'builds', id });
  }
  return [...jobs.values()];
}

type Waking = Pick<Parts, 'config' | 'store' | 'queue' | 'now'>;

/** A service told of an end that is no batch's: some project may want that build of it. */
export async function wakeBuilds(service: string, { config, store, queue, now }: Waking): Promise<void> {
  await hearOfEnd(service, { store, now });
  for (const job of buildsJobs(config)) await queue.add(job);
}

/** GitHub told of the end of a run that is no batch's; kept, so that a crash loses nothing. */
export async function noteRun(
  { repository, ref }: { readonly repository: string; readonly ref: string },
  { config, store, queue, now }: Waking,
): Promise<void> {
  const job = jobOf(repository, config);
  if (job === undefined) return;
  await store.ordinaryBuilds.note([{ repository, service: 'github-actions', ref }], now().toISOString());
  await queue.add(job);
}

/** Services whose checks an App of their own reports, that is named like them: `circleci-checks`. */
const withOwnApp = ['github-actions', 'circleci'];

/**
 * GitHub told that all checks of an App on a commit ended: the services that a repository reads its builds from are asked,
 * as far as that App may speak for them. What tells nothing new is asked twice a minute at most.
 */
export async function wakeSuite(
  { repository, app }: { readonly repository: string; readonly app: string },
  { config, store, queue, now }: Waking,
): Promise<void> {
  const job = jobOf(repository, config);
  if (job === undefined) return;
  const { services } = await lastLook(repository, store);
  const meant = Object.keys(services).filter((name) => maySpeakFor(name, app));
  for (const name of meant) await hearOfEnd(name, { store, now }, repository);
  if (meant.length > 0) await queue.add(job);
}

/** Whether checks of an App may be a service's: one that no service is known to own may be of any that has none. */
function maySpeakFor(service: string, app: string): boolean {
  const owner = withOwnApp.find((name) => app === name || app.startsWith(`${name}-`));
  return owner === undefined ? !withOwnApp.includes(service) : owner === service;
}

function jobOf(repository: string, config: ServerConfig): Job | undefined {
  const wanted = repository.toLowerCase();
  return buildsJobs(config).find(({ id }) => repositoryIn(id, config).toLowerCase() === wanted);
}

/** Reads the builds of one project that ended. What people got wrong is logged, and comes right with a later look. */
export function createBuildsWatch(parts: Parts): (id: string) => Promise<void> {
  const { config, store, log, now } = parts;
  const places = new Map<string, ProjectRef>();
  const known = new Set(buildsJobs(config).map(({ id }) => id));
  const watching: WatchingParts = {
    store,
    now,
    service: parts.service,
    folder: join(config.data, 'incoming'),
    log: (message, facts) => log.info(facts, message),
  };
  return async (id) => {
    if (!known.has(id)) return;
    const repository = repositoryIn(id, config);
    if (!(await isDue(repository, watching))) return;
    try {
      const own = await projectSettings(id, parts, places);
      const { history, releases } = historyFromServer(repository, config) ?? own?.settings ?? {};
      if (own === undefined || history === undefined) return await leaveEnded(repository, watching);
      const named = (releases ?? []).flatMap(({ branch, predecessor }) => [branch, predecessor?.branch]);
      const { installation } = own.project;
      await readEnded(
        {
          repository,
          ...(installation === undefined ? {} : { installation }),
          branches: [...history.branches, ...named.filter((one) => one !== undefined)],
          readsPulls: history.pullRequests !== 'leave',
          services: history.services,
        },
        history.pullRequests === 'comment' && !config.dryRun
          ? { ...watching, onPull: teller(repository, own, parts) }
          : watching,
      );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log.warn({ project: id, error: messageOf(error) }, 'builds of ordinary CI can’t be read');
    }
  };
}

/** Tells pull requests of their failures; only GitHub has any. */
function teller(
  repository: string,
  { project, tracker, settings: { knownIssues } }: DigestProject,
  { store, now }: Parts,
): (pull: number) => Promise<void> {
  return async (pull) => {
    if (project.tracker === 'github')
      await tellPull(repository, pull, { project, tracker, knownIssues, store, now });
  };
}

/** The repository of a job: GitHub's own, or the one of a Jira project. */
function repositoryIn(id: string, config: ServerConfig): string {
  const cut = id.indexOf('/');
  const tracker = id.startsWith('jira/') ? 'jira' : 'github';
  return repositoryOf({ tracker, project: id.slice(cut + 1) }, config);
}
