import type { Topic } from '../../model/document.ts';
import { shorten } from '../../model/plain-text.ts';

const kinds: readonly Topic['kind'][] = [
  'progress',
  'result',
  'error',
  'help',
  'status',
  'cancel',
  'advice',
  'decision',
  'summary',
  'digest',
  'known',
  'settings',
];
const opening = '<!-- retrial:v1 ';
const closing = ' -->';
const LONGEST_ID = 200;
const LONGEST = 2000;

/** The hidden last line of a comment of ours: finds it again after a crash, and tells us from people. */
export function marker({ kind, id }: Topic): string {
  const key = id.startsWith('r-') ? 'run' : 'comment';
  return `${opening}${inert(JSON.stringify({ kind, [key]: shorten(id, LONGEST_ID) }))}${closing}`;
}

/** Reads the marker off a comment's last line; undefined when there is none or it is not as we write it. */
export function parseMarker(body: string): Topic | undefined {
  const trimmed = body.trimEnd();
  const line = trimmed.slice(trimmed.lastIndexOf('\n') + 1);
  if (!line.startsWith(opening) || !line.endsWith(closing) || line.length > LONGEST) return undefined;
  const found = parsed(line.slice(opening.length, -closing.length));
  if (typeof found !== 'object' || found === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(found));
  const kind = kinds.find((each) => each === fields.get('kind'));
  const id = fields.get('run') ?? fields.get('comment');
  return kind === undefined || typeof id !== 'string' ? undefined : { kind, id };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Nothing in the JSON can close the comment or be looked for by anybody else; it stays the same JSON. */
function inert(json: string): string {
  return json.replace(/[^ -~]|[<>@#&]|-(?=-)|-$/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
