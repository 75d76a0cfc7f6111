import type { GitHub, Place } from '../../github/github.ts';
import { addLabel, listMilestones, readIssue, removeLabel, setMilestone } from '../../github/issue.ts';
import { listBranches } from '../../github/release-issues.ts';
import type { ListedRelease } from '../../model/release.ts';
import type { TicketRef } from '../../model/ticket.ts';
import { githubLinkedPulls, githubReleaseTickets } from './release-tickets.ts';
import { noSuchRelease } from '../refusals/no-such-release.ts';
import type { Tracker } from '../tracker.ts';

type Releases = Pick<
  Tracker,
  'standing' | 'releases' | 'releaseTickets' | 'linkedPulls' | 'branches' | 'moveTo' | 'label'
>;

/** Releases are milestones on GitHub. */
export function githubReleases(client: GitHub, placeOf: (ticket: TicketRef) => Place): Releases {
  const releases = async (ticket: TicketRef): Promise<readonly ListedRelease[]> => {
    const found = await listMilestones(client, placeOf(ticket));
    return found.map(({ title, state, closed_at: outSince }) => ({
      name: title,
      isOut: state === 'closed',
      ...(outSince ? { outSince } : {}),
    }));
  };
  return {
    releases,
    async standing(ticket) {
      const { milestone, labels, assignees } = await readIssue(client, placeOf(ticket));
      return { releases: milestone === undefined ? [] : [milestone], labels, assignees };
    },
    async releaseTickets(project, question) {
      const { installation } = placeOf({ ...project, key: '0' });
      return githubReleaseTickets(client, { ...project, installation }, question);
    },
    async linkedPulls(ticket) {
      const { number, installation } = placeOf(ticket);
      return githubLinkedPulls(client, { ...ticket, installation }, number);
    },
    branches: async (project) => listBranches(client, placeOf({ ...project, key: '0' })),
    async moveTo(ticket, release) {
      const found = await listMilestones(client, placeOf(ticket));
      const meant = found.find(({ title }) => title === release);
      if (meant === undefined) throw noSuchRelease(release, await releases(ticket), 'github');
      await setMilestone(client, placeOf(ticket), meant.number);
    },
    label: async (ticket, label, isOn) =>
      isOn ? addLabel(client, placeOf(ticket), label) : removeLabel(client, placeOf(ticket), label),
  };
}
