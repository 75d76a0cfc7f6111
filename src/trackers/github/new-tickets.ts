import type { GitHub } from '../../github/github.ts';
import { listMilestones } from '../../github/issue.ts';
import { makeIssue, ownIssues, type OwnIssue } from '../../github/new-issue.ts';
import { UserError } from '../../model/errors.ts';
import type { ProjectRef } from '../../model/ticket.ts';
import { noSuchRelease } from '../refusals/no-such-release.ts';
import type { MadeTicket, Tracker } from '../tracker.ts';
import { parseMarker, renderGitHub } from './markdown.ts';

type NewTickets = Pick<Tracker, 'make' | 'findMade' | 'relate' | 'refer'>;

/** GitHub's clock and ours may differ by this much when a lost issue is looked for. */
const clocksMs = 300_000;

/** Issues of our own making, found again by the marker in their text. What a text names, GitHub links by itself. */
export function githubNewTickets(client: GitHub): NewTickets {
  return {
    async make(project, { title, document, release, labels }) {
      const where = whereOf(project);
      const milestone = release === undefined ? {} : { milestone: await milestoneOf(client, where, release) };
      const body = renderGitHub(document);
      return madeOf(project, await makeIssue(client, where, { title, body, labels, ...milestone }));
    },
    async findMade(project, topic, since) {
      const from = new Date(Date.parse(since) - clocksMs).toISOString();
      const found = (await ownIssues(client, whereOf(project), from)).find(({ body }) => {
        const marker = parseMarker(body);
        return marker?.kind === topic.kind && marker.id === topic.id;
      });
      return found === undefined ? undefined : madeOf(project, found);
    },
    async relate() {},
    async refer() {},
  };
}

function whereOf({ project, installation }: ProjectRef) {
  const [owner = '', repo = ''] = project.split('/');
  if (installation === undefined) throw new UserError('E-CONFIG', `The App is not installed on ${project}.`);
  return { owner, repo, installation };
}

async function milestoneOf(
  client: GitHub,
  where: ReturnType<typeof whereOf>,
  release: string,
): Promise<number> {
  const all = await listMilestones(client, { ...where, number: 0 });
  const meant = all.find(({ title }) => title === release);
  if (meant !== undefined) return meant.number;
  const known = all.map(({ title, state }) => ({ name: title, isOut: state === 'closed' }));
  throw noSuchRelease(release, known, 'github');
}

function madeOf({ tracker, project, installation }: ProjectRef, { number, url }: OwnIssue): MadeTicket {
  const where = installation === undefined ? {} : { installation };
  return { ticket: { tracker, project, ...where, key: String(number) }, url };
}
