import { z } from 'zod';
import { ask, once } from './connection.ts';
import type { GitHub, Place } from './github.ts';

/** An issue that was made, or found. */
export interface OwnIssue {
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly author: string;
}

/** What a new issue says. */
export interface IssueText {
  readonly title: string;
  readonly body: string;
  /** By its number. */
  readonly milestone?: number;
  readonly labels: readonly string[];
}

const issue = z
  .object({
    number: z.number(),
    html_url: z.string(),
    body: z.string().nullish(),
    user: z.object({ login: z.string() }).nullish(),
    pull_request: z.unknown().optional(),
  })
  .transform((raw) => ({
    number: raw.number,
    url: raw.html_url,
    body: raw.body ?? '',
    author: raw.user?.login ?? '',
    isPull: raw.pull_request !== undefined && raw.pull_request !== null,
  }));

/** Pages of a hundred issues that are searched for one of ours. */
const mostPages = 10;

type Where = Pick<Place, 'owner' | 'repo' | 'installation'>;

/** Not safe to repeat: look for it first. @throws as `ask` says */
export async function makeIssue(
  github: GitHub,
  { owner, repo, installation }: Where,
  { title, body, milestone, labels }: IssueText,
): Promise<OwnIssue> {
  const { data } = await ask('make an issue', async () =>
    (await github.client({ installation })).request('POST /repos/{owner}/{repo}/issues', {
      owner,
      repo,
      title,
      body,
      labels: [...labels],
      ...(milestone === undefined ? {} : { milestone }),
      ...once,
    }),
  );
  return issue.parse(data);
}

/** Our own issues, open and closed, that changed since a time (ISO 8601), newest first. @throws as `ask` says */
export async function ownIssues(
  github: GitHub,
  { owner, repo, installation }: Where,
  since: string,
): Promise<readonly OwnIssue[]> {
  const login = await github.login();
  const asked = { owner, repo, state: 'all', since, sort: 'created', direction: 'desc' } as const;
  const found: OwnIssue[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const { data } = await ask('list issues', async () =>
      (await github.client({ installation })).request('GET /repos/{owner}/{repo}/issues', {
        ...asked,
        per_page: 100,
        page,
      }),
    );
    const issues = z.array(issue).parse(data);
    found.push(...issues.filter(({ author, isPull }) => author === login && !isPull));
    if (issues.length < 100) break;
  }
  return found;
}
