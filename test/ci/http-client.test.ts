import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { saveBytes } from '../../src/archives/save.ts';
import { httpClient, type Download, type HttpClient } from '../../src/ci/http/client.ts';
import { everyItem } from '../../src/ci/http/pages.ts';
import type { HttpSettings } from '../../src/ci/http/sending.ts';
import { messageOf, RefusedRequest, RetryableError, UserError } from '../../src/model/errors.ts';
import { Pause } from '../../src/model/pause.ts';
import {
  serveWithTroubles,
  type Answer,
  type Asked,
  type TroubledServer,
} from '../fakes/ci/troubled-server.ts';
import { scratch } from '../support/scratch.ts';

const token = 'circle-secret-0123456789';
const home = scratch('http');
const schema = z.object({ name: z.string() });

let service: TroubledServer;
let storage: TroubledServer;
let answer: (asked: Asked) => Answer;

beforeAll(async () => {
  storage = await serveWithTroubles(() => ({ status: 200, body: 'stored bytes' }));
  service = await serveWithTroubles((asked) => answer(asked));
});
afterAll(() => Promise.all([service.close(), storage.close()]));
afterEach(() => {
  answer = () => ({ status: 200, body: { name: 'ok' } });
});
answer = () => ({ status: 200, body: { name: 'ok' } });

function client(more: Partial<HttpSettings> = {}): HttpClient {
  return httpClient({
    service: 'CircleCI',
    baseUrl: `${service.url}/api`,
    credentials: { 'circle-token': token },
    advice: 'Set CIRCLECI_TOKEN.',
    // Much longer than a busy machine takes.
    timeoutMs: 10_000,
    ...more,
  });
}

async function failure(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}

