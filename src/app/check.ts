import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { faultAt } from '../checkouts/clone-cache.ts';
import { repositoryRoot } from '../checkouts/revision.ts';
import * as services from '../ci/registry.ts';
import type { CiMember } from '../ci/service.ts';
import type { RepositoryConfig } from '../config/repositories.ts';
import type { ServerConfig } from '../config/server.ts';
import { GitHub, type Permissions } from '../github/github.ts';
import { Jira } from '../jira/jira.ts';
import { messageOf } from '../model/errors.ts';
import { pingRedis } from '../queue/ping.ts';
import { lastLook, type LastLook } from '../store/last-look.ts';
import { pingPostgres } from '../store/ping.ts';
import { evidenceFilesAt } from '../store/evidence/place.ts';
import { evidenceFolder } from '../store/place.ts';
import { wrongWith } from '../worker/keeping.ts';
import { ciParts } from './ci-parts.ts';

const members: readonly CiMember[] = Object.values(services);

/** One thing that was looked at. `missing` is fine unless somebody wants what needs it. */
export interface Finding {
  readonly state: 'ok' | 'missing' | 'wrong';
  readonly what: string;
  readonly advice?: string;
}

/** The CI service that the project in this folder runs on. */
interface ProjectService {
  readonly name: string;
  readonly settings: unknown;
}

/** Looks at everything a server needs, without starting anything or taking the data folder. */
export async function checkServer(
  config: ServerConfig,
  project?: ProjectService,
): Promise<readonly Finding[]> {
  return [
    ...(await checkGitHub(config)),
    ...(await checkJira(config)),
    ...(await checkServices(config, project)),
    ...(await Promise.all(Object.entries(config.repositories).map(checkClone))),
    { state: 'ok', what: `data folder ${resolve(config.data)}` },
    ...(await checkEvidence(config)),
    await checkPlace('queue', config.redisUrl, pingRedis),
    await checkPlace('store', config.databaseUrl, pingPostgres),
  ];
}

/** The last look lies beside the evidence: reading it, and a list, say whether a bucket lets us in. */
async function checkEvidence(config: ServerConfig): Promise<readonly Finding[]> {
  const { bucket, data } = config;
  const files = evidenceFilesAt(evidenceFolder(data), bucket);
  try {
    await files.shards();
    const finding = evidenceFinding(config, await lastLook(files));
    return bucket === undefined
      ? [finding]
      : [{ state: 'ok', what: `the bucket of ${bucket.url} can be read` }, finding];
  } catch (error) {
    return [{ state: 'wrong', what: messageOf(error) }];
  }
}

/** The limits, and what the server found when it last held the evidence to them. */
export function evidenceFinding(
  { keep: { evidence } }: Pick<ServerConfig, 'keep'>,
  look: LastLook | undefined,
): Finding {
  const { gigabytes, days } = evidence;
  const age = days === undefined ? 'however old' : `for ${days} days`;
  const limits = `evidence: ${gigabytes} GB at most, ${age}, and all that decisions rest on`;
  if (look === undefined) return { state: 'ok', what: limits };
  const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  const what = `${limits}; on ${look.at.slice(0, 10)} it took ${gb(look.bytes)}, of which decisions rest on ${gb(look.decidedBytes)}`;
  const advice = wrongWith(look, gigabytes);
  if (advice === undefined) return { state: 'ok', what };
  return { state: look.isForeign ? 'wrong' : 'missing', what, advice };
}

async function checkGitHub({ github }: ServerConfig): Promise<readonly Finding[]> {
  if (github === undefined) {
    const advice =
      'Set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET to answer on GitHub; app.yml holds the permissions.';
    return [{ state: 'missing', what: 'GitHub App', advice }];
  }
  try {
    const client = new GitHub(github);
    const known = `GitHub at ${github.apiUrl} knows the App as ${await client.login()}`;
    return [
      { state: 'ok', what: known },
      ...permissionFindings(await client.permissions()),
      ...eventFindings(await client.events()),
    ];
  } catch (error) {
    const advice = 'APP_ID and PRIVATE_KEY must belong together, and GITHUB_API_URL must be reachable.';
    return [{ state: 'wrong', what: messageOf(error), advice }];
  }
}

/** What the App's permissions are for, as GitHub names them; the first is needed by everything. */
const permissionUses = [
  { name: 'issues', state: 'wrong', use: 'answer on issues, label them, and make follow-ups' },
  { name: 'pull_requests', state: 'missing', use: 'answer on pull requests, and open those of `ignore`' },
  { name: 'contents', state: 'missing', use: 'propose a change on a branch, for `ignore` and `unignore`' },
] as const;

