import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import { type Duplex, pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { isInside } from './trust.ts';

/** A name that leads into the server's own network. */
export class LeadsInside extends Error {}

/**
 * Looks names up for connections that must leave the server's own network. What is refused here is never connected to,
 * whatever the name led to before.
 */
export function outwards(lookup: typeof systemLookup = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const fault = error ?? faultOf(hostname, addresses);
      const [first] = addresses ?? [];
      if (fault !== undefined || first === undefined) callback(fault ?? new Error('no address'), '');
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function faultOf(hostname: string, addresses: readonly LookupAddress[]): Error | undefined {
  return addresses.some(({ address }) => isInside(address)) ? new LeadsInside(hostname) : undefined;
}

// A socket that nobody uses is closed before most servers close it.
const kept = { keepAlive: true, timeout: 4_000 };
const agents = { http: new http.Agent(kept), https: new https.Agent(kept) };

/** What is asked for. */
interface Asked {
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the wait for an answer to begin. */
  readonly signal: AbortSignal;
}

/**
 * Asks for an address as `fetch` does without following redirects, and connects to nothing but what `lookup` gives: the
 * fetch of Node itself takes no lookup.
 */
export async function fetchWith(lookup: LookupFunction, url: URL, asked: Asked): Promise<Response> {
  const { headers, signal } = asked;
  const message = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const options = { headers, lookup };
    const request =
      url.protocol === 'https:'
        ? https.request(url, { ...options, agent: agents.https })
        : http.request(url, { ...options, agent: agents.http });
    signal.addEventListener('abort', () => request.destroy(new Error('aborted')), { once: true });
    request.on('response', resolve).on('error', reject).end();
  });
  const { statusCode: status = 0 } = message;
  const isEmpty = status === 204 || status === 205 || status === 304;
  if (isEmpty) message.resume();
  return new Response(isEmpty ? null : webStreamOf(message), { status, headers: headersOf(message) });
}

function headersOf({ headersDistinct }: http.IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct))
    for (const value of values) headers.append(name, value);
  return headers;
}

const decoders: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Its bytes, unpacked as `fetch` does: storage tells files packed that were stored so, whoever asks. */
function webStreamOf(message: http.IncomingMessage): ReadableStream<Uint8Array> {
  const decoder = decoders[message.headers['content-encoding'] ?? '']?.();
  // A fault of either is one of the stream that is read.
  const body = decoder === undefined ? message : pipeline(message, decoder, () => {});
  return Readable.toWeb(body) as ReadableStream<Uint8Array>;
}
