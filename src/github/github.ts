import type { Octokit } from 'octokit';
import { z } from 'zod';
import { ask, askIfThere, connect, once, type GitHubIdentity } from './connection.ts';

/** An issue or pull request, and the installation that may speak there. */
export interface Place {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly installation: number;
}

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface PostedComment {
  readonly id: number;
  readonly nodeId: string;
  readonly body: string;
  readonly author: string;
}

export interface PullRequestHead {
  readonly ref: string;
  readonly sha: string;
  /** Whether the head lives in another repository, or in none any more. */
  readonly isFork: boolean;
  /** Who opened it, unless they are gone. */
  readonly author?: string;
  /** The other repository, and when anything was last pushed to it. */
  readonly fork?: { readonly name: string; readonly pushedAt?: string };
}

/** Names of permissions, each with what it allows: read, write or admin. */
export type Permissions = Readonly<Record<string, string>>;

const installation = z.object({ id: z.number(), permissions: z.record(z.string(), z.string()).nullish() });
const app = z.object({
  permissions: z.record(z.string(), z.string()).nullish(),
  events: z.array(z.string()).nullish(),
});
const role = z.enum(['admin', 'maintain', 'write', 'triage', 'read', 'none']);
const comment = z
  .object({
    id: z.number(),
    node_id: z.string(),
    body: z.string().nullish(),
    user: z.object({ login: z.string() }).nullish(),
  })
  .transform((raw): PostedComment => ({
    id: raw.id,
    nodeId: raw.node_id,
    body: raw.body ?? '',
    author: raw.user?.login ?? '',
  }));
const file = z.object({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() });
const headRepo = z.object({
  full_name: z.string(),
  pushed_at: z.iso.datetime().nullish().catch(undefined),
});
const pull = z.object({
  head: z.object({ ref: z.string(), sha: z.string(), repo: headRepo.nullable() }),
  base: z.object({ repo: z.object({ full_name: z.string() }) }),
  user: z.object({ login: z.string() }).nullish(),
});

/** Pages of a hundred comments that are searched for one of ours. */
const maxPages = 20;

/**
 * The calls Retrial makes, as the App, in our own nouns. Everything throws as `ask` says.
 * Paths and fields: GitHub's OpenAPI description, version 2022-11-28.
 */
export class GitHub {
  readonly #app: ReturnType<typeof connect>;
  #login: string | undefined;

  constructor(identity: GitHubIdentity) {
    this.#app = connect(identity);
  }

  /** The login under which the App comments. */
  async login(): Promise<string> {
    if (this.#login !== undefined) return this.#login;
    const { data } = await ask('read the App', async () => this.#app.octokit.request('GET /app'));
    this.#login = `${z.object({ slug: z.string() }).parse(data).slug}[bot]`;
    return this.#login;
  }

  /** The App's installation on a repository, `owner/name`; undefined where it is not installed. */
  async installationOn(project: string): Promise<number | undefined> {
    return (await this.#installation(project))?.id;
  }

  /** What the App asks of whoever installs it, as GitHub names it; empty when GitHub does not say. */
  async permissions(): Promise<Permissions> {
    const { data } = await ask('read the App', async () => this.#app.octokit.request('GET /app'));
    return app.parse(data).permissions ?? {};
  }

  /** The events that are delivered to the App, as GitHub names them; empty when GitHub does not say. */
  async events(): Promise<readonly string[]> {
    const { data } = await ask('read the App', async () => this.#app.octokit.request('GET /app'));
    return app.parse(data).events ?? [];
  }

  /** What the App may do on a repository, as GitHub names it: `contents` is `write`. Undefined where it is not installed. */
  async permissionsOn(project: string): Promise<Permissions | undefined> {
    const found = await this.#installation(project);
    return found === undefined ? undefined : (found.permissions ?? {});
  }

  async #installation(project: string) {
    const [owner = '', repo = ''] = project.split('/');
    const answer = await askIfThere('find the installation', async () =>
      this.#app.octokit.request('GET /repos/{owner}/{repo}/installation', { owner, repo }),
    );
    return answer === undefined ? undefined : installation.parse(answer.data);
  }

  /** `role_name` tells triage from read and maintain from write, which `permission` does not; a custom role counts as its base. */
  async roleOf(place: Place, username: string): Promise<Role> {
    const { owner, repo } = place;
    const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
    const answer = await askIfThere('read a permission', async () =>
      (await this.client(place)).request(route, { owner, repo, username }),
    );
    if (answer === undefined) return 'none';
    const raw = z.object({ permission: z.string(), role_name: z.string().nullish() }).parse(answer.data);
    return role.safeParse(raw.role_name).data ?? role.catch('none').parse(raw.permission);
  }

  async createComment(place: Place, body: string): Promise<PostedComment> {
    const { owner, repo, number } = place;
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const { data } = await ask('write a comment', async () =>
      (await this.client(place)).request(route, { owner, repo, issue_number: number, body, ...once }),
    );
    return comment.parse(data);
  }

  async updateComment(place: Place, id: number, body: string): Promise<void> {
    const { owner, repo } = place;
    const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
    await askIfThere('edit a comment', async () =>
      (await this.client(place)).request(route, { owner, repo, comment_id: id, body, ...once }),
    );
  }

  /** Our own comments on a ticket that changed since a time (ISO 8601), oldest first. */
  async ownComments(place: Place, since: string): Promise<PostedComment[]> {
    const { owner, repo, number } = place;
    const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const login = await this.login();
    const found: PostedComment[] = [];
    for (let page = 1; page <= maxPages; page += 1) {
      const { data } = await ask('list comments', async () =>
        (await this.client(place)).request(route, {
          owner,
          repo,
          issue_number: number,
          since,
          per_page: 100,
          page,
        }),
      );
      const comments = z.array(comment).parse(data);
      found.push(...comments.filter(({ author }) => author === login));
      if (comments.length < 100) break;
    }
    return found;
  }

  /** Safe to repeat: GitHub keeps one reaction of a kind per account. */
  async react(
    place: Place,
    id: number,
    content: 'eyes' | 'rocket' | 'confused' | '-1' | '+1',
  ): Promise<void> {
    const { owner, repo } = place;
    const route = 'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions';
    await askIfThere('add a reaction', async () =>
      (await this.client(place)).request(route, { owner, repo, comment_id: id, content }),
    );
  }

  /** Folds a comment away as outdated; only GraphQL can. */
  async minimise(place: Place, nodeId: string): Promise<void> {
    const mutation =
      'mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } } }';
    await askIfThere('fold a comment away', async () =>
      (await this.client(place)).graphql(mutation, { id: nodeId }),
    );
  }

  /** The text of a file on the default branch. */
  async readFile(place: Place, path: string): Promise<string | undefined> {
    const { owner, repo } = place;
    const route = 'GET /repos/{owner}/{repo}/contents/{path}';
    const answer = await askIfThere('read a file', async () =>
      (await this.client(place)).request(route, { owner, repo, path }),
    );
    if (answer === undefined) return undefined;
    return Buffer.from(file.parse(answer.data).content, 'base64').toString('utf8');
  }

  async defaultBranch(place: Place): Promise<string> {
    const { owner, repo } = place;
    const { data } = await ask('read the repository', async () =>
      (await this.client(place)).request('GET /repos/{owner}/{repo}', { owner, repo }),
    );
    return z.object({ default_branch: z.string() }).parse(data).default_branch;
  }

  /** Undefined where there is no pull request of that number. */
  async pullRequestHead(place: Place): Promise<PullRequestHead | undefined> {
    const { owner, repo, number } = place;
    const answer = await askIfThere('read the pull request', async () =>
      (await this.client(place)).request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        owner,
        repo,
        pull_number: number,
      }),
    );
    if (answer === undefined) return undefined;
    const { head, base, user } = pull.parse(answer.data);
    const isFork = head.repo?.full_name !== base.repo.full_name;
    const pushedAt = head.repo?.pushed_at ?? undefined;
    return {
      ref: head.ref,
      sha: head.sha,
      isFork,
      ...(user === undefined || user === null ? {} : { author: user.login }),
      ...(isFork && head.repo !== null
        ? { fork: { name: head.repo.full_name, ...(pushedAt === undefined ? {} : { pushedAt }) } }
        : {}),
    };
  }

  /** What the other files of this room call with. @throws as `ask` says */
  async client(place: Pick<Place, 'installation'>): Promise<Octokit> {
    return this.#app.getInstallationOctokit(place.installation);
  }
}