function permissionFindings(granted: Permissions): readonly Finding[] {
  if (Object.keys(granted).length === 0) return [];
  return permissionUses.map(({ name, state, use }): Finding => {
    const has = granted[name] ?? 'none';
    if (has === 'write') return { state: 'ok', what: `the App has ${name}: write, to ${use}` };
    return {
      state,
      what: `the App has ${name}: ${has}, and needs write to ${use}`,
      advice: "Change it on the App's page under Permissions, then accept it for each installation.",
    };
  });
}

/** What the App is told of, and what is missed without it; the first is needed by everything. */
const eventUses = [
  { name: 'issue_comment', state: 'wrong', use: 'hear commands' },
  { name: 'pull_request', state: 'missing', use: 'check settings in the pull request that edits them' },
] as const;

function eventFindings(heard: readonly string[]): readonly Finding[] {
  if (heard.length === 0) return [];
  return eventUses.map(({ name, state, use }): Finding => {
    if (heard.includes(name)) return { state: 'ok', what: `the App is told of ${name}, to ${use}` };
    const advice = "Change it on the App's page under Permissions & events.";
    return { state, what: `the App is not told of ${name}, and needs it to ${use}`, advice };
  });
}

/** The account, and whether it may read who is in the projects' roles. */
async function checkJira({ jira }: ServerConfig): Promise<readonly Finding[]> {
  if (jira === undefined) return [];
  const client = new Jira(jira);
  try {
    const login = await client.login();
    const known: Finding = { state: 'ok', what: `Jira at ${jira.url} knows the account as ${login}` };
    const projects = Object.entries(jira.projects);
    return [
      known,
      ...(await Promise.all(
        projects.map(async ([key, { run, decide }]): Promise<Finding> => {
          const roles = await client.rolesOf(key, login, [...run.roles, ...decide.roles]);
          if (roles !== 'unknown') return { state: 'ok', what: `Jira shows the roles of ${key}` };
          return {
            state: 'missing',
            what: `Jira does not show the roles of ${key}`,
            advice: `Only those listed under \`jira:\`, \`projects:\`, \`${key}:\` as \`people\` may run tests there. The right to administer the project shows its roles.`,
          };
        }),
      )),
    ];
  } catch (error) {
    const advice =
      'JIRA_TOKEN, on Cloud with JIRA_USER, must belong to an account at the `url` under `jira:`.';
    return [{ state: 'wrong', what: messageOf(error), advice }];
  }
}

/** Services that the project uses, or that the server has variables for; each with one call that changes nothing. */
async function checkServices(config: ServerConfig, project?: ProjectService): Promise<readonly Finding[]> {
  const wanted = members.filter(
    (member) =>
      member.name === project?.name ||
      member.variables.some(({ name, isShared }) => isShared !== true && config.ci[name] !== undefined),
  );
  return Promise.all(
    wanted.map(async (member): Promise<Finding> => {
      const service = member.create(ciParts(member, config));
      const finding = await service.check(member.name === project?.name ? project.settings : undefined);
      await service.close();
      return finding;
    }),
  );
}

async function checkClone([name, { path, url }]: [string, RepositoryConfig]): Promise<Finding> {
  if (url !== undefined) return checkOrigin(name, url);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  const root = there ? await repositoryRoot(path) : undefined;
  if (root !== undefined) return { state: 'ok', what: `clone of ${name} in ${path}` };
  return {
    state: 'wrong',
    what: `${path} is no clone of ${name}`,
    advice: `git clone https://github.com/${name} ${path}`,
  };
}

/** A read-only question to the host: the clone itself is laid when a run needs it. */
async function checkOrigin(name: string, url: string): Promise<Finding> {
  const fault = await faultAt(url);
  if (fault === undefined) return { state: 'ok', what: `${name} can be cloned from ${url}` };
  return {
    state: 'wrong',
    what: fault,
    advice:
      'A private repository needs a token for its host in RETRIAL_GIT_TOKENS, written `github.com=TOKEN`, or a key of ssh.',
  };
}

async function checkPlace(
  what: string,
  url: string | undefined,
  ping: (url: string) => Promise<void>,
): Promise<Finding> {
  if (url === undefined) return { state: 'ok', what: `${what}: embedded in the data folder` };
  const host = URL.canParse(url) ? new URL(url).host : 'the given address';
  try {
    await ping(url);
    return { state: 'ok', what: `${what} answers at ${host}` };
  } catch (error) {
    return { state: 'wrong', what: `${what} at ${host}: ${messageOf(error)}` };
  }
}
