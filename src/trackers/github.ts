import type { GitHub, Role } from '../github/github.ts';
import { readIssue, setBody } from '../github/issue.ts';
import type { Right } from '../model/ticket.ts';
import { parseMarker, renderGitHub } from './github/markdown.ts';
import { githubNewTickets } from './github/new-tickets.ts';
import { placeOf } from './github/place.ts';
import { pullHead } from './github/pull-head.ts';
import { githubReleases } from './github/releases.ts';
import { withSection } from './github/section.ts';
import type { Posted, Tracker } from './tracker.ts';

const rights: Readonly<Record<Role, Right>> = {
  admin: 'decide',
  maintain: 'decide',
  write: 'decide',
  triage: 'run',
  read: 'read',
  none: 'read',
};

/** Issues and pull requests on GitHub, through the App. */
export function github(client: GitHub): Tracker {
  return {
    rightOf: async (ticket, person) => rights[await client.roleOf(placeOf(ticket), person.login)],
    react: (ticket, commentId, reaction) => client.react(placeOf(ticket), Number(commentId), reaction),
    async post(ticket, document) {
      return postedOf(await client.createComment(placeOf(ticket), renderGitHub(document)));
    },
    edit: (ticket, commentId, document) =>
      client.updateComment(placeOf(ticket), Number(commentId), renderGitHub(document)),
    async findByMarker(ticket, topic, since) {
      const own = await client.ownComments(placeOf(ticket), since);
      const found = own.find(({ body }) => {
        const marker = parseMarker(body);
        return marker?.kind === topic.kind && marker.id === topic.id;
      });
      return found === undefined ? undefined : postedOf(found);
    },
    minimise: (ticket, nodeId) => client.minimise(placeOf(ticket), nodeId),
    readProjectFile: (ticket, path) => client.readFile(placeOf(ticket), path),
    async defaultRevision(ticket, isPullRequest) {
      const place = placeOf(ticket);
      if (!isPullRequest) return { revision: await client.defaultBranch(place), isFork: false };
      return pullHead(client, place);
    },
    async locate(project) {
      const installation = await client.installationOn(project);
      return installation === undefined ? undefined : { tracker: 'github', project, installation };
    },
    async writeSection(ticket, name, document) {
      const place = placeOf(ticket);
      const { body } = await readIssue(client, place);
      const rewritten = withSection(body, name, renderGitHub(document));
      if (rewritten !== body) await setBody(client, place, rewritten);
    },
    ...githubReleases(client, placeOf),
    ...githubNewTickets(client),
  };
}

function postedOf({ id, nodeId }: { readonly id: number; readonly nodeId: string }): Posted {
  return { commentId: String(id), nodeId };
}
