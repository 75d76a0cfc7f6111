import type { IncomingMessage } from 'node:http';
import { refused, type Answer, type Call, type SentFile } from './route.ts';
import * as shapes from './shapes.ts';
import { touch } from './state.ts';

/** Names may come twice: Jira keeps both. */
export function attach({ state, base, parts, files }: Call): Answer {
  const [key = ''] = parts;
  if (files === undefined) return refused(403, 'XSRF check failed');
  if (!state.issues.some((one) => one.key === key)) return refused(404, 'Issue does not exist');
  touch(state, key);
  const added = files.map((file) => {
    return { ...file, id: String((state.serial += 1)), issue: key, author: state.me };
  });
  state.attachments.push(...added);
  return { status: 200, body: added.map((file) => shapes.attachment(base, state, file)) };
}

/** The files of a form; Jira reads none without the header that no page can send. */
export async function filesOf(
  { headers }: IncomingMessage,
  bytes: Buffer,
): Promise<readonly SentFile[] | undefined> {
  const type = headers['content-type'] ?? '';
  const isMeant = headers['x-atlassian-token'] === 'no-check';
  if (!type.startsWith('multipart/form-data') || !isMeant) return undefined;
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const files = form.getAll('file').filter((one) => one instanceof File);
  return Promise.all(
    files.map(async (file) => {
      return { name: file.name, type: file.type, content: new Uint8Array(await file.arrayBuffer()) };
    }),
  );
}
