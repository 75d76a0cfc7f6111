import type { lookup } from 'node:dns';
import { RetryableError } from '../../model/errors.ts';
import type { Pause } from '../../model/pause.ts';
import type { ServiceVoice } from './answers.ts';
import { fetchWith, LeadsInside, outwards } from './outside.ts';
import { isAmong, type Storage } from './trust.ts';

/** A service that is spoken to over HTTP. */
export interface HttpSettings extends Storage {
  /** What people call it. */
  readonly service: string;
  /** Where its API begins, such as `https://circleci.com/api/v2`. */
  readonly baseUrl: string;
  /** What proves who we are. Goes to the host of `baseUrl` and to `tokenHosts`, and nowhere else. */
  readonly credentials: Readonly<Record<string, string>>;
  /** What else no message may hold: a token that stands in the credentials in another form. */
  readonly secrets?: readonly string[];
  /** Further hosts of the same service that want the token: a name, or `.name` for all names below it. */
  readonly tokenHosts?: readonly string[];
  /** What to do when the service does not know the token, in a sentence. */
  readonly advice: string;
  /** For an answer to begin, and between two pieces of it; milliseconds. 30,000. */
  readonly timeoutMs?: number;
  /** The largest JSON that is read, in bytes. 32 MB. */
  readonly maxJsonBytes?: number;
  /** Shared by the clients of one service, so that what one is told by its limit holds for all. */
  readonly pause?: Pause;
  /** How names of storage are looked up; as the system does, unless told. */
  readonly lookup?: typeof lookup;
  /** It answers what it refuses, and where it redirects, with a page for people: those are read as no JSON at all. */
  readonly refusesWithPages?: boolean;
}

/** A service, as its client knows it. */
export interface Client {
  readonly settings: HttpSettings;
  readonly voice: ServiceVoice;
}

/** Sends with the token only where it belongs; follows nothing. @throws RetryableError; LeadsInside of what is outside */
export async function request(
  { settings, voice }: Client,
  url: URL,
  { isOutside = false, ...init }: RequestInit & { readonly isOutside?: boolean },
): Promise<Response> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutOf(settings));
  const credentials = mayHoldToken(url, settings) ? settings.credentials : {};
  const headers = {
    accept: 'application/json, */*',
    'user-agent': 'retrial',
    ...Object(init.headers),
    ...credentials,
  };
  const { signal } = controller;
  try {
    return isOutside
      ? await fetchWith(outwards(settings.lookup), url, { headers, signal })
      : await fetch(url, { ...init, headers, redirect: 'manual', signal });
  } catch (error) {
    if (error instanceof LeadsInside) throw error;
    const why = controller.signal.aborted ? 'no answer in time' : 'out of reach';
    throw new RetryableError(`${voice.service}: ${init.method ?? 'GET'} ${url.host}: ${why}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

function mayHoldToken(url: URL, { baseUrl, tokenHosts = [] }: HttpSettings): boolean {
  const base = new URL(baseUrl);
  if (url.origin === base.origin) return true;
  if (url.protocol !== 'https:') return false;
  return isAmong(url.hostname, tokenHosts);
}

/** How long an answer may take to begin, and to go on; milliseconds. */
export function timeoutOf({ timeoutMs = 30_000 }: HttpSettings): number {
  return timeoutMs;
}
