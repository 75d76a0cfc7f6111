import { z } from 'zod';
import type { Visibility } from '../model/ticket.ts';
import { JiraError } from './answer.ts';
import * as shape from './shapes.ts';
import type { ChangedIssue, JiraComment } from './shapes.ts';
import { JiraSite, type JiraIdentity } from './site.ts';

/** What a comment of ours says beside its text. */
export interface Envelope {
  readonly visibility?: Visibility;
  /** Kept with the comment where nobody sees it; 32,768 characters of JSON at most. */
  readonly property?: { readonly key: string; readonly value: unknown };
}

/** Where a search goes on: a count on Data Center, a token on Cloud. */
export type PageMark = number | string;

export interface FoundIssues {
  readonly issues: readonly ChangedIssue[];
  /** Absent on the last page. */
  readonly next?: PageMark;
}

const pageSize = 100;
/** Pages of a hundred comments that are looked through. */
const maxPages = 50;

/**
 * The calls Retrial makes, in our own nouns. Everything throws as `JiraSite.doRequest` says, and a ZodError for what
 * is not as described. Sources: Jira Cloud's OpenAPI description, version 3; for Data Center, which has none, version
 * 2 of the same interface as jira-client uses it.
 */
export class Jira {
  /** What the other files of this room call with. */
  readonly site: JiraSite;
  readonly isCloud: boolean;
  #login: string | undefined;

  constructor(identity: JiraIdentity) {
    this.site = new JiraSite(identity);
    this.isCloud = identity.kind === 'cloud';
  }

  /** Where people read an issue. */
  addressOf(key: string): string {
    return this.site.browse(shape.issueKey.parse(key));
  }

