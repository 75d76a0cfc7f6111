import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Jira } from '../../src/jira/jira.ts';
import { createJiraReceiver, deliveryId, packed } from '../../src/jira/receiver.ts';
import { RetryableError } from '../../src/model/errors.ts';
import { comment } from '../../src/jira/shapes.ts';
import type { Comment } from '../../src/model/ticket.ts';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import { addIssue, edit, newJira, remove, say, type FakeComment } from '../fakes/jira/state.ts';

const open: FakeJira[] = [];
let fake: FakeJira;
let heard: Comment[];
let silent: string[];
let edited: Comment[];

beforeEach(async () => {
  fake = await startFakeJira(newJira());
  open.push(fake);
  heard = [];
  silent = [];
  edited = [];
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
    edited: async (comment) => {
      edited.push(comment);
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

  it('says nothing when it is gone', async () => {
    const one = said('jane');
    const payload = await kept(one);
    remove(fake.state, one);
    await receive(payload);
    expect([heard, edited, silent]).toEqual([[], [], [one.id]]);
  });

  it.each([
    ['its author made more of a command', 'jane', '/retrial repeat A#b x20', '/retrial repeat A#b x2000'],
    ['its author made a command of it', 'jane', 'I’ll try', '/retrial repeat A#b'],
    ['its author changed a word beside the command', 'jane', '/retrial help', 'Thanks\n\n/retrial help'],
    ['somebody else made a command of it', 'mallory', 'a few words', '/retrial repeat A#b'],
    ['somebody else changed the command', 'mallory', '/retrial help', '/retrial repeat A#b'],
  ])('runs nothing once %s, whichever way it is found', async (_, by, before, after) => {
    const one = said('jane', before);
    const [seen, blank] = [await kept(one), packed({ issue: 'SHOP-1', comment: one.id })];
    fake.state.skewMs += 1_000;
    edit(fake.state, one, by, after);
    for (const payload of [await kept(one), blank]) await receive(payload);
    expect([heard, silent]).toEqual([[], []]);
    expect(edited.map(({ id, author, text }) => [id, author.login, text])).toEqual([
      [one.id, 'jane', after],
      [one.id, 'jane', after],
    ]);
    await receive(seen);
    expect([heard, silent]).toEqual([[], []]);
    // What was nothing to us when it was seen is not even read again.
    expect(edited).toHaveLength(before.includes('/retrial') ? 3 : 2);
  });

  it('says nothing when it was edited to say nothing, or is too old', async () => {
    const [one, two] = [said('jane'), said('jane')];
    fake.state.skewMs += 1_000;
    edit(fake.state, one, 'jane', 'never mind');
    edit(fake.state, two, 'jane', '/retrial status');
    await receive(packed({ issue: 'SHOP-1', comment: one.id }));
    fake.state.skewMs += 25 * 3_600_000;
    await receive(packed({ issue: 'SHOP-1', comment: two.id }));
    expect([heard, edited, silent]).toEqual([[], [], [one.id, two.id]]);
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

it.each([
  [undefined, false],
  [null, false],
  ['2026-01-01T02:00:00.000+0200', false],
  ['2026-01-01T00:00:00.004+0000', false],
  ['2026-01-01T00:00:01.000+0000', false],
  ['2026-01-01T00:00:01.001+0000', true],
  ['2026-01-01T03:00:00.000+0200', true],
  ['2025-12-31T23:59:59.000+0000', false],
  ['soon', 'unread'],
  [7, 'unread'],
])('with %s for its last change is edited: %s', (updated, isEdited) => {
  const raw = {
    id: '1',
    body: 'x',
    author: { name: 'jane' },
    created: '2026-01-01T00:00:00.000+0000',
    updated,
  };
  expect(comment.safeParse(raw).data?.isEdited ?? 'unread').toBe(isEdited);
});
