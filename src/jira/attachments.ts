import { z } from 'zod';
import { JiraError } from './answer.ts';
import type { Jira } from './jira.ts';
import { account, issueKey, loginOf } from './shapes.ts';

const listed = z.looseObject({
  fields: z.looseObject({
    attachment: z.array(z.looseObject({ filename: z.string(), author: account.optional() })).default([]),
  }),
});

/** Refusals that another try does not mend: not allowed, switched off, too large, or too many on the issue. */
const unwanted = [400, 403, 404, 413];

/**
 * Attaches a file to an issue unless our account has one of that name there already.
 * Source: Jira Cloud's OpenAPI description, `POST /rest/api/3/issue/{issueIdOrKey}/attachments`: multipart, field
 * `file`, header `X-Atlassian-Token: no-check`; Data Center takes the same in version 2.
 * @returns whether the file is there. @throws RetryableError when nobody knows
 */
export async function attachOnce(
  client: Jira,
  key: string,
  file: { readonly name: string; readonly type: string; readonly content: Uint8Array },
): Promise<boolean> {
  const issue = issueKey.parse(key);
  const own = await client.login();
  const { fields } = listed.parse(await client.site.call(`/issue/${issue}?fields=attachment`));
  const isThere = fields.attachment.some(
    ({ filename, author }) => filename === file.name && author !== undefined && loginOf(author) === own,
  );
  if (isThere) return true;
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file.content)], { type: file.type }), file.name);
  try {
    await client.site.upload(`/issue/${issue}/attachments`, form);
    return true;
  } catch (error) {
    if (error instanceof JiraError && unwanted.includes(error.status)) return false;
    throw error;
  }
}
