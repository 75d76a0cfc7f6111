/** Which tracker a ticket lives in; a member of the trackers registry. */
export type TrackerName = 'github' | 'jira';

/** A GitHub issue or pull request, or a Jira issue. */
export interface TicketRef {
  readonly tracker: TrackerName;
  /** GitHub: `owner/name`. Jira: the project key. */
  readonly project: string;
  /** GitHub: the issue number. Jira: the issue key. */
  readonly key: string;
  /** GitHub: the App installation that may speak there. */
  readonly installation?: number;
  /** Jira: who alone may read what is written there, as the comment that began it has it. */
  readonly visibility?: Visibility;
}

/** Where tickets live, without one of them. */
export type ProjectRef = Omit<TicketRef, 'key' | 'visibility'>;

/** The group or project role that a Jira comment is shown to. */
export interface Visibility {
  readonly type: 'group' | 'role';
  readonly value: string;
  /** Cloud's own id of it, which stays when it is renamed. */
  readonly identifier?: string;
}

/** A person as the tracker names them: the login is unique there, the name is for reading. */
export interface Person {
  readonly login: string;
  readonly isBot: boolean;
}

/** One comment as it was delivered, whatever tracker it came from. */
export interface Comment {
  readonly ticket: TicketRef;
  /** The tracker's own id of the comment. */
  readonly id: string;
  readonly author: Person;
  readonly text: string;
  /** Set when the text is the JSON of a Jira Cloud document instead of the tracker's usual markup. */
  readonly markup?: 'adf';
  /** Whether the ticket is a pull request, whose head is then the default revision. */
  readonly isPullRequest: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** What a person may do: read anything, run tests (costs CI time), or decide about tests and blockers. */
export type Right = 'read' | 'run' | 'decide';

/** One string per ticket, stable: the key for what is remembered per ticket. */
export function ticketKey(ticket: TicketRef): string {
  return `${ticket.tracker}:${ticket.project}#${ticket.key}`;
}

/** What people call a ticket, in the ways they write it. */
export function ticketNames({ tracker, project, key }: TicketRef): readonly string[] {
  return tracker === 'jira'
    ? [key]
    : [`#${key}`, `${project}#${key}`, `https://github.com/${project}/issues/${key}`];
}

/** What a ticket is called where others could be meant: `apache/cassandra#12`, `CASSANDRA-17461`. */
export function ticketName({ tracker, project, key }: TicketRef): string {
  return tracker === 'jira' ? key : `${project}#${key}`;
}

/** A ticket as people write it, where our account can reach it: in the tracker and, on GitHub, the repository itself. */
export function ticketCalled(name: string, here: TicketRef): TicketRef | undefined {
  const jira = /^([A-Z][A-Z\d_]*)-\d+$/.exec(name);
  if (jira !== null)
    return here.tracker === 'jira' ? { tracker: 'jira', project: jira[1] ?? '', key: name } : undefined;
  const [, project = here.project, key = ''] = /^(?:([\w.-]+\/[\w.-]+))?#(\d+)$/.exec(name) ?? [];
  if (here.tracker !== 'github' || key === '' || project.toLowerCase() !== here.project.toLowerCase())
    return undefined;
  return { ...here, key };
}

/** Whether something said for some readers may be shown to others: to everybody, or to the same ones. */
export function mayShow(said: Visibility | undefined, readers: Visibility | undefined): boolean {
  if (said === undefined) return true;
  return readers !== undefined && said.type === readers.type && said.value === readers.value;
}