async function textOf(download: Download): Promise<string> {
  if ('gone' in download) return `gone: ${download.gone}`;
  const chunks: Uint8Array[] = [];
  for await (const chunk of download.bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const lastOf = (server: TroubledServer): Asked | undefined => server.requests.at(-1);

describe('the HTTP client', () => {
  it('sends the token below its base, and reads what the schema understands', async () => {
    expect(await client().get('/thing?x=1', schema)).toEqual({ name: 'ok' });
    expect(lastOf(service)).toMatchObject({ path: '/api/thing', headers: { 'circle-token': token } });
  });

  it('sends JSON and forms', async () => {
    await client().call({ method: 'POST', path: '/a', json: { x: [1] } });
    expect(lastOf(service)).toMatchObject({
      body: '{"x":[1]}',
      headers: { 'content-type': 'application/json' },
    });
    await client().call({ method: 'POST', path: '/a', form: new URLSearchParams({ b: 'c d&e' }) });
    expect(lastOf(service)?.body).toBe('b=c+d%26e');
  });

  it.each([
    ['429 with seconds', { status: 429, headers: { 'retry-after': '7' } }, 7_000],
    ['429 without', { status: 429 }, undefined],
    ['503 with nonsense', { status: 503, headers: { 'retry-after': 'soon' } }, undefined],
    ['a wait of years', { status: 429, headers: { 'retry-after': '99999999' } }, 3_600_000],
    ['500', { status: 500 }, undefined],
    ['429 with the reset of a user', { status: 429, headers: { 'ratelimit-user-reset': '9' } }, 9_000],
    ['429 with the reset of an organization', { status: 429, headers: { 'ratelimit-reset': '4' } }, 4_000],
    ['a reset beside another fault', { status: 500, headers: { 'ratelimit-reset': '4' } }, undefined],
  ])('asks for another try later after %s', async (_, given, wait) => {
    service.trouble({ kind: 'status', ...given });
    const error = await failure(client().get('/thing', schema));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ retryAfterMs: wait });
  });

  it('leaves the service alone when a download was told to wait, and storage elsewhere none the less', async () => {
    const pause = new Pause();
    const one = client({ pause });
    service.trouble({ kind: 'status', status: 503, headers: { 'retry-after': '7' } });
    await failure(one.download(`${service.url}/file`, 100));
    const before = service.requests.length;
    for (const work of [one.get('/thing', schema), one.download(`${service.url}/file`, 100)])
      expect(await failure(work)).toMatchObject({ message: 'CircleCI wants to be left alone' });
    expect(service.requests).toHaveLength(before);
    expect(await textOf(await one.download(`${storage.url}/file`, 100))).toBe('stored bytes');
  });

  it('understands a date in Retry-After', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    service.trouble({ kind: 'status', status: 429, headers: { 'retry-after': date } });
    const error = await failure(client().get('/thing', schema));
    expect(error).toMatchObject({ retryAfterMs: expect.closeTo(60_000, -4) });
  });

  it.each([['dead'], ['lost'], ['wrong'], ['slow']] as const)(
    'asks for another try when it is %s',
    async (kind) => {
      service.trouble({ kind, ms: 600 });
      const hasty = client(kind === 'slow' ? { timeoutMs: 300 } : {});
      expect(await failure(hasty.get('/thing', schema))).toBeInstanceOf(RetryableError);
    },
  );

  it('asks for another try when the answer is not what it should be, and names the place', async () => {
    answer = () => ({ status: 200, body: { name: 7 } });
    const error = await failure(client().get('/thing', schema));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error.message).toContain('name');
  });

  it.each([
    [401, 'CircleCI does not know the token of this server. Set CIRCLECI_TOKEN.'],
    [
      403,
      'CircleCI refuses the token of this server what it needs: GET /thing: no … here. Set CIRCLECI_TOKEN.',
    ],
    [404, 'CircleCI refused GET /thing with status 404: no … here.'],
  ])('tells in words and without the token what %i means', async (status, words) => {
    answer = () => ({ status, body: { message: `no ${token} here` } });
    const error = await failure(client().get('/thing', schema));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'E-CI', message: words });
  });

  it('never repeats a token that was sent as Bearer', async () => {
    answer = () => ({ status: 400, body: `<b>${token}` });
    const bearer = client({ credentials: { authorization: `Bearer ${token}` } });
    expect((await failure(bearer.get('/thing', schema))).message).not.toContain(token);
    answer = () => ({ status: 400, body: { message: `bad Bearer ${token}` } });
    const error = await failure(bearer.get('/thing', schema));
    expect(error.message).not.toContain(token);
    expect(messageOf(error.cause ?? '')).not.toContain(token);
  });

  it('never repeats a token that its credentials hold in another form', async () => {
    answer = () => ({ status: 400, body: { message: `bad bot:${token}` } });
    const authorization = `Basic ${Buffer.from(`bot:${token}`).toString('base64')}`;
    const basic = client({ credentials: { authorization }, secrets: [token] });
    expect((await failure(basic.get('/thing', schema))).message).toContain('bad bot:…');
  });

  it('reads no JSON from the pages of a service that refuses with pages, and from no page that grants', async () => {
    answer = () => ({ status: 404, body: '<html>Not Found</html>' });
    const paged = client({ refusesWithPages: true });
    expect(await paged.getIfThere('/thing', schema)).toBeUndefined();
    expect(await failure(client().getIfThere('/thing', schema))).toBeInstanceOf(RetryableError);
    answer = () => ({ status: 200, body: '<html>Please log in</html>' });
    expect(await failure(paged.getIfThere('/thing', schema))).toBeInstanceOf(RetryableError);
  });

  it('knows what is not there, where that may be', async () => {
    answer = () => ({ status: 404, body: { message: 'Not found' } });
    expect(await client().getIfThere('/thing', schema)).toBeUndefined();
  });

  it('reads no more JSON than allowed', async () => {
    answer = () => ({ status: 200, body: { name: 'x'.repeat(5_000) } });
    const error = await failure(client({ maxJsonBytes: 1_000 }).get('/thing', schema));
    expect(error.message).toContain('larger than 1000 bytes');
  });

  it('follows no redirect of a call, so that the token stays', async () => {
    answer = () => ({ status: 302, headers: { location: `${storage.url}/x` } });
    const before = storage.requests.length;
    const error = await failure(client().call({ method: 'POST', path: '/thing', isStart: true }));
    expect(error.message).toContain('redirects to 127.0.0.1');
    expect(error).not.toBeInstanceOf(RefusedRequest);
    expect(storage.requests).toHaveLength(before);
  });

  it('follows a download to storage without the token', async () => {
    answer = () => ({ status: 302, headers: { location: `${storage.url}/bucket?signature=1` } });
    expect(await textOf(await client().download(`${service.url}/artifact`, 1_000))).toBe('stored bytes');
    expect(lastOf(service)?.headers['circle-token']).toBe(token);
    expect(lastOf(storage)?.headers).not.toHaveProperty('circle-token');
    expect(lastOf(storage)?.query.get('signature')).toBe('1');
  });

  it('does not send the token to another host that an artifact names', async () => {
    expect(await textOf(await client().download(`${storage.url}/artifact`, 1_000))).toBe('stored bytes');
    expect(lastOf(storage)?.headers).not.toHaveProperty('circle-token');
  });

  it('goes to no host over plain HTTP that is not the service itself', async () => {
    answer = () => ({ status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data' } });
    expect(await textOf(await client().download(`${service.url}/artifact`, 1_000))).toContain('not trusted');
    answer = () => ({ status: 302, headers: { location: 'file:///etc/passwd' } });
    expect(await textOf(await client().download(`${service.url}/artifact`, 1_000))).toContain('not trusted');
  });

  it('begins no download that says it is too large', async () => {
    answer = () => ({ status: 200, body: 'x'.repeat(2_000) });
    const large = `gone: it is larger than 1000 bytes`;
    service.trouble({
      kind: 'status',
      status: 200,
      headers: { 'content-length': '2000' },
      body: 'x'.repeat(2_000),
    });
    expect(await textOf(await client().download(`${service.url}/large`, 1_000))).toBe(large);
  });

  it('gives up on redirects in a circle', async () => {
    answer = () => ({ status: 302, headers: { location: `${service.url}/again` } });
    expect(await textOf(await client().download(`${service.url}/again`, 1_000))).toContain(
      'more than 5 times',
    );
  });

  it('says of a file that is gone why, and of a service that is ailing to try again', async () => {
    answer = () => ({ status: 410, body: 'expired' });
    expect(await textOf(await client().download(`${service.url}/old`, 1_000))).toBe(
      'gone: CircleCI answered 410 for it',
    );
    answer = () => ({ status: 503 });
    expect(await failure(client().download(`${service.url}/old`, 1_000))).toBeInstanceOf(RetryableError);
  });

  it('notices a download that breaks off or stands still', async () => {
    const halves = createServer((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      if (request.url === '/broken') setTimeout(() => response.destroy(), 20);
    });
    await new Promise<void>((ready) => halves.listen(0, '127.0.0.1', ready));
    const base = `http://127.0.0.1:${(halves.address() as AddressInfo).port}`;
    const slow = client({ baseUrl: base, timeoutMs: 2_000 });
    for (const path of ['/broken', '/stands-still']) {
      const download = await slow.download(base + path, 1_000);
      expect(await failure(textOf(download))).toBeInstanceOf(RetryableError);
    }
    halves.closeAllConnections();
    halves.close();
  });
});

