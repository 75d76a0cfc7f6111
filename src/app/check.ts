import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { faultAt } from '../checkouts/clone-cache.ts';
import { repositoryRoot } from '../checkouts/revision.ts';
import type { RepositoryConfig } from '../config/repositories.ts';
import type { ServerConfig } from '../config/server.ts';
import { GitHub, type Permissions } from '../github/github.ts';
import { messageOf } from '../model/errors.ts';
import { pingRedis } from '../queue/ping.ts';
import { lastLook, type LastLook } from '../store/last-look.ts';
import { pingPostgres } from '../store/ping.ts';
import { evidenceFilesAt } from '../store/evidence/place.ts';
import { evidenceFolder } from '../store/place.ts';
import { cutWords } from '../worker/history/cut-words.ts';
import { wrongWith } from '../worker/keeping.ts';
import type { Finding } from './finding.ts';
import { checkJira } from './jira-check.ts';
import { checkServices, type ProjectService } from './services-check.ts';

/** Looks at everything a server needs, without starting anything or taking the data folder. */
export async function checkServer(config: ServerConfig, here?: ProjectService): Promise<readonly Finding[]> {
  return [
    ...(await checkGitHub(config)),
    ...(await checkJira(config)),
    ...(await checkServices(config, here)),
    ...(await Promise.all(Object.entries(config.repositories).map(checkClone))),
    await dataFinding(config.data),
    ...(await checkEvidence(config)),
    await checkPlace('queue', config.redisUrl, pingRedis),
    await checkPlace('store', config.databaseUrl, pingPostgres),
    ...wayFindings(config),
  ];
}

/** Whether the server could keep its files there; the folder itself is made when it starts. */
export async function dataFinding(data: string): Promise<Finding> {
  const what = `data folder ${resolve(data)}`;
  for (let at = resolve(data); ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found === undefined && at !== dirname(at)) continue;
    const may = await access(at, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found?.isDirectory() === true && may) return { state: 'ok', what };
    const why = found?.isDirectory() === true ? 'may not be written by this user' : 'is no folder';
    const advice = 'Make it writable, or name another one in RETRIAL_DATA.';
    return { state: 'wrong', what: `${what}: ${at} ${why}`, advice };
  }
}

/** How the server goes about it, where people could wonder. Pure. */
export function wayFindings({
  dryRun,
  operators,
  github,
  jira,
  repositories,
}: Pick<ServerConfig, 'dryRun' | 'operators' | 'github' | 'jira' | 'repositories'>): readonly Finding[] {
  // Nobody serves here: a terminal alone tells whoever sits before it.
  if (github === undefined && jira === undefined) return [];
  const dry: Finding = {
    state: 'missing',
    what: 'runs: this server runs dry, so commands are answered with what they would do, and nothing else comes of them',
    advice: 'Take `dryRun: true` out of its settings when it is to do what it is asked.',
  };
  const told: Finding =
    operators.length === 0
      ? {
          state: 'missing',
          what: 'nobody is told of a CI service that refuses this server; the log alone says so',
          advice: 'Name an outlet under `operators:`.',
        }
      : { state: 'ok', what: `told of a CI service that refuses this server: ${operators.join(', ')}` };
  return [...(dryRun ? [dry] : []), told, ...forkFindings(repositories)];
}

function forkFindings(repositories: ServerConfig['repositories']): readonly Finding[] {
  const names = Object.entries(repositories).flatMap(([name, { forkHeads }]) =>
    forkHeads === 'refuse' ? [] : [name],
  );
  if (names.length === 0) return [];
  const what = `code of forks may run here, as the user this server runs as: ${names.join(', ')}`;
  const advice =
    'Such code can read what that user can: keep this server in a container or under a user of its own, without secrets.';
  return [{ state: 'missing', what, advice }];
}

/** The last look lies beside the evidence: reading it, and a list, say whether a bucket lets us in. */
async function checkEvidence(config: ServerConfig): Promise<readonly Finding[]> {
  const { bucket, data } = config;
  const files = evidenceFilesAt(evidenceFolder(data), bucket);
  try {
    await files.shards();
    const look = await lastLook(files);
    const found = [evidenceFinding(config, look), ...cutFindings(look)];
    return bucket === undefined
      ? found
      : [{ state: 'ok', what: `the bucket of ${bucket.url} can be read` }, ...found];
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

/** Whose builds the history may lack, because a service's list was too long to be read whole. */
export function cutFindings(look: LastLook | undefined): readonly Finding[] {
  const advice =
    'It comes of a long standstill, or of more builds in a day than are listed: `retrial import` brings in what is missing.';
  return (look?.cuts ?? []).map((cut) => ({
    state: 'missing',
    what: `history of ${cut.repository}: ${cutWords(cut)}`,
    advice,
  }));
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
  { name: 'actions', state: 'missing', use: 'start workflows, where tests run on GitHub Actions' },
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
  { name: 'workflow_run', state: 'missing', use: 'hear at once of ends, where tests run on GitHub Actions' },
  { name: 'check_suite', state: 'missing', use: 'hear at once of builds, where `history:` reads them' },
] as const;

function eventFindings(heard: readonly string[]): readonly Finding[] {
  if (heard.length === 0) return [];
  return eventUses.map(({ name, state, use }): Finding => {
    if (heard.includes(name)) return { state: 'ok', what: `the App is told of ${name}, to ${use}` };
    const advice = "Change it on the App's page under Permissions & events.";
    return { state, what: `the App is not told of ${name}, and needs it to ${use}`, advice };
  });
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
