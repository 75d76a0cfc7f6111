/** A look-alike of Jira: what it keeps in memory. */
export interface FakePerson {
  /** Data Center's name and Cloud's account id are the same word here. */
  readonly login: string;
  readonly isApp?: boolean;
  readonly groups?: readonly string[];
}

export interface FakeVisibility {
  readonly type: 'group' | 'role';
  readonly value: string;
  readonly identifier?: string;
}

export interface FakeComment {
  readonly id: string;
  readonly issue: string;
  readonly author: string;
  updateAuthor: string;
  /** Milliseconds, by Jira's clock. */
  readonly created: number;
  updated: number;
  /** Every body it ever had, oldest first: wiki text, or on Cloud a document. */
  readonly bodies: unknown[];
  visibility: FakeVisibility | undefined;
  readonly properties: Map<string, unknown>;
}

export interface FakeIssue {
  readonly id: string;
  readonly key: string;
  /** The name of its type; Bug. */
  type?: string;
  /** The key of the issue it is a sub-task of. */
  parent?: string;
  /** The name of its status; Open. */
  status?: string;
  /** What was given when it was made, beside what has a place of its own here. */
  fields?: Readonly<Record<string, unknown>>;
  /** Keys of related issues. */
  related?: string[];
  /** Addresses of pages. */
  pages?: Map<string, string>;
  fixVersions: readonly string[];
  labels: readonly string[];
  summary?: string;
  isDone?: boolean;
  assignee?: string;
  priority?: string;
  updated: number;
  /** When the search finds its last change. */
  indexed: number;
}

export interface FakeRole {
  readonly people: readonly string[];
  readonly groups?: readonly string[];
}

export interface FakeAttachment {
  readonly id: string;
  readonly issue: string;
  readonly name: string;
  readonly type: string;
  readonly author: string;
  readonly content: Uint8Array;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** What to answer instead, or to do to the connection, the next time a request matches. */
export interface Fault {
  readonly method: string;
  readonly path: RegExp;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  /** Do the work, then break the connection: the caller cannot know. */
  readonly loseAnswer?: boolean;
  /** Milliseconds before it answers. */
  readonly waitMs?: number;
  /** What happens right after it answered. */
  readonly after?: () => void;
  /** How many requests it is for; 1. */
  readonly times?: number;
}

export interface FakeState {
  readonly kind: 'data-center' | 'cloud';
  /** The path all of it stands below, as Apache's Jira has `/jira`. */
  readonly base: string;
  /** What `Authorization` has to be. */
  readonly authorization: string;
  readonly me: string;
  readonly people: Map<string, FakePerson>;
  readonly issues: FakeIssue[];
  readonly comments: FakeComment[];
  readonly attachments: FakeAttachment[];
  readonly roles: Map<string, FakeRole>;
  /** Versions of the project. */
  readonly versions: { readonly name: string; readonly released: boolean }[];
  /** Names of issue types, of those that are for sub-tasks, and of fields that a new issue must have. */
  readonly issueTypes: string[];
  readonly subTaskTypes: string[];
  readonly demanded: string[];
  /** Every field that anybody may set, by id. */
  readonly fields: Map<string, string>;
  /** From which status its workflow leads to which others, by the name of the way. */
  readonly workflow: { readonly from: string; readonly name: string; readonly to: string }[];
  /** Projects that Jira does not have, or does not show to our account. */
  readonly hidden: Set<string>;
  /** Whether our account may read the project's roles. */
  mayReadRoles: boolean;
  /** Jira's clock against this machine's, and how late the search knows of a change; milliseconds. */
  skewMs: number;
  indexLagMs: number;
  /** Issues and comments per page, however many are asked for. */
  pageSize: number;
  readonly requests: FakeRequest[];
  readonly faults: Fault[];
  serial: number;
}

/** A Jira with one project, SHOP, and one issue. */
export function newJira(more: Partial<FakeState> = {}): FakeState {
  const kind = more.kind ?? 'data-center';
  const state: FakeState = {
    kind,
    base: kind === 'cloud' ? '' : '/jira',
    authorization: kind === 'cloud' ? `Basic ${btoa('bot@example.org:secret')}` : 'Bearer secret',
    me: 'retrial',
    people: new Map(),
    issues: [],
    comments: [],
    attachments: [],
    roles: new Map(),
    versions: [],
    issueTypes: ['Bug'],
    subTaskTypes: ['Sub-task'],
    demanded: [],
    fields: new Map([
      ['summary', 'Summary'],
      ['components', 'Component/s'],
    ]),
    workflow: [],
    hidden: new Set(),
    mayReadRoles: true,
    skewMs: 0,
    indexLagMs: 0,
    pageSize: 100,
    requests: [],
    faults: [],
    serial: 10_000,
    ...more,
  };
  addIssue(state, 'SHOP-1');
  return state;
}

export function clockOf(state: FakeState): number {
  return Date.now() + state.skewMs;
}

export function addIssue(state: FakeState, key: string): FakeIssue {
  const now = clockOf(state);
  const issue = {
    id: String((state.serial += 1)),
    key,
    fixVersions: [],
    labels: [],
    updated: now,
    indexed: now,
  };
  state.issues.push(issue);
  return issue;
}

/** Any change of an issue moves its time on. */
export function touch(state: FakeState, key: string): FakeIssue {
  const issue = state.issues.find((one) => one.key === key);
  if (issue === undefined) throw new Error(`no issue ${key}`);
  issue.updated = clockOf(state);
  issue.indexed = issue.updated + state.indexLagMs;
  return issue;
}

/** A comment by anybody, as if typed on the page. */
export function say(
  state: FakeState,
  {
    issue,
    author,
    body,
    visibility,
  }: Pick<FakeComment, 'issue' | 'author'> & {
    readonly body: unknown;
    readonly visibility?: FakeVisibility | undefined;
  },
): FakeComment {
  const at = touch(state, issue).updated;
  const comment: FakeComment = {
    id: String((state.serial += 1)),
    issue,
    author,
    updateAuthor: author,
    created: at,
    updated: at,
    bodies: [body],
    visibility,
    properties: new Map(),
  };
  state.comments.push(comment);
  return comment;
}

/** Changes a comment's words, as its author or somebody who may. */
export function edit(state: FakeState, comment: FakeComment, by: string, body: unknown): void {
  comment.bodies.push(body);
  comment.updateAuthor = by;
  comment.updated = touch(state, comment.issue).updated;
}

export function remove(state: FakeState, comment: FakeComment): void {
  state.comments.splice(state.comments.indexOf(comment), 1);
  touch(state, comment.issue);
}

/** What our account wrote, the newest text of each comment. */
export function saidBy(state: FakeState, author: string): string[] {
  return state.comments
    .filter((one) => one.author === author)
    .map(({ bodies }) => {
      const body = bodies.at(-1);
      return typeof body === 'string' ? body : JSON.stringify(body);
    });
}