describe('bytes that are saved', () => {
  const of = async function* (...texts: string[]): AsyncGenerator<Uint8Array> {
    for (const text of texts) yield Buffer.from(text);
  };

  it('appear as a file once they are whole', async () => {
    await saveBytes(of('a', 'b'), join(home, 'deep/file'), 2);
    expect(readFileSync(join(home, 'deep/file'), 'utf8')).toBe('ab');
  });

  it('leave nothing behind when they are too many or break off', async () => {
    await expect(saveBytes(of('ab', 'c'), join(home, 'cut/large'), 2)).rejects.toThrow('larger than 2 bytes');
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw new Error('broke off');
    };
    await expect(saveBytes(broken(), join(home, 'cut/broken'), 9)).rejects.toThrow('broke off');
    expect(readdirSync(join(home, 'cut'))).toEqual([]);
  });
});

describe('a list that comes in pages', () => {
  async function allOf(items: AsyncIterable<number>): Promise<number[]> {
    const all: number[] = [];
    for await (const item of items) all.push(item);
    return all;
  }

  it('is read to its end, and no further than wanted', async () => {
    const asked: (string | undefined)[] = [];
    const read = async (page: string | undefined) => {
      asked.push(page);
      const at = Number(page ?? 0);
      return { items: [at * 2, at * 2 + 1], next: at < 2 ? String(at + 1) : undefined };
    };
    expect(await allOf(everyItem(read))).toEqual([0, 1, 2, 3, 4, 5]);
    asked.length = 0;
    for await (const item of everyItem(read)) if (item === 1) break;
    expect(asked).toEqual([undefined]);
  });

  it('ends when the service names the same page for ever', async () => {
    const items = everyItem(async () => ({ items: [1], next: 'again' }));
    expect(await allOf(items)).toEqual([1, 1]);
  });
});
