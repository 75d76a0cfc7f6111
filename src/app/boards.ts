import type { ServerConfig } from '../config/server.ts';
import { projectFile } from '../config/project-file.ts';
import { readOwnSettings } from '../config/project.ts';
import { messageOf, UserError } from '../model/errors.ts';
import type { ProjectRef, TrackerName } from '../model/ticket.ts';
import type { Job } from '../queue/queue.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { watchRelease, type Watched } from '../worker/releases/watch.ts';
import type { Parts } from './parts.ts';
import { releaseQuestion } from './release-question.ts';
import { repositoryOf as repositoryOfProject } from './trackers.ts';

/** One job for each project this server looks after: it looks at the releases the project names. */
export function boardJobs({ github, jira, repositories }: ServerConfig): readonly Job[] {
  const onGitHub = github === undefined ? [] : Object.keys(repositories).map((name) => `github/${name}`);
  const inJira = Object.keys(jira?.projects ?? {}).map((key) => `jira/${key}`);
  return [...onGitHub, ...inJira].map((id) => ({ kind: 'board', id }));
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
  return async (id) =>
    tolerant({ project: id }, async () => {
      for (const { watched, tracker } of await watchedIn(id, parts, places)) {
        const release = watched.question.release.name;
        await tolerant({ project: id, release }, async () =>
          watchRelease(watched, { ...parts, tracker, repositoryOf }),
        );
      }
    });
}

/** The releases a project names together with a ticket for their summary. @throws UserError E-CONFIG */
async function watchedIn(
  id: string,
  parts: Parts,
  places: Map<string, ProjectRef>,
): Promise<readonly { readonly watched: Watched; readonly tracker: Tracker }[]> {
  const cut = id.indexOf('/');
  const name: TrackerName = id.slice(0, cut) === 'jira' ? 'jira' : 'github';
  const tracker = parts.tracker(name);
  const project = places.get(id) ?? (await tracker.locate(id.slice(cut + 1)));
  if (project === undefined) return [];
  places.set(id, project);
  const text = await tracker.readProjectFile({ ...project, key: '0' }, projectFile);
  if (text === undefined) return [];
  const settings = readOwnSettings({ name: projectFile, text });
  return settings.releases.flatMap(({ name: release, summary }) => {
    if (summary === undefined) return [];
    const watched = {
      question: releaseQuestion(release, project, settings),
      summary: { ...project, key: summary },
      digest: settings.digest,
      word: parts.config.commandWord,
    };
    return [{ watched, tracker }];
  });
}
