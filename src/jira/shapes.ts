import { z } from 'zod';
import type { Visibility } from '../model/ticket.ts';

/** A comment as it stands in Jira, in our words. */
export interface JiraComment {
  readonly id: string;
  /** Wiki markup; on Cloud the JSON of a document. */
  readonly text: string;
  /** The writer: a name on Data Center, an account's id on Cloud. Empty when Jira does not say. */
  readonly author: string;
  readonly isApp: boolean;
  /** It was changed after it was written, by its author or somebody else: nobody knows what it said. */
  readonly isEdited: boolean;
  /** ISO 8601, UTC, by Jira's clock. */
  readonly createdAt: string;
  readonly visibility?: Visibility;
}

/** An issue that changed. */
export interface ChangedIssue {
  readonly key: string;
  /** ISO 8601, UTC, by Jira's clock. */
  readonly updatedAt: string;
}

/** Keys go into addresses and queries: nothing else than a key may be one. */
export const issueKey = z.string().regex(/^[A-Z][A-Z0-9_]{0,99}-\d{1,18}$/);

/** Comment and role ids go into addresses. */
export const numericId = z.string().regex(/^\d{1,18}$/);

/** Jira writes `2026-01-01T00:00:00.000+0000`, which ISO 8601 wants a colon in. */
export const time = z.string().transform((written, context) => {
  const at = Date.parse(written.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  context.addIssue({ code: 'custom', message: 'is no time' });
  return z.NEVER;
});

/** A person: Data Center names people, Cloud numbers them. */
export const account = z.looseObject({
  name: z.string().nullish(),
  accountId: z.string().nullish(),
  accountType: z.string().nullish(),
});

/** What a person is known by. */
export function loginOf(person: z.output<typeof account> | null | undefined): string {
  return person?.accountId ?? person?.name ?? '';
}

const visibility = z
  .looseObject({
    type: z.enum(['group', 'role']),
    value: z.string().nullish(),
    identifier: z.string().nullish(),
  })
  .transform(({ type, value, identifier }): Visibility => {
    return { type, value: value ?? '', ...(typeof identifier === 'string' ? { identifier } : {}) };
  });

/** Both times are of one write, and nobody edits so soon; some hosts read their clock for each of them. */
const oneWriteMs = 1_000;

/** A comment of either product. */
export const comment = z
  .looseObject({
    id: numericId,
    body: z.unknown(),
    author: account.nullish(),
    updateAuthor: account.nullish(),
    created: time,
    updated: time.nullish(),
    visibility: visibility.nullish(),
  })
  .transform((raw): JiraComment => {
    const { id, body, author, updateAuthor, created, updated } = raw;
    const isByOther =
      updateAuthor !== null && updateAuthor !== undefined && loginOf(updateAuthor) !== loginOf(author);
    return {
      id,
      text: typeof body === 'string' ? body : JSON.stringify(body ?? ''),
      author: loginOf(author),
      isApp: author?.accountType === 'app',
      isEdited: isByOther || Date.parse(updated ?? created) - Date.parse(created) > oneWriteMs,
      createdAt: created,
      ...(raw.visibility === null || raw.visibility === undefined ? {} : { visibility: raw.visibility }),
    };
  });

/** One page of an issue's comments. */
export const commentPage = z.looseObject({ comments: z.array(z.unknown()), total: z.number().nullish() });

/** One page of found issues: Data Center counts them, Cloud names the next page. */
export const issuePage = z.looseObject({
  issues: z.array(
    z
      .looseObject({ key: issueKey, fields: z.looseObject({ updated: time }) })
      .transform(({ key, fields }): ChangedIssue => ({ key, updatedAt: fields.updated })),
  ),
  total: z.number().nullish(),
  nextPageToken: z.string().nullish(),
});

/** A project role's members. */
export const roleMembers = z.looseObject({
  actors: z
    .array(
      z.looseObject({
        type: z.string().nullish(),
        name: z.string().nullish(),
        actorUser: account.nullish(),
        actorGroup: z.looseObject({ name: z.string().nullish(), groupId: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
});

/** The groups a person is in. */
export const personsGroups = z.looseObject({
  groups: z
    .looseObject({ items: z.array(z.looseObject({ name: z.string().nullish() })).nullish() })
    .nullish(),
});
