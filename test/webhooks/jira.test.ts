import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jiraHook, jiraPath } from '../../src/webhooks/jira.ts';
import { corpus, needCorpus } from '../support/corpus.ts';

const secret = 'a-secret-of-length';
const site = 'https://jira.example.test/jira';
const sign = (body: string, key = secret, method = 'sha256'): string =>
  `${method}=${createHmac(method, key).update(body).digest('hex')}`;

interface Door {
  readonly kept: Map<string, string>;
  readonly queued: string[];
  readonly logged: unknown[];
  /** Projects whose issues have changed. */
  readonly told: string[];
  /** Signed as Cloud does, unless told otherwise. */
  readonly post: (body: string, how?: { signature?: string; path?: string }) => Promise<Response>;
}

function door(faults: { store?: Error; enqueue?: Error } = {}): Door {
  const kept = new Map<string, string>();
  const queued: string[] = [];
  const told: string[] = [];
  const logged: unknown[] = [];
  const app = jiraHook({
    secret,
    site,
    now: () => new Date(0),
    log: (...what) => logged.push(what),
    store: async ({ id, payload }) => {
      if (faults.store !== undefined) throw faults.store;
      if (kept.has(id)) return 'known';
      kept.set(id, payload);
      return 'new';
    },
    changed: async (project) => void told.push(project),
    enqueue: async (id) => {
      if (faults.enqueue !== undefined) throw faults.enqueue;
      queued.push(id);
    },
  });
  const post = async (body: string, how: { signature?: string; path?: string } = {}): Promise<Response> => {
    const { signature = sign(body), path = jiraPath } = how;
    return app.request(path, { method: 'POST', body, headers: { 'x-hub-signature': signature } });
  };
  return { kept, queued, logged, told, post };
}

const comment = { id: '20001', self: `${site}/rest/api/2/issue/10001/comment/20001`, body: '/retrial help' };
const issue = { id: '10001', key: 'SHOP-1', fields: { summary: 's' } };
const event = (more: object): string => JSON.stringify({ timestamp: 1, ...more });
const created = event({ webhookEvent: 'comment_created', comment, issue });

