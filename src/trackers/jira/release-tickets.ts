import type { Jira } from '../../jira/jira.ts';
import { listReleaseIssues, type FoundIssue } from '../../jira/release-issues.ts';
import { listVersions } from '../../jira/releases.ts';
import { loginOf } from '../../jira/shapes.ts';
import type { TicketFacts } from '../../model/blocker.ts';
import type { ProjectRef } from '../../model/ticket.ts';
import { noSuchRelease } from '../refusals/no-such-release.ts';
import type { ReleaseTickets } from '../tracker.ts';

/** Issues of a fix version. @throws UserError E-VALUE when the project has no such version */
export async function jiraReleaseTickets(
  client: Jira,
  project: ProjectRef,
  release: string,
): Promise<ReleaseTickets> {
  const versions = await listVersions(client, project.project);
  if (!versions.some(({ name }) => name === release)) throw noSuchRelease(release, versions, 'jira');
  const { found, isCut } = await listReleaseIssues(client, project.project, release);
  return {
    out: versions.filter(({ isOut }) => isOut).map(({ name }) => name),
    tickets: found.map((one) => factsOf(one, project, client)),
    gaps: isCut ? [`only the first ${found.length} tickets of ${release} were read`] : [],
  };
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
