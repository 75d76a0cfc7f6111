import type { ServerConfig } from '../config/server.ts';
import { messageOf, UserError } from '../model/errors.ts';
import type { ProjectRef, TrackerName } from '../model/ticket.ts';
import type { Job } from '../queue/queue.ts';
import { lookAtProposals } from '../worker/decisions/proposals.ts';
import { tellEndedDecisions } from '../worker/releases/ended.ts';
import { watchRelease, type Watched } from '../worker/releases/watch.ts';
import { scheduledIn } from './digest-editions.ts';
import { sendDue, type DigestProject } from './digests.ts';
import type { Parts } from './parts.ts';
import { ownSettingsFor } from './project-settings.ts';
import { releaseQuestion } from './release-question.ts';
import { repositoryOf as repositoryOfProject } from './trackers.ts';

/** One job for each project this server looks after: it looks at the releases the project names. */
export function boardJobs({ github, jira, repositories }: ServerConfig): readonly Job[] {
  const onGitHub = github === undefined ? [] : Object.keys(repositories).map((name) => `github/${name}`);
  const inJira = Object.keys(jira?.projects ?? {}).map((key) => `jira/${key}`);
  return [...onGitHub, ...inJira].map((id) => ({ kind: 'board', id }));
}

/**
 * Has the boards of a project looked at now, not with the next minute: its tickets have changed. Waking twice before
 * the look is one look; what this server does not look after wakes nothing.
 */
export async function wakeBoards(
  tracker: TrackerName,
  project: string,
  { config, queue }: Pick<Parts, 'config' | 'queue'>,
): Promise<void> {
  const wanted = `${tracker}/${project}`.toLowerCase();
  for (const job of boardJobs(config)) if (job.id.toLowerCase() === wanted) await queue.add(job);
}

/**
 * Looks at every release of a project once. What people got wrong is logged and comes right with the next look after
 * they mended it; it keeps no other release from being looked at.
 */
export function createWatch(parts: Parts): (id: string) => Promise<void> {
  const { log, config } = parts;
  const repositoryOf = (project: ProjectRef): string => repositoryOfProject(project, config);
  const places = new Map<string, ProjectRef>();
  const tolerant = async (
    what: Readonly<Record<string, string>>,
    work: () => Promise<void>,
  ): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log.warn({ ...what, error: messageOf(error) }, 'a release can’t be watched');
    }
  };
  const known = new Set(boardJobs(config).map(({ id }) => id));
  return async (id) => {
    // A project that was taken off this server may still have a schedule in a queue that outlives it.
    if (!known.has(id)) return parts.queue.schedule(id, []);
    return tolerant({ project: id }, async () => {
      const own = await projectSettings(id, parts, places);
      if (own === undefined) return;
      if (config.dryRun) return keepSchedule(id, undefined, parts);
      await keepSchedule(id, own, parts);
      const failed: unknown[] = [];
      const { host } = parts;
      if (host !== undefined)
        await lookAtProposals(own.project, { ...parts, host, tracker: own.tracker }).catch((error: unknown) =>
          failed.push(error),
        );
      for (const watched of watchedIn(own, parts)) {
        const release = watched.question.release.name;
        await tolerant({ project: id, release }, async () =>
          watchRelease(watched, { ...parts, tracker: own.tracker, repositoryOf }),
        ).catch((error: unknown) => failed.push(error));
      }
      await sendDue(own, parts);
      const decisions = { project: own.project, word: config.commandWord };
      await tellEndedDecisions(decisions, { ...parts, tracker: own.tracker }).catch((error: unknown) =>
        failed.push(error),
      );
      // The queue tries again what was no fault of people's, once all that could be done is done.
      if (failed.length > 0) throw failed[0];
    });
  };
}

/** The queue wakes a project's look at the very moment its digests are due; the sweep would a minute later. */
async function keepSchedule(id: string, own: DigestProject | undefined, { queue }: Parts): Promise<void> {
  const digests = own === undefined ? {} : scheduledIn(own.project, own.settings);
  const all = Object.entries(digests).map(([name, { cron, zone }]) => ({
    name,
    cron,
    zone,
    job: { kind: 'board' as const, id },
  }));
  await queue.schedule(id, all);
}

/** A project with its own settings; undefined where our account may not speak, or there are none. @throws UserError E-CONFIG */
export async function projectSettings(
  id: string,
  { config, tracker: trackerOf }: Pick<Parts, 'config' | 'tracker'>,
  places: Map<string, ProjectRef>,
): Promise<DigestProject | undefined> {
  const cut = id.indexOf('/');
  const tracker = trackerOf(id.slice(0, cut) === 'jira' ? 'jira' : 'github');
  const project = places.get(id) ?? (await tracker.locate(id.slice(cut + 1)));
  if (project === undefined) return undefined;
  places.set(id, project);
  const settings = await ownSettingsFor(project, { config, tracker });
  return settings === undefined ? undefined : { project, settings, tracker };
}

/** The releases a project names together with a ticket for their summary. */
function watchedIn({ project, settings }: DigestProject, { config }: Parts): readonly Watched[] {
  return settings.releases.flatMap(({ name: release, summary }) => {
    if (summary === undefined) return [];
    return [
      {
        question: releaseQuestion(release, project, settings),
        summary: { ...project, key: summary },
        quietMs: config.quietFor * 1_000,
        word: config.commandWord,
      },
    ];
  });
}