describe('the door for Jira’s events', () => {
  it.each([
    ['Cloud', created, 'SHOP-1'],
    ['a Data Center that names no issue', event({ webhookEvent: 'comment_created', comment }), '10001'],
    [
      'a Data Center that tells of issues only',
      event({ webhookEvent: 'jira:issue_updated', issue_event_type_name: 'issue_commented', comment, issue }),
      'SHOP-1',
    ],
  ])('keeps the place of a new comment, and none of its words, from %s', async (_, body, place) => {
    const { post, kept, queued } = door();
    const answer = await post(body);
    expect([answer.status, await answer.text()]).toEqual([202, 'stored']);
    const id = 'jira:jira.example.test/jira:20001';
    expect([...kept]).toEqual([[id, JSON.stringify({ issue: place, comment: '20001' })]]);
    expect(queued).toEqual([id]);
  });

  it('keeps a comment once, however often and by whichever event it comes', async () => {
    const { post, kept } = door();
    const other = {
      webhookEvent: 'jira:issue_updated',
      issue_event_type_name: 'issue_commented',
      comment,
      issue,
    };
    const answers = [await post(created), await post(created), await post(event(other))];
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['stored', 'known', 'known']);
    expect(kept.size).toBe(1);
  });

  it('lets in who has the secret in its address, and who signs with it', async () => {
    const { post } = door();
    expect((await post(created, { signature: '', path: `${jiraPath}/${secret}` })).status).toBe(202);
    expect((await post(created, { path: jiraPath })).status).toBe(202);
  });

  it.each([
    ['nothing', { signature: '' }],
    ['another secret', { signature: sign(created, 'guess') }],
    ['a signature of another body', { signature: sign('{}') }],
    ['a weak method', { signature: sign(created, secret, 'sha1') }],
    ['another secret in the address', { signature: '', path: `${jiraPath}/guess` }],
    ['the beginning of the secret', { signature: '', path: `${jiraPath}/${secret.slice(0, -1)}` }],
  ])('refuses who brings %s, and keeps nothing', async (_, how) => {
    const { post, kept, logged } = door();
    expect((await post(created, how)).status).toBe(401);
    expect(kept.size).toBe(0);
    expect(JSON.stringify(logged)).not.toContain(secret.slice(0, -1));
  });

  it.each([
    ['an edit', { webhookEvent: 'comment_updated', comment, issue }],
    ['a deletion', { webhookEvent: 'comment_deleted', comment, issue }],
    [
      'another change',
      { webhookEvent: 'jira:issue_updated', issue_event_type_name: 'issue_assigned', comment, issue },
    ],
    ['no comment', { webhookEvent: 'comment_created', issue }],
    ['a comment that is none', { webhookEvent: 'comment_created', comment: { id: '../1' }, issue }],
    [
      'a comment of another site',
      {
        webhookEvent: 'comment_created',
        comment: { ...comment, self: 'https://evil.example/rest/api/2/issue/1/comment/2' },
      },
    ],
    [
      'a comment of a site whose name begins alike',
      {
        webhookEvent: 'comment_created',
        comment: { ...comment, self: `${site}.evil.example/rest/api/2/issue/1/comment/2` },
      },
    ],
  ])('has no interest in %s', async (_, body) => {
    const { post, kept } = door();
    const answer = await post(event(body));
    expect([answer.status, await answer.text(), kept.size]).toEqual([202, 'of no interest', 0]);
  });

  it.each([
    [
      'a change of an issue',
      { webhookEvent: 'jira:issue_updated', issue_event_type_name: 'issue_assigned' },
      1,
    ],
    ['a change on Cloud', { webhookEvent: 'jira:issue_updated' }, 1],
    ['a new issue', { webhookEvent: 'jira:issue_created' }, 1],
    ['a comment alone', { webhookEvent: 'jira:issue_updated', issue_event_type_name: 'issue_commented' }, 0],
    ['an event of something else', { webhookEvent: 'sprint_closed' }, 0],
  ])('tells whose issues changed by %s', async (_, what, times) => {
    const { post, told } = door();
    await post(event({ ...what, issue }));
    await post(event({ ...what, issue }), { signature: '' });
    expect(told).toEqual(Array.from({ length: times }, () => 'SHOP'));
  });

  it('takes nonsense for no event, signed or not', async () => {
    const { post, kept } = door();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
        expect((await post(body)).status).toBe(400);
        expect((await post(body, { signature: '' })).status).toBe(401);
      }),
      { numRuns: 100 },
    );
    expect(kept.size).toBe(0);
  });

  it('reads no more than an event may have', async () => {
    const { post } = door();
    expect((await post(`"${'x'.repeat(10_000_001)}"`)).status).toBe(413);
  });

  it('asks for the event again when it can’t be stored, and not when only the queue is away', async () => {
    expect((await door({ store: new Error('full') }).post(created)).status).toBe(503);
    expect((await door({ enqueue: new Error('away') }).post(created)).status).toBe(202);
  });
});

describe.skipIf(corpus === undefined && process.env['CI'] === undefined)(
  'the shapes of events that were seen (RETRIAL_CORPUS)',
  () => {
    it('each lead to their comment', async () => {
      const path = join(needCorpus(), 'specs/jira/webhook-shapes.synthetic.json');
      const { _note, ...shapes }: Record<string, unknown> = JSON.parse(readFileSync(path, 'utf8'));
      expect(Object.keys(shapes).length).toBeGreaterThan(2);
      for (const shape of Object.values(shapes)) {
        const body = JSON.stringify(shape).replaceAll('https://jira.example.test/', `${site}/`);
        expect(await (await door().post(body)).text()).toBe('stored');
      }
    });
  },
);
