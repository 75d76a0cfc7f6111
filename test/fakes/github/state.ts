/** A look-alike of GitHub: what it keeps in memory. Field names are GitHub's own where they reach the wire. */
export interface FakeComment {
  readonly id: number;
  readonly nodeId: string;
  readonly issue: number;
  readonly author: string;
  readonly createdAt: string;
  updatedAt: string;
  /** Every text it ever had, oldest first. */
  readonly versions: { readonly body: string; readonly at: string }[];
  readonly reactions: { readonly id: number; readonly login: string; readonly content: string }[];
  minimised: boolean;
}

export interface FakePull {
  readonly ref: string;
  readonly sha: string;
  /** `owner/name` of the head's repository; null when it was deleted. */
  readonly headRepo: string | null;
  /** When anything was last pushed to that repository. */
  readonly pushedAt?: string;
  readonly title?: string;
  readonly body?: string;
  readonly state?: 'open' | 'closed';
  readonly mergedAt?: string;
  /** Who opened it. */
  readonly author?: string;
}

export interface FakeIssue {
  author?: string;
  createdAt?: string;
  milestone?: string | undefined;
  /** Listings hide it until then, in milliseconds of this machine's clock. */
  hiddenUntil?: number;
  readonly labels: string[];
  title?: string;
  body?: string | null;
  state?: 'open' | 'closed';
  assignees?: readonly string[];
  closedAt?: string;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly apiVersion: string | undefined;
  readonly body: unknown;
}

/** What to answer instead, or to do to the connection, the next time a request matches. */
export interface Fault {
  readonly method: string;
  readonly path: RegExp;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Do the work, then break the connection: the caller cannot know. */
  readonly loseAnswer?: boolean;
}

export interface FakeState {
  readonly owner: string;
  readonly repo: string;
  readonly slug: string;
  readonly appId: number;
  readonly installation: number;
  /** PEM of the App's public key: JWTs are really verified. */
  readonly publicKey: string;
  readonly roles: Map<string, string>;
  /** Of the default branch. */
  readonly files: Map<string, string>;
  /** Paths of files that are saved as Latin-1, not as UTF-8. */
  latin1?: readonly string[];
  /** The files of each other branch. */
  readonly branches: Map<string, Map<string, string>>;
  /** Files by the commits that somebody was told of. */
  readonly trees: Map<string, Map<string, string>>;
  /** What the App may do; absent: GitHub does not say. */
  /** How late listings know of a new issue, in milliseconds. */
  listLagMs?: number;
  permissions?: Readonly<Record<string, string>>;
  /** Events the App is told of; GitHub may leave them out. */
  events?: readonly string[];
  readonly commits: { readonly branch: string; readonly path: string; readonly message: string }[];
  readonly pulls: Map<number, FakePull>;
  /** By number; one that is not here has no label and no milestone. */
  readonly issues: Map<number, FakeIssue>;
  /** Numbered from 1. */
  readonly milestones: { readonly title: string; readonly state: 'open' | 'closed' }[];
  readonly comments: FakeComment[];
  readonly requests: FakeRequest[];
  /** Answers that were "not modified". */
  unchanged?: number;
  readonly faults: Fault[];
  readonly tokens: Set<string>;
  serial: number;
}

export function textOf(comment: FakeComment): string {
  return comment.versions.at(-1)?.body ?? '';
}
