import { attachOnce } from '../jira/attachments.ts';
import type { Envelope, Jira } from '../jira/jira.ts';
import type { JiraComment } from '../jira/shapes.ts';
import { bringTo } from '../jira/status.ts';
import type { Document, Topic } from '../model/document.ts';
import { UserError } from '../model/errors.ts';
import type { DecisionVerb } from '../model/ledger.ts';
import type { Right, TicketRef } from '../model/ticket.ts';
import { renderAdf } from './jira/adf.ts';
import { usualForm, type IssueForm } from './jira/issue-form.ts';
import { jiraNewTickets } from './jira/new-tickets.ts';
import { jiraReleases, type ProjectCode } from './jira/releases.ts';
import { anchor, renderJiraWiki } from './jira/wiki.ts';
import type { DefaultRevision, Tracker } from './tracker.ts';

/** Whom a project gives a right: everybody in some of its roles, and some people by name. */
export interface Holders {
  readonly roles: readonly string[];
  readonly people: readonly string[];
}

/** What the server knows about a Jira project that Jira does not. */
export interface JiraProject {
  /** What a command means that names no revision. */
  readonly branch: string;
  readonly run: Holders;
  readonly decide: Holders;
  /** How follow-ups begin there; absent: as bugs without further fields. */
  readonly followUp?: IssueForm;
  /** The status a ticket gets once something is decided about it. */
  readonly statusAfter?: Readonly<Partial<Record<DecisionVerb, string>>>;
}

export interface JiraProjects extends ProjectCode {
  readonly of: (key: string) => JiraProject | undefined;
  /** A file as the project's default branch has it. */
  readonly readFile: (key: string, path: string) => Promise<string | undefined>;
  /**
   * The head of a pull request of the project's code; undefined where our account may not read there, and absent where
   * there is no account.
   * @throws UserError E-REF where there is none of that number
   */
  readonly pullHead?: (key: string, number: number) => Promise<DefaultRevision | undefined>;
}

/** The comment property that says what a comment of ours is about. */
const property = 'retrial';
/** Jira's clock and ours may differ by this much when a lost comment is looked for. */
const clocksMs = 86_400_000;

/** Issues in Jira. Its comments can't be folded away or reacted to, and each of their edits is a mail to people. */
export function jira(client: Jira, projects: JiraProjects): Tracker {
  return {
    isLoud: true,
    rightOf: async (ticket, { login }) => rightOn(ticket, login, { client, projects }),
    async react() {},
    async post(ticket, document) {
      const commentId = await client.createComment(
        ticket.key,
        bodyOf(document, client),
        envelopeOf(ticket, document.topic, client),
      );
      return { commentId };
    },
    async edit({ key, visibility }, id, document) {
      await client.updateComment({ key, id }, bodyOf(document, client), visibility);
    },
    attach: async ({ key }, file) => attachOnce(client, key, file),
    async findByMarker({ key }, topic, since) {
      const own = await client.login();
      const from = new Date(Date.parse(since) - clocksMs).toISOString();
      for (const one of await client.commentsSince(key, from)) {
        if (one.author === own && (await isAbout(topic, one, client))) return { commentId: one.id };
      }
      return undefined;
    },
    async minimise() {},
    readProjectFile: (ticket, path) => projects.readFile(ticket.project, path),
    async defaultRevision(ticket, isPullRequest) {
      const usual = { revision: projectOf(ticket, projects).branch, isFork: false };
      return isPullRequest ? headOf(ticket, projects) : usual;
    },
    locate: async (project) =>
      projects.of(project) === undefined ? undefined : { tracker: 'jira', project },
    ...jiraReleases(client, projects),
    async setStatus({ key, project }, decided) {
      const status = projects.of(project)?.statusAfter?.[decided];
      if (status !== undefined) await bringTo(client, key, status);
    },
    ...jiraNewTickets(client, {
      formOf: (key) => projects.of(key)?.followUp ?? usualForm,
      bodyOf: (document) => bodyOf(document, client),
    }),
  };
}

/** The most somebody may do: by name, or by a role where our account may see who has one. */
async function rightOn(
  ticket: TicketRef,
  login: string,
  { client, projects }: { readonly client: Jira; readonly projects: JiraProjects },
): Promise<Right> {
  const { run, decide } = projectOf(ticket, projects);
  const listed = rightIn({ run: run.people, decide: decide.people }, [login]);
  if (listed === 'decide') return listed;
  const roles = await client.rolesOf(ticket.project, login, [...run.roles, ...decide.roles]);
  if (roles === 'unknown') return listed;
  const right = rightIn({ run: run.roles, decide: decide.roles }, roles);
  return right === 'read' ? listed : right;
}

/** Jira has no pull requests: a number is one of the project's code. @throws UserError E-REF */
async function headOf({ project, key }: TicketRef, projects: JiraProjects): Promise<DefaultRevision> {
  const { pullHead } = projects;
  const head = await pullHead?.(project, Number(key));
  if (head !== undefined) return head;
  const why =
    pullHead === undefined
      ? 'it has no account on GitHub'
      : `its App is not installed on the code of ${project}`;
  throw new UserError(
    'E-REF',
    `This server can't look up pull request #${key}: ${why}. Name the branch: \`ref=BRANCH\`.`,
  );
}

function bodyOf(document: Document, { isCloud }: Jira): unknown {
  return isCloud ? JSON.parse(renderAdf(document)) : renderJiraWiki(document);
}

/** Cloud's documents have no invisible anchors; what a comment is about is kept beside it. */
function envelopeOf({ visibility }: TicketRef, topic: Topic, { isCloud }: Jira): Envelope {
  return {
    ...(visibility === undefined ? {} : { visibility }),
    ...(isCloud ? { property: { key: property, value: topic } } : {}),
  };
}

async function isAbout(topic: Topic, { id, text }: JiraComment, client: Jira): Promise<boolean> {
  if (!client.isCloud) return text.startsWith(anchor(topic));
  const { kind, id: about } = Object(await client.commentProperty(id, property));
  return kind === topic.kind && about === topic.id;
}

/** The most that somebody may do who goes by these names. */
function rightIn(
  holders: { readonly run: readonly string[]; readonly decide: readonly string[] },
  names: readonly string[],
): Right {
  if (names.some((name) => holders.decide.includes(name))) return 'decide';
  return names.some((name) => holders.run.includes(name)) ? 'run' : 'read';
}

function projectOf(ticket: TicketRef, projects: JiraProjects): JiraProject {
  const project = projects.of(ticket.project);
  if (project !== undefined) return project;
  throw new UserError(
    'E-CONFIG',
    `This server doesn't look after ${ticket.project}. Its operator can add it under \`jira:\`, \`projects:\`.`,
  );
}
