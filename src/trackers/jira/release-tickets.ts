import { JiraError } from '../../jira/answer.ts';
import type { Jira } from '../../jira/jira.ts';
import { inJql, listReleaseIssues, type FoundIssue } from '../../jira/release-issues.ts';
import { listVersions } from '../../jira/releases.ts';
import { loginOf } from '../../jira/shapes.ts';
import type { LinkedPullRequest, TicketFacts } from '../../model/blocker.ts';
import { messageOf, UserError } from '../../model/errors.ts';
import type { BlockerRule } from '../../model/release-board.ts';
import type { ProjectRef } from '../../model/ticket.ts';
import { jiraMeanings, linked, mayFix, type PullText } from '../pulls/linked.ts';
import { noSuchRelease } from '../refusals/no-such-release.ts';
import type { ReleaseTickets, TicketsQuestion } from '../tracker.ts';

/** The pull requests of a project's code; undefined where nobody can read them. */
export type ReadPulls = (project: string) => Promise<PullTexts | undefined>;

/** Those that were read; older ones that nobody has changed since `from` (ISO 8601) were not. */
interface PullTexts {
  readonly pulls: readonly PullText[];
  readonly from?: string;
}

/**
 * Issues of a fix version and those the rule means beside them, with the pull requests that name them.
 * @throws UserError E-VALUE when the project has no such version, E-CONFIG when Jira does not understand the rule
 */
export async function jiraReleaseTickets(
  client: Jira,
  { project, pullsOf }: { readonly project: ProjectRef; readonly pullsOf: ReadPulls | undefined },
  { release, rule, also = [] }: TicketsQuestion,
): Promise<ReleaseTickets> {
  const versions = await listVersions(client, project.project);
  const named = new Set([release, ...(rule.milestones ?? [])]);
  for (const name of named)
    if (!versions.some((one) => one.name === name)) throw noSuchRelease(name, versions, 'jira');
  const gaps: string[] = [];
  const search = async (what: string, condition: string): Promise<readonly FoundIssue[]> => {
    const { found, isCut } = await listReleaseIssues(client, project.project, condition);
    if (isCut) gaps.push(`only the first ${found.length} tickets of ${what} were read`);
    return found;
  };
  const own = await search(release, `fixVersion ${among([...named])}`);
  const wanted = conditionOf(rule);
  const meant = wanted === undefined ? [] : await understood(async () => search('the rule', wanted));
  const searched = new Set(rule.jql === undefined ? [] : meant.map(({ key }) => key));
  const putOff =
    also.length === 0 ? [] : await ifThere(async () => search('those put off', `key ${among(also)}`));
  if (putOff === undefined)
    gaps.push(`the tickets put off from ${release} could not be read: one of them is gone`);
  const all = [...new Map([...own, ...meant, ...(putOff ?? [])].map((one) => [one.key, one])).values()];
  const read = all.length === 0 ? undefined : await pullsOf?.(project.project);
  const pulls = pullsByKey(project.project, read);
  return {
    tickets: all.map((one) => ({
      ...factsOf(one, project, client),
      pullRequests: pulls.get(one.key) ?? [],
      ...(searched.has(one.key) ? { isFoundBySearch: true } : {}),
    })),
    gaps,
    ...(read === undefined
      ? {}
      : {
          pulls: {
            numbers: read.pulls.map(({ number }) => number),
            ...(read.from === undefined ? {} : { from: read.from }),
          },
        }),
    releases: versions,
    out: versions.filter(({ isOut }) => isOut).map(({ name }) => name),
  };
}

/** What a rule means beside the tickets of its versions; undefined where that is nothing. */
function conditionOf({ milestones, labels, priorities, jql }: BlockerRule): string | undefined {
  if (jql !== undefined) return `(${jql})`;
  if (milestones !== undefined) return undefined;
  const parts = [
    ...(labels === undefined ? [] : [`labels ${among(labels)}`]),
    ...(priorities === undefined ? [] : [`priority ${among(priorities)}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' AND ');
}

function among(names: readonly string[]): string {
  const [first = ''] = names;
  return names.length === 1 ? `= ${inJql(first)}` : `in (${names.map(inJql).join(', ')})`;
}

/** Jira refuses a search that names an issue it has no more. */
async function ifThere<Answer>(search: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await search();
  } catch (error) {
    if (error instanceof JiraError && error.status === 400) return undefined;
    throw error;
  }
}

async function understood<Answer>(search: () => Promise<Answer>): Promise<Answer> {
  try {
    return await search();
  } catch (error) {
    if (!(error instanceof JiraError) || error.status !== 400) throw error;
    throw new UserError(
      'E-CONFIG',
      `Jira does not understand \`releases: blockers:\` in the project's file: ${messageOf(error)}`,
    );
  }
}

/** Pull requests of a project's code by the tickets they name; those that mend nothing are left out. */
export function pullsByKey(
  project: string,
  read: PullTexts | undefined,
): ReadonlyMap<string, readonly LinkedPullRequest[]> {
  const found = new Map<string, LinkedPullRequest[]>();
  for (const pull of read?.pulls.filter(mayFix) ?? [])
    for (const [key, meaning] of jiraMeanings(pull, project))
      found.set(key, [...(found.get(key) ?? []), linked(pull, meaning)]);
  return found;
}

function factsOf(one: FoundIssue, project: ProjectRef, client: Jira): TicketFacts {
  const { key, summary, status, labels, fixVersions, priority, assignee, created, resolutiondate } = one;
  const owner = loginOf(assignee);
  const isClosed = status?.statusCategory?.key === 'done';
  return {
    ticket: { ...project, key },
    title: summary ?? '',
    url: client.addressOf(key),
    status: isClosed ? 'closed' : 'open',
    labels: labels ?? [],
    milestones: (fixVersions ?? []).map(({ name }) => name),
    ...(priority ? { priority: priority.name } : {}),
    assignees: owner === '' ? [] : [owner],
    createdAt: created,
    ...(isClosed && resolutiondate ? { closedAt: resolutiondate } : {}),
    pullRequests: [],
  };
}
