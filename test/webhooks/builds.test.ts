import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import type { Build } from '../../src/model/history.ts';
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
    importRecord: async () => ({ kept: false, tests: 3, failed: 1, notes: [] }),
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
    ['with JSON that is none', { headers: { 'content-type': 'application/json' }, body: '{' }, 422],
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

  it('takes four at once and asks a fifth to come again', async () => {
    const waiting: (() => void)[] = [];
    const app = buildsDoor({
      tokens: [{ project: '*', token }],
      importReports: async () => {
        await new Promise<void>((done) => waiting.push(done));
        return { kept: true, tests: 1, failed: 0, notes: [] };
      },
      importRecord: () => Promise.reject(new Error('unused')),
      log: () => {},
    });
    const one = async () =>
      app.request(`${buildsPath}?${new URLSearchParams(place).toString()}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: 'x',
      });
    const first = Array.from({ length: 4 }, one);
    while (waiting.length < 4) await new Promise((next) => setImmediate(next));
    const fifth = await one();
    expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([429, '10']);
    for (const done of waiting) done();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  });
});
