import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { messageOf, RetryableError } from '../../model/errors.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import { retryAfterMs } from '../../model/retry-after.ts';
import { readFault, readListing, type Listing } from './s3-answers.ts';

/** A place in an S3-compatible service, and who we are there. */
export interface BucketPlace {
  /** The service's address, then the bucket, then perhaps a path in it: `https://HOST/BUCKET/PATH`, no `/` at its end. */
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** One object; its key is below the place. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** When it was last written, by the service's clock. */
  readonly at: Date;
}

/**
 * The few calls that evidence needs. What passes is tried again, a few seconds at most.
 * Each throws RetryableError when the service is limiting, ailing or out of reach; Error with what its operator can do when
 * it refuses. No message holds a secret.
 */
export interface Bucket {
  /** Undefined where there is none. @throws Error also when it is larger */
  get(key: string, maxBytes: number): Promise<Uint8Array | undefined>;
  /** Writes it whole or not at all, over one of that name. */
  put(key: string, content: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
  /** What begins with a prefix; flat: `folders` in place of what lies in them, each a name before the next `/`. */
  list(
    prefix: string,
    options?: { readonly isFlat?: boolean },
  ): Promise<{ readonly objects: readonly StoredObject[]; readonly folders: readonly string[] }>;
}

const attempts = 4;
const firstWaitMs = 200;
/** Longer waits are the queue's. */
const longestWaitMs = 5_000;
const timeoutMs = 60_000;
/** A page of a listing holds a thousand keys, each of a thousand bytes at most. */
const maxListingBytes = 8_000_000;

interface Client {
  readonly place: BucketPlace;
  readonly signer: AwsClient;
}

interface Call {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Below the place; undefined for the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxBytes: number;
}

/** A bucket, addressed by path (https://docs.aws.amazon.com/AmazonS3/latest/API/). Asks for nothing yet. */
export function openBucket(place: BucketPlace): Bucket {
  const { region, accessKeyId, secretAccessKey, sessionToken } = place;
  const account = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  const client: Client = { place, signer: new AwsClient({ ...account, region, service: 's3' }) };
  return {
    get: (key, maxBytes) => send(client, { method: 'GET', key, maxBytes }),
    async put(key, body) {
      await send(client, { method: 'PUT', key, body, maxBytes: maxListingBytes });
    },
    async remove(key) {
      await send(client, { method: 'DELETE', key, maxBytes: maxListingBytes });
    },
    list: (prefix, { isFlat = false } = {}) => list(client, prefix, isFlat),
  };
}

async function list(client: Client, prefix: string, isFlat: boolean): ReturnType<Bucket['list']> {
  const { path } = partsOf(client.place);
  const objects: StoredObject[] = [];
  const folders: string[] = [];
  let next: string | undefined;
  do {
    const query = {
      'list-type': '2',
      prefix: path + prefix,
      ...(isFlat ? { delimiter: '/' } : {}),
      ...(next === undefined ? {} : { 'continuation-token': next }),
    };
    const call: Call = { method: 'GET', query, maxBytes: maxListingBytes };
    const page = listingIn(client, call, await send(client, call));
    // Whatever a service answers: nothing outside of the place is ever named.
    const own = page.objects.filter(({ key }) => key.startsWith(path + prefix));
    objects.push(...own.map((object) => ({ ...object, key: object.key.slice(path.length) })));
    folders.push(
      ...page.folders.filter((name) => name.startsWith(path)).map((name) => name.slice(path.length, -1)),
    );
    if (page.next === next) break;
    next = page.next;
  } while (next !== undefined);
  return { objects, folders };
}

function listingIn(client: Client, call: Call, content: Uint8Array | undefined): Listing {
  try {
    return readListing(Buffer.from(content ?? []).toString('utf8'));
  } catch (error) {
    throw new RetryableError(`${whatOf(client, call)}: the answer is no listing: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function send(client: Client, call: Call): Promise<Uint8Array | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(client, call);
    } catch (error) {
      if (!(error instanceof RetryableError) || attempt === attempts) throw error;
      const waitMs = error.retryAfterMs ?? firstWaitMs * 2 ** attempt;
      if (waitMs > longestWaitMs) throw error;
      await sleep(waitMs);
    }
  }
}

/** What was answered; undefined for an object that is not there. */
async function sendOnce(client: Client, call: Call): Promise<Uint8Array | undefined> {
  const { response, content } = await exchange(client, call);
  if (response.ok) return content;
  const { status, headers } = response;
  const { code, message } = readFault(content.toString('utf8'));
  const isGone = status === 404 && call.key !== undefined && code !== 'NoSuchBucket';
  if (isGone && call.method !== 'PUT') return undefined;
  const words = wordsOf(client.place, `status ${status} ${code} ${message}`).replace(/\.$/, '');
  const fault = `${whatOf(client, call)}: ${words}`;
  if (status === 429 || status >= 500 || code === 'RequestTimeout') {
    const wait = retryAfterMs(headers.get('retry-after'), Date.now());
    throw new RetryableError(fault, wait === undefined ? {} : { retryAfterMs: wait });
  }
  throw new Error(`${fault}. ${adviceFor(status)}`);
}

interface Exchanged {
  readonly response: Response;
  readonly content: Buffer;
}

async function exchange(client: Client, call: Call): Promise<Exchanged> {
  const { method, body, maxBytes } = call;
  const digest = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  // With the digest signed, a service refuses what arrives cut or changed.
  const signed = await client.signer.sign(urlOf(client.place, call), {
    method,
    headers: { 'x-amz-content-sha256': digest },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    const response = await fetch(signed, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    for await (const piece of response.body ?? []) {
      pieces.push(piece);
      size += piece.byteLength;
      if (size > maxBytes) break;
    }
    if (size <= maxBytes) return { response, content: Buffer.concat(pieces) };
  } catch (error) {
    throw new RetryableError(`${whatOf(client, call)}: no whole answer`, { cause: error });
  }
  throw new Error(`${whatOf(client, call)}: the answer is larger than ${maxBytes} bytes`);
}

/** The bucket's address, and what every key begins with: nothing, or a path with a `/` at its end. */
function partsOf({ url }: BucketPlace): { readonly bucket: string; readonly path: string } {
  const { origin, pathname } = new URL(url);
  const [, name = '', ...path] = pathname.split('/');
  return { bucket: `${origin}/${name}`, path: path.map((part) => `${part}/`).join('') };
}

function urlOf(place: BucketPlace, { key, query = {} }: Call): URL {
  const { bucket, path } = partsOf(place);
  const url = new URL(key === undefined ? bucket : `${bucket}/${path}${key}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

function whatOf({ place }: Client, { method, key }: Call): string {
  return `the evidence in ${place.url}: ${method} ${key ?? 'its list'}`;
}

function wordsOf(place: BucketPlace, text: string): string {
  // What is shorter is no secret, and would be found inside of words.
  const secrets = [place.secretAccessKey, place.sessionToken ?? '', place.accessKeyId].filter(
    (one) => one.length > 3,
  );
  return shorten(plainLine(secrets.reduce((words, secret) => words.replaceAll(secret, '…'), text)), 300);
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403)
    return 'The account of AWS_ACCESS_KEY_ID must be allowed to list, read, write and delete there, and its AWS_SECRET_ACCESS_KEY must be right';
  if (status === 404) return 'The bucket in EVIDENCE_URL must be there';
  if (status < 400) return 'EVIDENCE_URL and AWS_REGION must be those of the bucket';
  return 'EVIDENCE_URL is written https://HOST/BUCKET/PATH; AWS_REGION is that of the bucket';
}
