import { RefusedRequest, RetryableError, UserError } from '../../model/errors.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import { retryAfterMs } from '../../model/retry-after.ts';

/** Whose answers these are, and what must never be repeated from them. */
export interface ServiceVoice {
  readonly service: string;
  readonly advice: string;
  readonly secrets: readonly string[];
}

interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The request was to start something. */
  readonly isStart?: boolean;
}

/** Statuses that refuse what was asked, and not whoever asks or the place where it was asked. */
const refusesRequest = [400, 422];

/** Whether the same request may well succeed later. */
export function isPassing({ status }: { readonly status: number }): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * Sorts an answer that is no success: RetryableError for what passes, UserError E-CI in words for what does not. It is a
 * RefusedRequest only where a start was refused with 400 or 422: everything else has nothing to do with the revision.
 * `Retry-After` is seconds or a date (RFC 9110, section 10.2.3); Buildkite says the seconds in a header of its own.
 */
export function faultOf(voice: ServiceVoice, what: string, refusal: Refusal): RetryableError | UserError {
  const { service, advice } = voice;
  const { status, headers, text } = refusal;
  if (isPassing(refusal)) {
    const wait = retryAfterMs(headers.get('retry-after') ?? resetOf(refusal), Date.now());
    return new RetryableError(
      `${service}: ${what}: ${status === 429 ? 'too many requests' : `status ${status}`}`,
      wait === undefined ? {} : { retryAfterMs: wait },
    );
  }
  if (status === 401)
    return new UserError('E-CI', `${service} does not know the token of this server. ${advice}`);
  const said = wordsOf(voice, text);
  if (status === 403) {
    return new UserError(
      'E-CI',
      `${service} refuses the token of this server what it needs: ${what}${said}. ${advice}`,
    );
  }
  const words = `${service} refused ${what} with status ${status}${said}.`;
  const isRequest = refusal.isStart === true && refusesRequest.includes(status);
  return isRequest ? new RefusedRequest('E-CI', words) : new UserError('E-CI', words);
}

/** How an answer is read. */
interface Reading {
  readonly service: string;
  /** The longest pause between two pieces. */
  readonly timeoutMs: number;
}

/**
 * The bytes of an answer as they come.
 * @throws RetryableError when they break off or do not go on.
 */
export async function* piecesOf(
  response: Response,
  { service, timeoutMs }: Reading,
): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read(), timeoutMs);
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw new RetryableError(`${service}: an answer broke off`, { cause: error });
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/**
 * The text of an answer.
 * @throws RetryableError when it breaks off; UserError when it is larger than anything that belongs there.
 */
export async function readText(
  response: Response,
  reading: Reading & { readonly what: string; readonly maxBytes: number },
): Promise<string> {
  const { service, what, maxBytes } = reading;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of piecesOf(response, reading)) {
    size += piece.byteLength;
    if (size > maxBytes)
      throw new UserError('E-CI', `${service}: ${what}: the answer is larger than ${maxBytes} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

async function inTime<Value>(work: Promise<Value>, ms: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('nothing came in time')), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Reads nothing more of an answer, so that its connection is free again. */
export async function drained(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {});
}

/** What the service said, in one line, with every secret taken out. */
function wordsOf({ secrets }: ServiceVoice, text: string): string {
  const message = messageIn(text);
  const safe = secrets
    .filter((secret) => secret.length > 3)
    .reduce((words, secret) => words.replaceAll(secret, '…'), message);
  const line = shorten(plainLine(safe), 300).replace(/[.\s]+$/, '');
  return line === '' ? '' : `: ${line}`;
}

function messageIn(text: string): string {
  try {
    const { message, error } = Object(JSON.parse(text));
    if (typeof message === 'string') return message;
    return typeof error === 'string' ? error : '';
  } catch {
    return /^\s*</.test(text) ? '' : text;
  }
}

/** Seconds until a limit is lifted, by Buildkite's page "REST API limits": for the account, or the organization. */
function resetOf({ status, headers }: Refusal): string | null {
  if (status !== 429) return null;
  return headers.get('ratelimit-user-reset') ?? headers.get('ratelimit-reset');
}
