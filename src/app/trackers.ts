import { keepClone } from '../checkouts/clone-cache.ts';
import { branchesOf, fetchOrigin, fileAt } from '../checkouts/revision.ts';
import type { JiraConfig, JiraProjectConfig } from '../config/jira.ts';
import type { RepositoryConfig } from '../config/repositories.ts';
import type { ServerConfig } from '../config/server.ts';
import { GitHub } from '../github/github.ts';
import { listPulls, pullsFrom } from '../github/release-issues.ts';
import { Jira } from '../jira/jira.ts';
import { UserError } from '../model/errors.ts';
import type { ProjectRef, TrackerName } from '../model/ticket.ts';
import * as members from '../trackers/registry.ts';
import type { JiraProjects } from '../trackers/jira.ts';
import type { CodeHost } from '../trackers/code-host/code-host.ts';
import { githubProposals } from '../trackers/github/proposed-files.ts';
import type { ProposedFiles } from '../trackers/pulls/proposed-files.ts';
import { githubCode } from '../trackers/github/code-host.ts';
import { pullHead } from '../trackers/github/pull-head.ts';
import type { Tracker } from '../trackers/tracker.ts';

/** The trackers this server answers in. */
export interface Trackers {
  readonly tracker: (name: TrackerName) => Tracker;
  /** Where changes of code are proposed; absent without an account there. */
  readonly host?: CodeHost;
  /** Pull requests, for whoever checks what they bring; absent without an account there. */
  readonly proposals?: ProposedFiles;
  /** Jira itself, for whoever reads comments there. */
  readonly jira?: Jira;
}

/** @throws UserError E-CONFIG when no tracker is configured. */
export function createTrackers(config: Pick<ServerConfig, 'github' | 'jira' | 'repositories'>): Trackers {
  const { github, jira } = config;
  if (github === undefined && jira === undefined) {
    throw new UserError(
      'E-CONFIG',
      'No tracker is configured: set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET for GitHub, or add `jira:` to the server’s settings. `retrial doctor` says what is missing.',
    );
  }
  const client = jira === undefined ? undefined : new Jira(jira);
  const hub = github === undefined ? undefined : new GitHub(github);
  const built: Partial<Record<TrackerName, Tracker>> = {
    ...(hub === undefined ? {} : { github: members.github(hub) }),
    ...(jira === undefined || client === undefined
      ? {}
      : { jira: members.jira(client, { ...projectsOf(jira, config), ...pullsOn(hub, jira) }) }),
  };
  return {
    tracker(name) {
      const tracker = built[name];
      if (tracker === undefined) throw new UserError('E-CONFIG', `This server has no account in ${name}.`);
      return tracker;
    },
    ...(hub === undefined ? {} : { host: githubCode(hub), proposals: githubProposals(hub) }),
    ...(client === undefined ? {} : { jira: client }),
  };
}

/** The repository a ticket is about, as `owner/name`: GitHub's own, and the configured one of a Jira project. */
export function repositoryOf(place: ProjectRef, config: Pick<ServerConfig, 'jira'>): string {
  return jiraProjectOf(place, config)?.repository ?? place.project;
}

/** What a server knows of a ticket's Jira project; undefined elsewhere, and where it does not look after it. */
export function jiraProjectOf(
  { tracker, project }: ProjectRef,
  { jira }: Pick<ServerConfig, 'jira'>,
): JiraProjectConfig | undefined {
  return tracker === 'jira' && jira !== undefined ? projectIn(jira, project) : undefined;
}

/** Brings a clone up to date, and lays one that the server keeps itself. @throws whatever keeps it from that */
export async function freshen({ path, url, fetch }: RepositoryConfig): Promise<void> {
  if (url !== undefined) await keepClone({ path, url });
  else if (fetch) await fetchOrigin(path);
}

/** The server's clone of a repository. @throws UserError E-CI when it has none */
export function cloneOf(repository: string, { repositories }: ServerConfig): RepositoryConfig {
  const clone = repositories[repository];
  if (clone !== undefined) return clone;
  throw new UserError(
    'E-CI',
    `This server has no clone of ${repository}. Its operator can add one under \`repositories:\`.`,
  );
}

/** Settings are read from the clone's default branch, as they are on GitHub. */
function projectsOf(jira: JiraConfig, { repositories }: Pick<ServerConfig, 'repositories'>): JiraProjects {
  return {
    of: (key) => projectIn(jira, key),
    async readFile(key, path) {
      const project = projectIn(jira, key);
      const clone = project === undefined ? undefined : repositories[project.repository];
      if (project === undefined || clone === undefined) return undefined;
      // Without the newest settings the last known ones hold.
      await freshen(clone).catch(() => {});
      return fileAt(clone.path, project.branch, path);
    },
    async branches(key) {
      const clone = repositories[projectIn(jira, key)?.repository ?? ''];
      if (clone?.url !== undefined) await freshen(clone).catch(() => {});
      return clone === undefined ? [] : branchesOf(clone.path);
    },
  };
}

/** Pull requests of a Jira project's code, where the App is installed on it. */
function pullsOn(hub: GitHub | undefined, jira: JiraConfig): Pick<JiraProjects, 'pulls' | 'pullHead'> {
  if (hub === undefined) return {};
  const installations = new Map<string, number>();
  const codeOf = async (key: string) => {
    const repository = projectIn(jira, key)?.repository ?? '';
    const [owner = '', repo = '', more] = repository.split('/');
    if (owner === '' || repo === '' || more !== undefined) return undefined;
    const installation = installations.get(repository) ?? (await hub.installationOn(repository));
    if (installation === undefined) return undefined;
    // Where it is not installed, somebody may do so at any time.
    installations.set(repository, installation);
    return { owner, repo, installation };
  };
  return {
    async pulls(key) {
      const place = await codeOf(key);
      if (place === undefined) return undefined;
      const listed = await listPulls(hub, place);
      return { pulls: listed.found, ...pullsFrom(listed) };
    },
    async pullHead(key, number) {
      const place = await codeOf(key);
      return place === undefined ? undefined : pullHead(hub, { ...place, number });
    },
  };
}

function projectIn({ projects }: JiraConfig, key: string): JiraProjectConfig | undefined {
  return Object.hasOwn(projects, key) ? projects[key] : undefined;
}
