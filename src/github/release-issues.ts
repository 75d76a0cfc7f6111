import { z } from 'zod';
import { ask, askIfThere } from './connection.ts';
import type { GitHub, Place } from './github.ts';
import { labelNames } from './issue.ts';

const person = z.object({ login: z.string() });
const issue = z.object({
  number: z.number(),
  title: z.string(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  labels: labelNames,
  assignees: z.array(person).nullish(),
  milestone: z.object({ title: z.string() }).nullish(),
  created_at: z.string(),
  closed_at: z.string().nullish(),
  pull_request: z.unknown().optional(),
});
const repository = z.object({ full_name: z.string() });
const pull = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']),
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  updated_at: z.string().nullish(),
  user: person.nullish(),
  head: z.object({ ref: z.string(), sha: z.string(), repo: repository.nullish() }),
  base: z.object({ repo: repository }).optional(),
});

const branch = z.object({ name: z.string() });

/** An issue as a list has it. */
export type ListedIssue = z.output<typeof issue>;
/** A pull request as a list has it. */
export type ListedPull = z.output<typeof pull>;

/** What was read, and whether there is more than is looked at. */
export interface Listed<One> {
  readonly found: readonly One[];
  readonly isCut: boolean;
}

type Where = Pick<Place, 'owner' | 'repo' | 'installation'>;

const pageSize = 100;
const issuePages = 10;
/** Newest first: what nobody touched for so long is linked by hand. */
const pullPages = 3;

/** Which issues: those of a milestone, by its number, or with a label. */
export interface IssueFilter {
  readonly milestone?: number;
  readonly label?: string;
}

/** Issues, open and closed; pull requests are left out. @throws as `ask` says */
export async function listIssues(
  github: GitHub,
  { owner, repo, installation }: Where,
  { milestone, label }: IssueFilter,
): Promise<Listed<ListedIssue>> {
  const asked = {
    owner,
    repo,
    ...(milestone === undefined ? {} : { milestone: String(milestone) }),
    ...(label === undefined ? {} : { labels: label }),
    state: 'all',
    per_page: pageSize,
  } as const;
  const { found, isCut } = await pages(issuePages, async (page) => {
    const client = await github.client({ installation });
    const { data } = await ask('list issues', async () =>
      client.request('GET /repos/{owner}/{repo}/issues', { ...asked, page }),
    );
    return z.array(issue).parse(data);
  });
  return { found: found.filter((one) => one.pull_request === undefined), isCut };
}

/** One issue as a list has it; undefined when it is not there, or is somewhere else by now. @throws as `ask` says */
export async function listedIssue(
  github: GitHub,
  { owner, repo, installation }: Where,
  number: number,
): Promise<ListedIssue | undefined> {
  const answer = await askIfThere('read an issue', async () =>
    (await github.client({ installation })).request('GET /repos/{owner}/{repo}/issues/{issue_number}', {
      owner,
      repo,
      issue_number: number,
    }),
  );
  if (answer === undefined) return undefined;
  const found = issue.parse(answer.data);
  // An issue that was transferred is answered from its new place, under its new number.
  const isHere = found.html_url.toLowerCase().includes(`/${owner}/${repo}/`.toLowerCase());
  return isHere && found.number === number ? found : undefined;
}

/** Pull requests, those changed last first. @throws as `ask` says */
export async function listPulls(
  github: GitHub,
  { owner, repo, installation }: Where,
): Promise<Listed<ListedPull>> {
  const asked = {
    owner,
    repo,
    state: 'all',
    sort: 'updated',
    direction: 'desc',
    per_page: pageSize,
  } as const;
  return pages(pullPages, async (page) => {
    const client = await github.client({ installation });
    const { data } = await ask('list pull requests', async () =>
      client.request('GET /repos/{owner}/{repo}/pulls', { ...asked, page }),
    );
    return z.array(pull).parse(data);
  });
}

/** What a look at pull requests covered: since when none is missing; absent where all were read. */
export function pullsFrom({ found, isCut }: Listed<ListedPull>): { readonly from?: string } {
  const from = found.at(-1)?.updated_at;
  return isCut && from ? { from } : {};
}

/** Names of a repository's branches; of more than a thousand the first. @throws as `ask` says */
export async function listBranches(
  github: GitHub,
  { owner, repo, installation }: Where,
): Promise<readonly string[]> {
  const { found } = await pages(issuePages, async (page) => {
    const client = await github.client({ installation });
    const { data } = await ask('list branches', async () =>
      client.request('GET /repos/{owner}/{repo}/branches', { owner, repo, per_page: pageSize, page }),
    );
    return z.array(branch).parse(data);
  });
  return found.map(({ name }) => name);
}

async function pages<One>(
  most: number,
  read: (page: number) => Promise<readonly One[]>,
): Promise<Listed<One>> {
  const found: One[] = [];
  for (let page = 1; page <= most; page += 1) {
    const some = await read(page);
    found.push(...some);
    if (some.length < pageSize) return { found, isCut: false };
  }
  return { found, isCut: true };
}
