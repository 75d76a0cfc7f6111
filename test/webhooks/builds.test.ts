import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import type { Build } from '../../src/model/history.ts';
import { boundedBody, jsonLines } from '../../src/webhooks/uploads.ts';
import { buildsDoor, buildsPath, largestUpload, type BuildsDoor } from '../../src/webhooks/builds.ts';

const token = 'shop-token-0123456789';
const place = {
  project: 'acme/shop',
  branch: 'main',
  lane: 'unit',
  commit: 'c1',
  at: '2026-03-02T10:00:00+01:00',
};

interface Sent {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | ReadableStream<Uint8Array>;
  readonly door?: Partial<BuildsDoor>;
}

/** Sends one build and tells what came of it, and what reached the reader. */
async function send({ query = place, headers = {}, body = '<testsuite/>', door = {} }: Sent = {}) {
  const read: { build: Build; file: string; bytes: number }[] = [];
  const logged: string[] = [];
  const app = buildsDoor({
    tokens: [
      { project: 'Acme/Shop', token },
      { project: 'acme/other', token: 'other-token-0123456789' },
    ],
    async importReports(build, file, sent) {
      let bytes = 0;
      for await (const chunk of sent) bytes += chunk.byteLength;
      read.push({ build, file, bytes });
      return { kept: true, tests: 3, failed: 1, notes: [] };
    },
    async importRecord(lines) {
      for await (const _ of lines);
      return { kept: false, tests: 3, failed: 1, notes: [] };
    },
    log: (message, facts) => logged.push(JSON.stringify([message, facts])),
    ...door,
  });
  const answer = await app.request(`${buildsPath}?${new URLSearchParams(query).toString()}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body,
    duplex: 'half',
  });
  return { status: answer.status, said: await answer.text(), read, logged, answer };
}

describe('the door for builds', () => {
  it('takes reports with their place, once for one build', async () => {
    const { status, said, read } = await send({ query: { ...place, ms: '60000', file: 'a.zip' } });
    expect(status).toBe(201);
    expect(JSON.parse(said)).toEqual({ kept: true, tests: 3, failed: 1, notes: [] });
    const at = '2026-03-02T09:00:00.000Z';
    const { at: _, ...rest } = place;
    const build = { ...rest, at, id: `c1 ${at}`, passesKnown: true, ms: 60_000 };
    expect(read).toEqual([{ build, file: 'a.zip', bytes: 12 }]);
    const again = { importReports: async () => ({ kept: false, tests: 3, failed: 1, notes: [] }) };
    expect((await send({ door: again })).status).toBe(200);
  });

  it.each([
    ['without a token', { headers: { authorization: '' } }, 401],
    ['with a token that nobody gave', { headers: { authorization: 'Bearer nonsense-0123456789' } }, 401],
    ['with a longer token', { headers: { authorization: `Bearer ${token}x` } }, 401],
    ['with a token in another form', { headers: { authorization: `Basic ${token}` } }, 401],
    ['with another project’s token', { headers: { authorization: 'Bearer other-token-0123456789' } }, 403],
    ['without a project', { query: { branch: 'main', at: place.at } }, 400],
    ['without a time', { query: { project: 'acme/shop', branch: 'main' } }, 400],
    ['with a time that is none', { query: { ...place, at: 'yesterday' } }, 400],
    ['with a line break in a name', { query: { ...place, branch: 'a\nb' } }, 400],
    ['with a name without end', { query: { ...place, lane: 'x'.repeat(301) } }, 400],
    ['with a path for a file name', { query: { ...place, file: '../../etc/passwd' } }, 400],
    ['with a word nobody knows', { query: { ...place, brnach: 'x' } }, 400],
    [
      'with more bytes than it says are taken',
      { headers: { 'content-length': String(largestUpload + 1) } },
      413,
    ],
    ['with JSON that is none', { headers: { 'content-type': 'application/x-ndjson' }, body: '{' }, 422],
  ] as const)('refuses a build %s, before a byte of it is read', async (_, sent, status) => {
    const done = await send(sent);
    expect(done.status).toBe(status);
    expect(done.read).toEqual([]);
    expect(done.said).not.toContain(token);
  });

  it('stops reading what never ends', async () => {
    const piece = new Uint8Array(8 * 1024 ** 2);
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += piece.byteLength;
        controller.enqueue(piece);
      },
    });
    const { status, read } = await send({ body: endless });
    expect(status).toBe(413);
    expect(read).toEqual([]);
    expect(pulled).toBeLessThan(largestUpload + 10 * piece.byteLength);
  });

  it('says what it found nothing in, what it could not read, and what it could not keep', async () => {
    const empty = {
      importReports: async () => ({ kept: false, tests: 0, failed: 0, notes: ['a: damaged'] }),
    };
    const nothing = await send({ door: empty });
    expect([nothing.status, nothing.said]).toEqual([422, expect.stringContaining('a: damaged')]);
    const fail = (error: Error) => ({
      async importReports(): Promise<never> {
        throw error;
      },
    });
    expect((await send({ door: fail(new UserError('E-VALUE', 'It is a bomb.')) })).status).toBe(422);
    const broken = await send({ door: fail(new Error('disk /secret/place full')) });
    expect(broken.status).toBe(503);
    expect(broken.said).not.toContain('/secret/place');
    expect(broken.logged[0]).toContain('/secret/place');
  });

  it('takes four at once of one token and asks its fifth to come again, but not another’s first', async () => {
    const waiting: (() => void)[] = [];
    const other = 'other-token-0123456789';
    const app = buildsDoor({
      tokens: [
        { project: '*', token },
        { project: 'acme/shop', token: other },
      ],
      importReports: async () => {
        await new Promise<void>((done) => waiting.push(done));
        return { kept: true, tests: 1, failed: 0, notes: [] };
      },
      importRecord: () => Promise.reject(new Error('unused')),
      log: () => {},
    });
    const one = async (by = token) =>
      app.request(`${buildsPath}?${new URLSearchParams(place).toString()}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${by}` },
        body: 'x',
      });
    const first = Array.from({ length: 4 }, async () => one());
    while (waiting.length < 4) await new Promise((next) => setImmediate(next));
    const fifth = await one();
    expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([429, '10']);
    const others = one(other);
    while (waiting.length < 5) await new Promise((next) => setImmediate(next));
    for (const done of waiting) done();
    expect((await others).status).toBe(201);
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  });
});

async function gathered(values: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const value of values) all.push(value);
  return all;
}

describe('a body', () => {
  const pace = { startMs: 40, bytesPerMs: 1 };
  const body = (chunks: readonly (readonly [afterMs: number, bytes: number])[]) =>
    new ReadableStream<Uint8Array>({
      async start(controller) {
        for (const [afterMs, bytes] of chunks) {
          await new Promise((next) => setTimeout(next, afterMs));
          controller.enqueue(new Uint8Array(bytes));
        }
      },
    });

  async function read(from: ReadableStream<Uint8Array>): Promise<number> {
    let bytes = 0;
    for await (const chunk of boundedBody(from, 10_000, pace)) bytes += chunk.byteLength;
    return bytes;
  }

  it.each([
    ['that never comes', []],
    ['of drops that never end', Array.from({ length: 1_000 }, () => [5, 1] as const)],
    ['that stops half-way', [[0, 100]] as const],
  ])('%s holds no place for long', async (_, chunks) => {
    const began = performance.now();
    await expect(read(body(chunks))).rejects.toThrow('too slowly');
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it('that comes fast enough has the time it needs, and what is done with it takes none of it', async () => {
    const whole = new Response(new Uint8Array(5_000)).body;
    let bytes = 0;
    for await (const chunk of boundedBody(whole, 10_000, pace)) {
      await new Promise((next) => setTimeout(next, 100));
      bytes += chunk.byteLength;
    }
    expect(bytes).toBe(5_000);
  });

  it('of lines is read line by line, wherever they are cut', async () => {
    async function* pieces(text: string, size: number) {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    for (const size of [1, 3, 100]) {
      const values = [];
      for await (const value of jsonLines(pieces('{"a":"ü"}\n[1]\n2', size))) values.push(value);
      expect(values).toEqual([{ a: 'ü' }, [1], 2]);
    }
    await expect(gathered(jsonLines(pieces('1\n{', 2)))).rejects.toThrow('Line 2 is no JSON.');
    await expect(gathered(jsonLines(pieces('1'.repeat(1_100_000), 65_536)))).rejects.toThrow('too long');
  });
});
