import { messageOf, RetryableError, ServiceRefusal } from '../model/errors.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { retryAfterMs } from '../model/retry-after.ts';

/** Jira said no, in a way that waiting does not mend. */
export class JiraError extends ServiceRefusal {
  override readonly name = 'JiraError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Jira asks for patience, whatever the request was about. */
export class TooManyRequests extends RetryableError {}

/** An answer as it came, its body read. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What must not be repeated from it. */
  readonly secrets: readonly string[];
}

/**
 * The JSON of an answer; undefined for an empty one.
 * @throws RetryableError for what passes (408, 425, 429, 5xx) with the wait Jira asks for; JiraError for what does not,
 * a login page in place of data among it. Every answer of Data Center may carry `Retry-After`: it means something
 * only in a refusal.
 */
export function readAnswer(what: string, answer: RawAnswer): unknown {
  const { status, headers, text } = answer;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const wait = retryAfterMs(headers.get('retry-after'), Date.now());
    const options = wait === undefined ? {} : { retryAfterMs: wait };
    if (status === 429) throw new TooManyRequests(`Jira: ${what}: too many requests`, options);
    throw new RetryableError(`Jira: ${what}: status ${status}`, options);
  }
  if (status >= 300 && status < 400)
    throw new JiraError(status, `Jira: ${what}: it leads elsewhere; JIRA_URL must be its final address`);
  if (isPage(answer)) {
    throw new JiraError(
      status === 200 ? 401 : status,
      `Jira: ${what}: a page came in place of data, as for somebody who is not logged in`,
    );
  }
  if (status >= 400) throw new JiraError(status, `Jira: ${what}: ${status}${wordsIn(answer)}`);
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RetryableError(`Jira: ${what}: no JSON came: ${messageOf(error)}`);
  }
}

function isPage({ headers, text }: RawAnswer): boolean {
  return (headers.get('content-type') ?? '').includes('text/html') || /^\s{0,99}</.test(text);
}

/** What Jira says is wrong, in one line. It has stopped believing a password when it wants a picture read first. */
function wordsIn({ headers, text, secrets }: RawAnswer): string {
  const denied = (headers.get('x-seraph-loginreason') ?? '').includes('AUTHENTICATION_DENIED');
  const said = secrets
    .filter((secret) => secret.length > 3)
    .reduce((words, secret) => words.replaceAll(secret, '…'), messagesIn(text).join(' '));
  const words = denied ? `${said} The account must log in once by hand: Jira asks it for a captcha.` : said;
  const line = shorten(plainLine(words), 300);
  return line === '' ? '' : ` ${line}`;
}

function messagesIn(text: string): readonly string[] {
  try {
    const { errorMessages, errors, message }: Record<string, unknown> = Object(JSON.parse(text));
    const listed: unknown[] = Array.isArray(errorMessages) ? errorMessages : [];
    return [...listed, ...Object.values(Object(errors)), message].filter((one) => typeof one === 'string');
  } catch {
    return [];
  }
}
