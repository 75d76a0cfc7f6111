import type { GitHub } from '../../github/github.ts';
import { listMilestones } from '../../github/issue.ts';
import {
  listedIssue,
  listIssues,
  listPulls,
  pullsFrom,
  type IssueFilter,
  type ListedIssue,
  type ListedPull,
} from '../../github/release-issues.ts';
import type { LinkedPullRequest, TicketFacts } from '../../model/blocker.ts';
import { UserError } from '../../model/errors.ts';
import type { ProjectRef } from '../../model/ticket.ts';
import { noSuchRelease } from '../refusals/no-such-release.ts';
import { githubMeaning, linked, mayFix } from '../pulls/linked.ts';
import type { ReleaseTickets, TicketsQuestion } from '../tracker.ts';

/** Each costs a request of its own. */
const mostAlso = 50;

/**
 * The issues of a milestone and those the rule means beside them, each with the pull requests whose title or text
 * names it.
 * @throws UserError E-VALUE when there is no such milestone, E-CONFIG for a rule that only Jira can answer
 */
export async function githubReleaseTickets(
  client: GitHub,
  project: ProjectRef & { readonly installation: number },
  { release, rule, also = [] }: TicketsQuestion,
): Promise<ReleaseTickets> {
  const unknown = rule.jql === undefined ? rule.priorities && 'priority' : 'jql';
  if (unknown !== undefined)
    throw new UserError(
      'E-CONFIG',
      `\`releases: blockers: ${unknown}:\` is for Jira: GitHub has none. Name \`labels:\` instead.`,
    );
  const [owner = '', repo = ''] = project.project.split('/');
  const where = { owner, repo, installation: project.installation, number: 0 };
  const milestones = await listMilestones(client, where);
  const all = milestones.map(({ title, state }) => ({ name: title, isOut: state === 'closed' }));
  const found = new Map<number, ListedIssue>();
  const gaps: string[] = [];
  const take = async (what: string, filter: IssueFilter): Promise<void> => {
    const issues = await listIssues(client, where, filter);
    for (const one of issues.found) found.set(one.number, one);
    if (issues.isCut) gaps.push(`only the first ${issues.found.length} tickets of ${what} were read`);
  };
  for (const name of new Set([release, ...(rule.milestones ?? [])])) {
    const meant = milestones.find(({ title }) => title === name);
    if (meant === undefined) throw noSuchRelease(name, all, 'github');
    await take(name, { milestone: meant.number });
  }
  if (rule.milestones === undefined)
    for (const label of rule.labels ?? []) await take(`the label ${label}`, { label });
  for (const key of also.slice(0, mostAlso)) {
    const one = found.has(Number(key)) ? undefined : await listedIssue(client, where, Number(key));
    if (one !== undefined) found.set(one.number, one);
  }
  if (also.length > mostAlso)
    gaps.push(`${also.length - mostAlso} tickets put off from ${release} were not read`);
  const listed = found.size === 0 ? { found: [], isCut: false } : await listPulls(client, where);
  const pulls = listed.found;
  return {
    tickets: [...found.values()].map((one) => factsOf(one, project, pulls)),
    gaps,
    ...(found.size === 0 ? {} : { pulls: { numbers: pulls.map((one) => one.number), ...pullsFrom(listed) } }),
    releases: all,
    out: all.filter(({ isOut }) => isOut).map(({ name }) => name),
  };
}

/** Pull requests whose title or text names an issue. @throws as `ask` says */
export async function githubLinkedPulls(
  client: GitHub,
  project: ProjectRef & { readonly installation: number },
  number: number,
): Promise<readonly LinkedPullRequest[]> {
  const [owner = '', repo = ''] = project.project.split('/');
  const { found } = await listPulls(client, { owner, repo, installation: project.installation });
  const others = found.filter((pull) => pull.number !== number);
  return naming(others, number, project.project);
}

function factsOf(one: ListedIssue, project: ProjectRef, pulls: readonly ListedPull[]): TicketFacts {
  return {
    ticket: { ...project, key: String(one.number) },
    title: one.title,
    url: one.html_url,
    status: one.state,
    labels: one.labels,
    milestones: one.milestone ? [one.milestone.title] : [],
    assignees: (one.assignees ?? []).map(({ login }) => login),
    createdAt: one.created_at,
    ...(one.closed_at ? { closedAt: one.closed_at } : {}),
    pullRequests: naming(pulls, one.number, project.project),
  };
}

function naming(pulls: readonly ListedPull[], number: number, project: string): readonly LinkedPullRequest[] {
  return pulls.filter(mayFix).flatMap((pull) => {
    const meaning = githubMeaning(pull, number, project);
    return meaning === undefined ? [] : [linked(pull, meaning)];
  });
}
