import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { storeFolder } from '../support/places.ts';

const ticket = { tracker: 'github', project: 'acme/shop', key: '7' } as const;
const at = '2022-08-16T08:00:00.000Z';

describe('permits', { timeout: 60_000 }, () => {
  let store: Store;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const folder = await storeFolder();
    ({ remove } = folder);
    store = await openStore({ folder: folder.path });
  }, 60_000);

  afterAll(async () => {
    await store.close();
    await remove();
  });

  it('hold for one person on one ticket, whatever the case of the name', async () => {
    await store.permits.add(ticket, { login: 'Jane', by: 'boss', at });
    expect(await store.permits.has(ticket, 'jANE')).toBe(true);
    expect(await store.permits.has(ticket, 'jan')).toBe(false);
    expect(await store.permits.has({ ...ticket, key: '8' }, 'Jane')).toBe(false);
    expect(await store.permits.has({ ...ticket, project: 'acme/core' }, 'Jane')).toBe(false);
    expect(await store.permits.has({ ...ticket, tracker: 'jira' }, 'Jane')).toBe(false);
  });

  it('stay as they were given first, and are listed oldest first', async () => {
    await store.permits.add(ticket, { login: 'jane', by: 'other', at: '2022-08-17T08:00:00.000Z' });
    await store.permits.add(ticket, { login: 'early', by: 'boss', at: '2022-08-01T08:00:00.000Z' });
    expect(await store.permits.of(ticket)).toEqual([
      { login: 'early', by: 'boss', at: '2022-08-01T08:00:00.000Z' },
      { login: 'Jane', by: 'boss', at },
    ]);
  });

  it('are taken back once', async () => {
    expect(await store.permits.remove(ticket, 'JANE')).toBe(true);
    expect(await store.permits.remove(ticket, 'JANE')).toBe(false);
    expect(await store.permits.has(ticket, 'Jane')).toBe(false);
  });

  it('take names from outside as they are', async () => {
    const login = "x'; drop table retrial.permit; --\0";
    await store.permits.add(ticket, { login, by: '\uD800', at });
    expect(await store.permits.has(ticket, login)).toBe(true);
    expect(await store.permits.of({ ...ticket, key: login })).toEqual([]);
  });
});
