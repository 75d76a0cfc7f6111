import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Jira } from '../../src/jira/jira.ts';
import { createJiraReceiver, deliveryId, packed } from '../../src/jira/receiver.ts';
import { RetryableError } from '../../src/model/errors.ts';
import type { Comment } from '../../src/model/ticket.ts';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import { addIssue, edit, newJira, remove, say, type FakeComment } from '../fakes/jira/state.ts';

const open: FakeJira[] = [];
let fake: FakeJira;
let heard: Comment[];
let silent: string[];

beforeEach(async () => {
  fake = await startFakeJira(newJira());
  open.push(fake);
  heard = [];
  silent = [];
});
afterAll(() => Promise.all(open.map((one) => one.close())));

const client = () => new Jira({ url: fake.url, kind: 'data-center', token: 'secret' });

async function receive(payload: string): Promise<void> {
  const receiver = createJiraReceiver({
    client: client(),
    projects: ['SHOP'],
    bots: ['hudson'],
    concerns: ({ text }) => text.includes('/retrial'),
    listener: async (comment) => {
      heard.push(comment);
    },
    silent: async ({ id }) => {
      silent.push(id);
    },
  });
  await receiver({ payload });
}

/** As the polling keeps a comment. */
async function kept({ issue, id }: FakeComment): Promise<string> {
  const seen = await client().comment(issue, id);
  if (seen === undefined) throw new Error('it is gone already');
  return packed({ issue, comment: id, seen });
}

function said(author: string, body = '/retrial help'): FakeComment {
  return say(fake.state, { issue: 'SHOP-1', author, body });
}

describe('a comment that was kept', () => {
  it('is heard with its ticket, its writer and its words', async () => {
    const visibility = { type: 'role', value: 'Committers' } as const;
    const one = say(fake.state, { issue: 'SHOP-1', author: 'jane', body: '/retrial help', visibility });
    await receive(await kept(one));
    expect(heard).toEqual([
      {
        ticket: { tracker: 'jira', project: 'SHOP', key: 'SHOP-1', visibility },
        id: one.id,
        author: { login: 'jane', isBot: false },
        text: '/retrial help',
        isPullRequest: false,
        createdAt: expect.stringMatching(/Z$/),
      },
    ]);
  });

  it('is not even read again when it is not for us', async () => {
    const payload = await kept(said('jane', 'a few words'));
    const before = fake.state.requests.length;
    await receive(payload);
    expect([heard, fake.state.requests.length]).toEqual([[], before]);
  });

  it('says what it says now, and nothing when it is gone', async () => {
    const [one, two] = [said('jane'), said('jane')];
    const payloads = [await kept(one), await kept(two)];
    edit(fake.state, one, 'jane', '/retrial status');
    remove(fake.state, two);
    for (const payload of payloads) await receive(payload);
    expect(heard.map(({ text }) => text)).toEqual(['/retrial status']);
    expect(silent).toEqual([two.id]);
  });

  it('says nothing once somebody else has changed it', async () => {
    const one = said('benedict', 'a few words');
    const [seen, blank] = [await kept(one), packed({ issue: 'SHOP-1', comment: one.id })];
    edit(fake.state, one, 'mallory', '/retrial repeat A#b');
    for (const payload of [seen, await kept(one), blank]) await receive(payload);
    expect([heard, silent]).toEqual([[], [one.id, one.id]]);
  });

  it('is looked up when only its place is known, and heard if it is new and in one of our projects', async () => {
    const one = said('jane');
    const [issue] = fake.state.issues;
    await receive(packed({ issue: issue?.id ?? '', comment: one.id }));
    expect(heard).toMatchObject([{ id: one.id, ticket: { project: 'SHOP', key: 'SHOP-1' } }]);
    addIssue(fake.state, 'TOYS-1');
    const other = say(fake.state, { issue: 'TOYS-1', author: 'jane', body: '/retrial help' });
    await receive(packed({ issue: 'TOYS-1', comment: other.id }));
    const talk = said('jane', 'a few words');
    await receive(packed({ issue: 'SHOP-1', comment: talk.id }));
    await receive(packed({ issue: '999', comment: one.id }));
    fake.state.skewMs += 25 * 3_600_000;
    expect(silent).toEqual([talk.id]);
    await receive(packed({ issue: 'SHOP-1', comment: one.id }));
    expect(heard).toHaveLength(1);
    // It begins nothing any more, but what it decided in time may lack a step.
    expect(silent).toEqual([talk.id, one.id]);
  });

  it('is not heard when we wrote it, and known as a bot’s when a bot did', async () => {
    await receive(await kept(said('retrial')));
    expect(heard).toEqual([]);
    await receive(await kept(said('hudson')));
    expect(heard).toMatchObject([{ author: { login: 'hudson', isBot: true } }]);
  });

  it.each(['null', '{}', '{"issue":"../x","comment":"1"}', '{"issue":"SHOP-1","comment":"1/2"}', '[]'])(
    'means nothing when it is %s',
    async (payload) => {
      const before = fake.state.requests.length;
      await receive(payload);
      expect([heard, fake.state.requests.length]).toEqual([[], before]);
    },
  );

  it('is kept for later when Jira does not answer', async () => {
    const payload = await kept(said('jane'));
    fake.state.faults.push({ method: 'GET', path: /comment/, status: 503 });
    await expect(receive(payload)).rejects.toThrow(RetryableError);
  });
});

it('has one name, however the address of its Jira is written', () => {
  expect(deliveryId('https://x.org/jira', '7')).toBe('jira:x.org/jira:7');
  expect(deliveryId('https://x.org/jira/', '7')).toBe('jira:x.org/jira:7');
});
