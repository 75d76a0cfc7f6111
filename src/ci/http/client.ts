import type { z } from 'zod';
import { RetryableError } from '../../model/errors.ts';
import { LeadsInside } from './outside.ts';
import { request, timeoutOf, type Client, type HttpSettings } from './sending.ts';
import { leadsInside, trustIn } from './trust.ts';
import { drained, faultOf, isPassing, piecesOf, readText, type ServiceVoice } from './answers.ts';

/** One call. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base, with its query; the caller has encoded it. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as a form. */
  readonly json?: unknown;
  readonly form?: URLSearchParams;
  /** It starts something, so that a refusal may be about what is to be started. */
  readonly isStart?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined when the body is empty. */
  readonly json: unknown;
}

/** Bytes of a file, or in words why nobody can have it. */
export type Download = { readonly bytes: AsyncIterable<Uint8Array> } | { readonly gone: string };

export interface HttpClient {
  /**
   * Calls the service; redirects are not followed.
   * @param allowed statuses beside 2xx that the caller understands
   * @throws RetryableError when it is limiting, ailing, out of reach, or answers with something that is no JSON;
   * UserError E-CI when it refuses, a RefusedRequest where another start may be taken. No message holds a token.
   */
  call(call: HttpCall, allowed?: readonly number[]): Promise<HttpAnswer>;
  /** Reads what a schema understands. @throws RetryableError also when it does not; else as `call`. */
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>>;
  /** The same, with undefined for what is not there. */
  getIfThere<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema> | undefined>;
  /** Begins to read a file, wherever the service keeps it, unless it is known to be larger. @throws RetryableError as `call` */
  download(url: string, maxBytes: number): Promise<Download>;
}

const maxRedirects = 5;

/** A client for one service. */
export function httpClient(settings: HttpSettings): HttpClient {
  const voice: ServiceVoice = {
    service: settings.service,
    advice: settings.advice,
    secrets: [
      ...Object.values(settings.credentials).flatMap((value) => [value, value.replace(/^\w+ /, '')]),
      ...(settings.secrets ?? []),
    ],
  };
  const client = { settings, voice };
  return {
    call: async (call, allowed = []) => (await send(client, call, allowed)).answer,
    get: async (path, schema) => read(client, schema, await send(client, { method: 'GET', path }, [])),
    async getIfThere(path, schema) {
      const sent = await send(client, { method: 'GET', path }, [404]);
      return sent.answer.status === 404 ? undefined : read(client, schema, sent);
    },
    download: async (url, maxBytes) => download(client, url, maxBytes),
  };
}

interface Sent {
  readonly what: string;
  readonly answer: HttpAnswer;
}

async function send(client: Client, call: HttpCall, allowed: readonly number[]): Promise<Sent> {
  const { settings, voice } = client;
  settings.pause?.check(settings.service, Date.now());
  const what = `${call.method} ${call.path.split('?')[0] ?? ''}`;
  const response = await request(client, new URL(settings.baseUrl + call.path), bodyOf(call));
  const known = response.ok || allowed.includes(response.status);
  if (!known && isRedirect(response)) {
    await drained(response);
    const to = hostOf(response.headers.get('location'), settings.baseUrl);
    throw faultOf(voice, what, {
      status: response.status,
      headers: response.headers,
      text: `it redirects to ${to}`,
    });
  }
  const text = await readText(response, {
    service: voice.service,
    what,
    maxBytes: settings.maxJsonBytes ?? 32_000_000,
    timeoutMs: timeoutOf(settings),
  });
  if (!known) {
    const { status, headers } = response;
    const fault = faultOf(voice, what, { status, headers, text, isStart: call.isStart === true });
    settings.pause?.hear(fault, Date.now());
    throw fault;
  }
  const isPage = !response.ok && settings.refusesWithPages === true;
  const json = isPage ? undefined : parsed(voice, what, text);
  return { what, answer: { status: response.status, headers: response.headers, json } };
}

function bodyOf({ method, headers = {}, json, form }: HttpCall): RequestInit {
  if (form !== undefined) return { method, headers, body: form };
  if (json === undefined) return { method, headers };
  return { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(json) };
}

function parsed({ service }: ServiceVoice, what: string, text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RetryableError(`${service}: ${what}: the answer is no JSON`, { cause: error });
  }
}

function read<Schema extends z.ZodType>(
  client: Client,
  schema: Schema,
  { what, answer }: Sent,
): z.output<Schema> {
  const result = schema.safeParse(answer.json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined ? '' : ` (${issue.path.map(String).join('.')}: ${issue.message})`;
  throw new RetryableError(
    `${client.settings.service}: ${what}: the answer is not what it should be${place}`,
  );
}

/** Redirects are followed by hand: storage gets no token, and plain HTTP only where the service itself speaks it. */
async function download(client: Client, address: string, maxBytes: number): Promise<Download> {
  const { settings, voice } = client;
  let url = new URL(address, settings.baseUrl);
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    // Storage elsewhere has limits of its own.
    const pause = url.origin === new URL(settings.baseUrl).origin ? settings.pause : undefined;
    pause?.check(settings.service, Date.now());
    const trust = trustIn(url, settings);
    if (typeof trust !== 'string') return { gone: trust.distrust };
    const response = await requestFile(client, url, trust === 'outside');
    if (response === undefined) return { gone: leadsInside(url) };
    if (response.ok && Number(response.headers.get('content-length')) > maxBytes) {
      await drained(response);
      return { gone: `it is larger than ${maxBytes} bytes` };
    }
    if (response.ok)
      return { bytes: piecesOf(response, { service: voice.service, timeoutMs: timeoutOf(settings) }) };
    const location = response.headers.get('location');
    await drained(response);
    if (isRedirect(response) && location !== null) {
      url = new URL(location, url);
      continue;
    }
    if (isPassing(response)) {
      const { status, headers } = response;
      const fault = faultOf(voice, `GET ${url.host}`, { status, headers, text: '' });
      pause?.hear(fault, Date.now());
      throw fault;
    }
    return { gone: `${settings.service} answered ${response.status} for it` };
  }
  return { gone: `${settings.service} redirects more than ${maxRedirects} times` };
}

/** @returns undefined where what is outside leads inside */
async function requestFile(client: Client, url: URL, isOutside: boolean): Promise<Response | undefined> {
  try {
    return await request(client, url, { method: 'GET', isOutside });
  } catch (error) {
    if (error instanceof LeadsInside) return undefined;
    throw error;
  }
}

function isRedirect({ status }: Response): boolean {
  return status >= 300 && status < 400;
}

function hostOf(location: string | null, base: string): string {
  return location !== null && URL.canParse(location, base) ? new URL(location, base).host : 'nowhere';
}
