import { jiraSettingsPlace } from '../config/jira.ts';
import { projectFile } from '../config/project-file.ts';
import {
  readOwnSettings,
  readProjectConfig,
  type OwnSettings,
  type ProjectConfig,
} from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
import type { ProjectRef, TicketRef } from '../model/ticket.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { jiraProjectOf } from './trackers.ts';

interface Desk {
  readonly config: ServerConfig;
  readonly tracker: Tracker;
}

/** Settings and where they stand. */
export interface FoundSettings {
  readonly project: ProjectConfig;
  readonly place: SettingsPlace;
}

/** Where a project's settings stand, for people. */
interface SettingsPlace {
  readonly name: string;
  readonly what: string;
}

/**
 * The settings that hold for a ticket's project: the server's own where it has some, else those of the repository's
 * file. Two sets are never joined: what one of them does not say is as usual.
 * @throws UserError E-CONFIG when there are none, or they can't be used
 */
export async function settingsFor(ticket: TicketRef, { config, tracker }: Desk): Promise<FoundSettings> {
  const served = jiraProjectOf(ticket, config)?.settings;
  if (served !== undefined) {
    const what = `of the server’s settings; ${projectFile} of the repository does not count`;
    return { project: served, place: { name: jiraSettingsPlace(ticket.project), what } };
  }
  const text = await tracker.readProjectFile(ticket, projectFile);
  if (text === undefined) throw noSettings(ticket, config);
  return { project: readProjectConfig(text), place: { name: projectFile, what: 'of the default branch' } };
}

/** The same for what needs no way to run tests; undefined where there are none. @throws UserError E-CONFIG when they can't be used */
export async function ownSettingsFor(
  project: ProjectRef,
  { config, tracker }: Desk,
): Promise<OwnSettings | undefined> {
  const served = jiraProjectOf(project, config)?.settings;
  if (served !== undefined) return served;
  const text = await tracker.readProjectFile({ ...project, key: '0' }, projectFile);
  return text === undefined ? undefined : readOwnSettings({ name: projectFile, text });
}

/** The server's settings that say which builds of a repository are read: they go before its file, as all of them do. */
export function historyFromServer(repository: string, { jira }: ServerConfig): OwnSettings | undefined {
  const wanted = repository.toLowerCase();
  const served = Object.values(jira?.projects ?? {}).filter((one) => one.repository.toLowerCase() === wanted);
  return served.map(({ settings }) => settings).find((one) => one?.history !== undefined);
}

/** A project has no settings yet: nobody has said how its tests are run. */
export class NoSettings extends UserError {}

function noSettings(ticket: TicketRef, config: ServerConfig): NoSettings {
  const meant = jiraProjectOf(ticket, config);
  const where =
    meant === undefined
      ? `${ticket.project} has no ${projectFile} on its default branch yet`
      : `${meant.repository} has no ${projectFile} on ${meant.branch}, and the server’s settings have no ${jiraSettingsPlace(ticket.project)}`;
  return new NoSettings(
    'E-CONFIG',
    `${where}, so I don't know how a test is run here. \`retrial init\` in a clone writes a first version.`,
  );
}
