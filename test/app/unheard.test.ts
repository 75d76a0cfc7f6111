import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftUndone } from '../../src/app/unheard.ts';
import { RetryableError, ServiceRefusal } from '../../src/model/errors.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { MadeTicket, Tracker } from '../../src/trackers/tracker.ts';
import { plain } from '../commands/fakes.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { silentTracker } from '../support/silent-tracker.ts';

let folder: TemporaryFolder;
let store: Store;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

const attemptedAt = '2026-01-01T00:00:00.000Z';
const soon = '2026-01-01T00:00:30.000Z';
const late = '2026-01-01T00:03:00.000Z';

/** A comment that is gone, killed between the making of its follow-up and the noting down that it was made. */
async function killed(key: string, findMade: Tracker['findMade']) {
  const ticket = { tracker: 'github', project: 'acme/shop', key } as const;
  const id = `github:acme/shop#${key}/9/1`;
  const decision = { id, ticket, by: 'ann', at: attemptedAt, what: 'ignore', reason: 'x' };
  const project = { tracker: 'github', project: 'acme/shop' };
  const planned = { project, firstAt: attemptedAt, attemptedAt };
  await store.orders.begin(id, { decision, ticket: planned }, attemptedAt);
  const told: string[] = [];
  const tracker: Tracker = {
    ...silentTracker,
    findMade,
    async post(_, document) {
      told.push(plain(document));
      return { commentId: '1' };
    },
  };
  const look = async (at: string) =>
    leftUndone({ ticket, id: '9' }, { store, tracker, trackers: () => tracker, now: () => new Date(at) });
  return { look, told, order: async () => store.orders.get(id) };
}

const made: MadeTicket = {
  ticket: { tracker: 'github', project: 'acme/shop', key: '77' },
  url: 'https://git.example.org/77',
};

describe('a follow-up that was made for a comment that is gone, and not noted down', () => {
  it('is looked for and told once', async () => {
    const { look, told, order } = await killed('1', async () => made);
    expect(await look(soon)).toEqual([]);
    expect(await look(late)).toEqual([]);
    expect(told).toEqual([expect.stringContaining('#77')]);
    // Who asks for the same again gets that one.
    expect(await order()).toMatchObject({ refused: true, ticket: { made } });
  });

  it('is waited for while its tracker may hide it still', async () => {
    let isShown = false;
    const { look, told, order } = await killed('2', async () => (isShown ? made : undefined));
    await expect(look(soon)).rejects.toThrow(RetryableError);
    expect(await order()).not.toHaveProperty('refused');
    isShown = true;
    await look(soon);
    expect(told).toEqual([expect.stringContaining('#77')]);
  });

  it.each([
    ['it was never made', async () => undefined],
    [
      'nobody may look for it',
      async () => {
        throw new ServiceRefusal('404');
      },
    ],
  ])('holds nothing up where %s', async (what, findMade) => {
    const { look, told, order } = await killed(String(what.length), findMade);
    await look(late);
    expect(told).toEqual([]);
    expect(await order()).toMatchObject({ refused: true });
  });
});
