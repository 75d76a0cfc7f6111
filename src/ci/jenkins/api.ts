import { UserError } from '../../model/errors.ts';
import type { HttpAnswer, HttpCall, HttpClient } from '../http/client.ts';
import { everyItem, type PageLimit } from '../http/pages.ts';
import * as answers from './answers.ts';
import { jobPath, queueItemOf } from './paths.ts';

/** How hard a build is ended; each word only helps once the ones before did not. */
export type StopWord = 'stop' | 'term' | 'kill';

/** The calls of Jenkins' remote access API that are made, for one job. All throw as `HttpClient.call` says. */
export interface JenkinsApi {
  /** Undefined when the account sees no such job. */
  job(): Promise<Job | undefined>;
  /** @returns the id of the queue item. @throws UserError also when Jenkins answers kindly but queues nothing */
  trigger(parameters: Readonly<Record<string, string>>): Promise<number>;
  /** Undefined some minutes after its build began. */
  item(id: number): Promise<answers.QueueItem | undefined>;
  /** What waits for this job. */
  queued(): Promise<readonly answers.QueueItem[]>;
  /** The job's builds, youngest first, on pages of 100. */
  builds(limit?: PageLimit): AsyncGenerator<answers.ListedBuild>;
  /** Undefined when it was deleted. */
  build(number: number): Promise<answers.JenkinsBuild | undefined>;
  artifacts(number: number): Promise<readonly string[]>;
  /** Whether Jenkins took test results out of the build's reports. */
  hasTests(number: number): Promise<boolean>;
  cancelItem(id: number): Promise<void>;
  stop(number: number, word: StopWord): Promise<void>;
}

type Job = ReturnType<typeof answers.jobAnswer.parse>;

/** Builds on a page. */
export const pageSize = 100;
/** Jenkins sends people on to a page after each POST, and says 404 of what is gone already. */
const ended = [302, 303, 404];

/** Who the server is for Jenkins. */
export async function accountOf(client: HttpClient) {
  return client.get(`/whoAmI/api/json?tree=${answers.accountTree}`, answers.accountAnswer);
}

/** @throws UserError when the name is no job's. */
export function jenkinsApi(client: HttpClient, name: string): JenkinsApi {
  const job = `/${jobPath(name)}`;
  return {
    job: () => client.getIfThere(asked(job, answers.jobTree), answers.jobAnswer),
    async trigger(parameters) {
      const call: HttpCall = {
        method: 'POST',
        path: `${job}/buildWithParameters`,
        form: new URLSearchParams(parameters),
        isStart: true,
      };
      return itemBy(await post(client, call, [302, 303]), name);
    },
    item: (id) => client.getIfThere(asked(`/queue/item/${id}`, answers.itemTree), answers.itemAnswer),
    async queued() {
      const items = await client.get(asked('/queue', `items[${answers.itemTree}]`), answers.queueAnswer);
      return items.filter((one) => isOf(one, job));
    },
    builds: (limit) =>
      everyItem(async (page) => {
        const from = Number(page ?? 0);
        const tree = answers.buildsTree(from, from + pageSize);
        const items = await client.get(asked(job, tree), answers.buildsAnswer);
        return { items, next: items.length === 0 ? undefined : String(from + pageSize) };
      }, limit),
    build: (number) => client.getIfThere(asked(`${job}/${number}`, answers.buildTree), answers.buildAnswer),
    artifacts: (number) =>
      client.get(asked(`${job}/${number}`, answers.artifactsTree), answers.artifactsAnswer),
    async hasTests(number) {
      const path = asked(`${job}/${number}/testReport`, 'failCount');
      return (await client.getIfThere(path, answers.testsAnswer)) !== undefined;
    },
    async cancelItem(id) {
      await post(client, { method: 'POST', path: `/queue/cancelItem?id=${id}` }, ended);
    },
    async stop(number, word) {
      await post(client, { method: 'POST', path: `${job}/${number}/${word}` }, ended);
    },
  };
}

function asked(path: string, tree: string): string {
  return `${path}/api/json?tree=${encodeURIComponent(tree)}`;
}

/** Whether an item waits for the job at this path: its address may begin with any name of the same Jenkins. */
function isOf(item: answers.QueueItem, job: string): boolean {
  const path = URL.canParse(item.job) ? new URL(item.job).pathname : item.job;
  return path.replace(/\/$/, '').endsWith(job);
}

/**
 * Posts; where a crumb is asked for, once more with it. A request without its crumb was refused before anything was done,
 * so this starts nothing twice. API tokens need none; passwords do, and the session that it was given in.
 */
async function post(client: HttpClient, call: HttpCall, allowed: readonly number[]): Promise<HttpAnswer> {
  const first = await client.call(call, [...allowed, 403]);
  if (first.status !== 403) return first;
  return client.call({ ...call, headers: await crumb(client) }, allowed);
}

async function crumb(client: HttpClient): Promise<Readonly<Record<string, string>>> {
  const answer = await client.call({ method: 'GET', path: '/crumbIssuer/api/json' }, [403, 404]);
  const read = answers.crumbAnswer.safeParse(answer.json).data;
  if (read === undefined) return {};
  const session = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  return {
    [read.crumbRequestField]: read.crumb,
    ...(session.length === 0 ? {} : { cookie: session.join('; ') }),
  };
}

/** Only the address of a queue item says that something was queued; another one that waits with this id is ours too. */
function itemBy({ headers }: HttpAnswer, name: string): number {
  const item = queueItemOf(headers.get('location'));
  if (item !== undefined) return item;
  throw new UserError('E-CI', `Jenkins took the request and queued no build of \`${name}\`.`);
}
