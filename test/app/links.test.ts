import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linksOf, settleLinks } from '../../src/app/links.ts';
import { readServerConfig } from '../../src/config/server.ts';
import type { Comment } from '../../src/model/ticket.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { knownOn } from '../../src/worker/releases/facts.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';

const config = readServerConfig(
  { name: 'server.yml', text: '' },
  { APP_ID: '1', PRIVATE_KEY: 'key', WEBHOOK_SECRET: 'long enough' },
);
const cause = { kind: 'signature', target: 's1-0123456789abcdef' } as const;
const test = { kind: 'test', target: 'A#b' } as const;
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

let second = 0;
function on(key: string, id = '9') {
  const ticket = { tracker: 'github', project: 'acme/shop', key, installation: 1 } as const;
  const comment = { id, ticket, author: { login: 'jo', isBot: false } } as unknown as Comment;
  const now = () => {
    second += 1;
    return new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  };
  const entries = async () =>
    (await store.ledger.of({ ticket })).map(({ decision: { what, by, test: named, signature: of } }) => [
      what,
      by,
      named ?? of,
    ]);
  const settle = async () => settleLinks(comment, { store, config });
  return { ticket, links: linksOf(comment, { store, config, now }), entries, settle };
}

describe('what a ticket tracks', () => {
  it('stands in the ledger with who said so, and so does taking it back', async () => {
    const { links, entries } = on('1');
    expect((await links.tie(test, 1)).isNew).toBe(true);
    expect((await links.tie(cause, 2)).isNew).toBe(true);
    expect((await links.tie(cause, 3)).isNew).toBe(false);
    expect(await links.untie(undefined, 4)).toBe(2);
    expect(await links.untie(undefined, 5)).toBe(0);
    expect(await entries()).toEqual([
      ['link', 'jo', 'A#b'],
      ['link', 'jo', cause.target],
      ['unlink', 'jo', 'A#b'],
      ['unlink', 'jo', cause.target],
    ]);
    expect((await store.ledger.check()).faults).toEqual([]);
  });

  it('is entered and tied once when a comment comes twice, killed between the two or not', async () => {
    const { links, entries, ticket } = on('2');
    await links.tie(test, 1);
    expect((await links.tie(test, 1)).isNew).toBe(true);
    await store.issueLinks.remove(ticket, test);
    expect((await links.tie(test, 1)).isNew).toBe(true);
    expect(await entries()).toHaveLength(1);
    expect(await links.all()).toHaveLength(1);
    await links.untie(test, 2);
    await links.untie(test, 2);
    expect(await entries()).toHaveLength(2);
  });

  it('answers the same when it is untied once more, after being killed before the answer', async () => {
    const { links, entries } = on('4');
    await links.tie(test, 1);
    await links.tie(cause, 2);
    expect(await links.untie(undefined, 3)).toBe(2);
    expect(await links.untie(undefined, 3)).toBe(2);
    expect(await links.untie(undefined, 4)).toBe(0);
    expect(await entries()).toHaveLength(4);
  });

  it('is what its ledger says, though the comment that said so is gone', async () => {
    const { links, settle, ticket, entries } = on('5');
    await links.tie(test, 1);
    await links.tie(cause, 2);
    const was = (await links.all()).map(({ target, by }) => ({ target, by }));
    // As after a kill between the ledger and the tying.
    await store.issueLinks.remove(ticket);
    await settle();
    expect((await links.all()).map(({ target, by }) => ({ target, by }))).toEqual(was);
    await links.untie(test, 3);
    await store.issueLinks.add('acme/shop', { ...test, ticket, by: 'jo', at: '2026-01-01T00:00:00Z' });
    await settle();
    expect((await links.all()).map(({ target }) => target)).toEqual([cause.target]);
    expect(await entries()).toHaveLength(3);
  });

  it('stays as a later comment made it', async () => {
    const first = on('6', '10');
    await first.links.tie(test, 1);
    await on('6', '11').links.untie(test, 1);
    await first.settle();
    expect(await first.links.all()).toEqual([]);
    await on('6', '1').links.tie(test, 1);
    await on('6', '11').settle();
    expect(await first.links.all()).toHaveLength(1);
  });

  it('settles nothing on a board, and makes no name of a decision doubtful', async () => {
    const { links, ticket } = on('3');
    await links.tie({ kind: 'test', target: 'com.x.A#b' }, 1);
    await links.tie({ kind: 'test', target: 'com.y.A#b' }, 2);
    expect((await knownOn(ticket, store, new Map())).decisions).toEqual([]);
  });
});
