import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { githubHook, githubPath } from '../../src/webhooks/github.ts';
import { isSignedBy } from '../../src/webhooks/signature.ts';

const secret = 'the shared secret';
const sign = (body: string | Uint8Array, key = secret): string =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

interface Door {
  readonly kept: string[];
  readonly queued: string[];
  readonly post: (body: string, headers?: Record<string, string>) => Promise<number>;
}

function door(faults: { store?: Error; enqueue?: Error } = {}): Door {
  const kept: string[] = [];
  const queued: string[] = [];
  const app = githubHook({
    secret,
    now: () => new Date(0),
    log: () => {},
    store: async ({ id }) => {
      if (faults.store !== undefined) throw faults.store;
      const known = kept.includes(id);
      if (!known) kept.push(id);
      return known ? 'known' : 'new';
    },
    enqueue: async (id) => {
      if (faults.enqueue !== undefined) throw faults.enqueue;
      queued.push(id);
    },
  });
  const post = async (body: string, headers: Record<string, string> = {}): Promise<number> => {
    const usual = {
      'content-type': 'application/json',
      'x-github-delivery': 'd-1',
      'x-github-event': 'issue_comment',
      'x-hub-signature-256': sign(body),
    };
    const response = await app.request(githubPath, {
      method: 'POST',
      body,
      headers: { ...usual, ...headers },
    });
    return response.status;
  };
  return { kept, queued, post };
}

describe('the door for GitHub’s deliveries', () => {
  it('stores first, then queues, then answers 202; once per delivery id', async () => {
    const { post, kept } = door();
    expect([await post('{}'), await post('{}')]).toEqual([202, 202]);
    expect(kept).toEqual(['d-1']);
  });

  it.each<[string, string, Record<string, string>, number]>([
    ['a wrong signature', '{}', { 'x-hub-signature-256': sign('{}', 'guess') }, 401],
    ['no signature', '{}', { 'x-hub-signature-256': '' }, 401],
    ['a signature of another body', '{"a":1}', { 'x-hub-signature-256': sign('{}') }, 401],
    ['the old SHA-1 form', '{}', { 'x-hub-signature-256': 'sha1=0000' }, 401],
    ['no delivery id', '{}', { 'x-github-delivery': '' }, 400],
    ['an id that is no id', '{}', { 'x-github-delivery': '../../etc' }, 400],
    ['no event', '{}', { 'x-github-event': '' }, 400],
    ['a form', 'payload={}', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['signed nonsense', '{', {}, 400],
  ])('refuses %s and keeps nothing', async (_, body, headers, status) => {
    const { post, kept, queued } = door();
    expect(await post(body, headers)).toBe(status);
    expect([kept, queued]).toEqual([[], []]);
  });

  it('does not read on beyond GitHub’s own limit', async () => {
    const { post, kept } = door();
    expect(await post(`"${'x'.repeat(25_000_001)}"`)).toBe(413);
    expect(kept).toEqual([]);
  });

  it('asks for a redelivery when it cannot store', async () => {
    expect(await door({ store: new Error('disk full') }).post('{}')).toBe(503);
  });

  it('has taken what it stored, even if the queue is away', async () => {
    const { post, kept } = door({ enqueue: new Error('no Redis') });
    expect(await post('{}')).toBe(202);
    expect(kept).toEqual(['d-1']);
  });
});

describe('isSignedBy', () => {
  it('accepts exactly the HMAC of the bytes, whatever the bytes and the header', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (body, header) => {
        expect(isSignedBy(secret, body, sign(body))).toBe(true);
        expect(isSignedBy(secret, body, header)).toBe(false);
        expect(isSignedBy('another', body, sign(body))).toBe(false);
      }),
    );
  });
});