  /** What our account is known by. */
  async login(): Promise<string> {
    if (this.#login !== undefined) return this.#login;
    const login = shape.loginOf(shape.account.parse(await this.site.getCurrentUser()));
    if (login === '') throw new JiraError(401, 'Jira does not say who this account is');
    this.#login = login;
    return login;
  }

  /** The time by Jira's own clock, ISO 8601. */
  async now(): Promise<string> {
    return z.looseObject({ serverTime: shape.time }).parse(await this.site.getServerInfo()).serverTime;
  }

  /** One page of the issues a query finds. Cloud answers only queries that name a bound, such as a project. */
  async search(jql: string, from?: PageMark): Promise<FoundIssues> {
    const asked = { fields: ['updated'], maxResults: pageSize };
    if (this.isCloud) {
      const body = { jql, ...asked, ...(from === undefined ? {} : { nextPageToken: String(from) }) };
      const page = shape.issuePage.parse(await this.site.call('/search/jql', { method: 'POST', body }));
      const { issues, nextPageToken } = page;
      return { issues, ...(typeof nextPageToken === 'string' ? { next: nextPageToken } : {}) };
    }
    const startAt = Number(from ?? 0);
    const page = shape.issuePage.parse(await this.site.searchJira(jql, { ...asked, startAt }));
    const end = startAt + page.issues.length;
    const isLast = page.issues.length === 0 || end >= (page.total ?? 0);
    return { issues: page.issues, ...(isLast ? {} : { next: end }) };
  }

  /** An issue's comments written since a time (ISO 8601), in no certain order. */
  async commentsSince(key: string, since: string): Promise<readonly JiraComment[]> {
    const found: JiraComment[] = [];
    for (let page = 0, from = 0; page < maxPages; page += 1) {
      const path = `/issue/${shape.issueKey.parse(key)}/comment?startAt=${from}&maxResults=${pageSize}&orderBy=-created`;
      const { comments, total } = shape.commentPage.parse(await this.site.call(path));
      // One comment that is not as described must not hide the others.
      const read = comments.flatMap((one) => shape.comment.safeParse(one).data ?? []);
      found.push(...read);
      from += comments.length;
      if (comments.length === 0 || from >= (total ?? 0) || isBehind(read, since)) break;
    }
    return found.filter(({ createdAt }) => createdAt >= since);
  }

  /** One comment; undefined when it is gone, or not for our eyes. */
  async comment(key: string, id: string): Promise<JiraComment | undefined> {
    return unlessGone(async () =>
      shape.comment.parse(await this.site.getComment(shape.issueKey.parse(key), shape.numericId.parse(id))),
    );
  }

  /** The key of an issue by its number or an earlier key; undefined when it is gone. */
  async keyOf(issue: string): Promise<string | undefined> {
    const known = z.union([shape.numericId, shape.issueKey]).parse(issue);
    return unlessGone(
      async () =>
        z.looseObject({ key: shape.issueKey }).parse(await this.site.findIssue(known, '', 'key')).key,
    );
  }

  /** Writes a comment; its id. Not safe to repeat. */
  async createComment(key: string, body: unknown, { visibility, property }: Envelope): Promise<string> {
    const written = await this.site.addCommentAdvanced(shape.issueKey.parse(key), {
      body,
      ...(visibility === undefined ? {} : { visibility: this.#written(visibility) }),
      ...(property === undefined ? {} : { properties: [property] }),
    });
    return z.looseObject({ id: shape.numericId }).parse(written).id;
  }

  /** Changes a comment, unless it is gone. Without its visibility Jira would show it to everybody. */
  async updateComment(
    { key, id }: { readonly key: string; readonly id: string },
    body: unknown,
    visibility: Visibility | undefined,
  ): Promise<void> {
    const more = visibility === undefined ? {} : { visibility: this.#written(visibility) };
    await unless([404], async () =>
      this.site.updateComment(shape.issueKey.parse(key), shape.numericId.parse(id), body, more),
    );
  }

  /** A property kept with a comment; undefined when there is none. */
  async commentProperty(id: string, name: string): Promise<unknown> {
    const path = `/comment/${shape.numericId.parse(id)}/properties/${encodeURIComponent(name)}`;
    return unlessGone(
      async () => z.looseObject({ value: z.unknown() }).parse(await this.site.call(path)).value,
    );
  }

  /**
   * Which of some project roles a person has, directly or through a group; 'unknown' when our account may not read
   * the project's roles, which takes the right to administer it.
   */
  async rolesOf(
    project: string,
    login: string,
    names: readonly string[],
  ): Promise<readonly string[] | 'unknown'> {
    const roles = await unlessHidden(async () =>
      z
        .record(z.string(), z.string())
        .parse(await this.site.call(`/project/${encodeURIComponent(project)}/role`)),
    );
    if (roles === undefined) return 'unknown';
    const has: string[] = [];
    for (const name of names) {
      const id = /\/role\/(\d{1,18})$/.exec(roles[name] ?? '')?.[1];
      if (id === undefined) continue;
      const path = `/project/${encodeURIComponent(project)}/role/${id}`;
      const members = await unlessHidden(async () => shape.roleMembers.parse(await this.site.call(path)));
      if (members === undefined) return 'unknown';
      if (await this.#isAmong(members, login)) has.push(name);
    }
    return has;
  }

  async #isAmong({ actors }: z.output<typeof shape.roleMembers>, login: string): Promise<boolean> {
    const all = actors ?? [];
    const isPerson = all.some(({ type, name, actorUser }) => {
      return type === 'atlassian-user-role-actor' && (this.isCloud ? actorUser?.accountId : name) === login;
    });
    if (isPerson) return true;
    const groups = all.flatMap(({ type, name, actorGroup }) =>
      type === 'atlassian-group-role-actor' ? [actorGroup?.name ?? name ?? ''] : [],
    );
    if (groups.length === 0) return false;
    const own = await this.#groupsOf(login);
    return groups.some((group) => group !== '' && own.includes(group));
  }

  async #groupsOf(login: string): Promise<readonly string[]> {
    const who = `${this.isCloud ? 'accountId' : 'username'}=${encodeURIComponent(login)}`;
    const person = await unlessHidden(async () =>
      shape.personsGroups.parse(await this.site.call(`/user?${who}&expand=groups`)),
    );
    return (person?.groups?.items ?? []).flatMap(({ name }) => name ?? []);
  }

  /** Cloud goes by the identifier where it has one; Data Center knows none. */
  #written({ type, value, identifier }: Visibility): object {
    return this.isCloud && identifier !== undefined ? { type, identifier } : { type, value };
  }
}

/** Whether a page is sorted, newest first, and has come to what is too old. Not every Jira sorts when asked. */
function isBehind(page: readonly JiraComment[], since: string): boolean {
  const times = page.map(({ createdAt }) => createdAt);
  const last = times.at(-1);
  return last !== undefined && last < since && times.every((at, index) => at <= (times[index - 1] ?? at));
}

async function unlessGone<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  return unless([403, 404], ask);
}

/** Data Center answers 401 to an account it knows that may not look. */
async function unlessHidden<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  return unless([401, 403, 404], ask);
}

async function unless<Answer>(
  statuses: readonly number[],
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof JiraError && statuses.includes(error.status)) return undefined;
    throw error;
  }
}
