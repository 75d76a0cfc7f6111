import { z } from 'zod';
import { ask, askIfThere, once } from './connection.ts';
import type { GitHub, Place } from './github.ts';

const milestone = z.object({
  number: z.number(),
  title: z.string(),
  state: z.enum(['open', 'closed']),
  closed_at: z.string().nullish(),
});
/** GitHub gives labels as names or as objects that may lack one. */
export const labelNames = z
  .array(z.union([z.string(), z.object({ name: z.string().nullish() })]))
  .transform((labels) => labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))));
const issue = z.object({
  milestone: z.object({ title: z.string() }).nullish(),
  labels: labelNames,
  assignees: z.array(z.object({ login: z.string() })).nullish(),
  body: z.string().nullish(),
});

/** A milestone as a repository lists it. */
export type Milestone = z.output<typeof milestone>;

/** Pages of a hundred milestones. */
const maxPages = 10;

/** What an issue or pull request says of itself beside its text. @throws as `ask` says */
export async function readIssue(
  github: GitHub,
  place: Place,
): Promise<{
  readonly milestone?: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly body: string;
}> {
  const { owner, repo, number } = place;
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}';
  const { data } = await ask('read an issue', async () =>
    (await github.client(place)).request(route, { owner, repo, issue_number: number }),
  );
  const { milestone: found, labels, assignees, body } = issue.parse(data);
  const logins = (assignees ?? []).map(({ login }) => login);
  return { labels, assignees: logins, body: body ?? '', ...(found ? { milestone: found.title } : {}) };
}

/** Open and closed ones. @throws as `ask` says */
export async function listMilestones(github: GitHub, place: Place): Promise<readonly Milestone[]> {
  const { owner, repo } = place;
  const route = 'GET /repos/{owner}/{repo}/milestones';
  const found: Milestone[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const asked = { owner, repo, state: 'all', per_page: 100, page } as const;
    const { data } = await ask('list milestones', async () =>
      (await github.client(place)).request(route, asked),
    );
    const read = z.array(milestone).parse(data);
    found.push(...read);
    if (read.length < 100) break;
  }
  return found;
}

/** Safe to repeat: an issue has one milestone. @throws as `ask` says */
export async function setMilestone(github: GitHub, place: Place, milestoneNumber: number): Promise<void> {
  const { owner, repo, number } = place;
  const route = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';
  await ask('set a milestone', async () =>
    (await github.client(place)).request(route, {
      owner,
      repo,
      issue_number: number,
      milestone: milestoneNumber,
      ...once,
    }),
  );
}

/** Safe to repeat. @throws as `ask` says */
export async function setBody(github: GitHub, place: Place, body: string): Promise<void> {
  const { owner, repo, number } = place;
  const route = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';
  await ask('write an issue', async () =>
    (await github.client(place)).request(route, { owner, repo, issue_number: number, body, ...once }),
  );
}

/** Safe to repeat: GitHub keeps one label of a name, and making it anew leaves others alone. @throws as `ask` says */
export async function addLabel(github: GitHub, place: Place, name: string): Promise<void> {
  const { owner, repo, number } = place;
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
  await ask('add a label', async () =>
    (await github.client(place)).request(route, { owner, repo, issue_number: number, labels: [name] }),
  );
}

/** Safe to repeat: a label that is not there is no fault. @throws as `ask` says */
export async function removeLabel(github: GitHub, place: Place, name: string): Promise<void> {
  const { owner, repo, number } = place;
  const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}';
  await askIfThere('remove a label', async () =>
    (await github.client(place)).request(route, { owner, repo, issue_number: number, name }),
  );
}
