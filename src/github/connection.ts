import { App, Octokit, RequestError } from 'octokit';
import { messageOf, RetryableError, ServiceRefusal } from '../model/errors.ts';
import { retryAfterMs } from '../model/retry-after.ts';
import { remembering } from './remembered.ts';

export interface GitHubIdentity {
  readonly appId: number;
  /** PEM text. */
  readonly privateKey: string;
  /** `https://api.github.com`, or a GitHub Enterprise Server's `/api/v3`. */
  readonly apiUrl: string;
  /** Whether writes wait for each other as GitHub asks; left out they do. */
  readonly paceWrites?: boolean;
}

/** GitHub behaves as of this day, whatever its default becomes. */
const apiVersion = '2022-11-28';
const timeoutMs = 30_000;

/** The App with one client per installation; clients renew their tokens by themselves. */
export function connect({ appId, privateKey, apiUrl, paceWrites }: GitHubIdentity): App {
  return new App({ appId, privateKey, Octokit: clientFor(apiUrl, paceWrites), log: silentLog });
}

/** A client that speaks with somebody's token instead of the App's. */
export function connectWithToken(token: string, apiUrl: string): Octokit {
  return new (clientFor(apiUrl))({ auth: token, log: silentLog });
}

function clientFor(apiUrl: string, paceWrites = true) {
  return Octokit.defaults({
    baseUrl: apiUrl,
    userAgent: 'retrial',
    request: { fetch: remembering(boundedFetch) },
    // Limits come back as errors that say how long to wait: the queue waits, not a sleeping process.
    throttle: { enabled: paceWrites, onRateLimit: () => false, onSecondaryRateLimit: () => false },
  });
}

/** Never sent twice by the client: whether a lost answer's work was done is found out by asking. */
export const once = { request: { retries: 0 } };

/**
 * Runs a request and sorts its failure.
 * @throws RetryableError when GitHub is limiting, ailing or out of reach; ServiceRefusal for what a retry would not mend.
 */
export async function ask<Answer>(what: string, request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const text = `GitHub: ${what}: ${error.status} ${messageOf(error)}`;
    if (!isPassing(error)) throw new ServiceRefusal(text, { cause: error });
    const wait = waitOf(error);
    throw new RetryableError(
      text,
      wait === undefined ? { cause: error } : { cause: error, retryAfterMs: wait },
    );
  }
}

/** The same, with `undefined` for what is not there. */
export async function askIfThere<Answer>(
  what: string,
  request: () => Promise<Answer>,
): Promise<Answer | undefined> {
  return ask(what, async () => {
    try {
      return await request();
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  });
}

/** REST says so with a status, GraphQL with a kind of error. */
function isGone(error: unknown): boolean {
  if (error instanceof RequestError) return error.status === 404 || error.status === 410;
  const errors: unknown = Object(error).errors;
  return (
    Array.isArray(errors) && errors.length > 0 && errors.every((one) => Object(one).type === 'NOT_FOUND')
  );
}

/** What GitHub says of its second limit, whose answers may hold no header that says so. */
const isSecondLimit = /secondary rate limit|abuse detection/i;

function isPassing(error: RequestError): boolean {
  if (error.status >= 500 || error.status === 429) return true;
  return error.status === 403 && (waitOf(error) !== undefined || isSecondLimit.test(messageOf(error)));
}

/**
 * How long GitHub wants to be left alone, in milliseconds, an hour at most (its page "Rate limits for the REST API"):
 * `Retry-After`; else until the time at which a limit that is used up begins anew; else a minute after its second limit.
 */
function waitOf(error: RequestError): number | undefined {
  const headers = error.response?.headers ?? {};
  const told = retryAfterMs(String(headers['retry-after'] ?? ''), Date.now());
  if (told !== undefined) return told;
  const reset = Number(headers['x-ratelimit-reset']) * 1_000;
  if (headers['x-ratelimit-remaining'] === '0')
    return Number.isFinite(reset) ? Math.min(Math.max(reset - Date.now(), 1_000), 3_600_000) : 60_000;
  const isLimited = [403, 429].includes(error.status) && isSecondLimit.test(messageOf(error));
  return isLimited ? 60_000 : undefined;
}

/** Adds what every request needs. Cross-origin redirects lose the token: fetch sees to that. */
async function boundedFetch(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('x-github-api-version', apiVersion);
  return fetch(url, { ...init, headers, signal: AbortSignal.timeout(timeoutMs) });
}

const nothing = (): void => {};
const silentLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };
