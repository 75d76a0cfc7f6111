import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { startChild } from '../support/child.ts';
import { storeFolder, temporaryFolder } from '../support/places.ts';
import type { TemporaryFolder } from '../support/places.ts';

describe('a store whose process is killed', { timeout: 240_000 }, () => {
  const folders: TemporaryFolder[] = [];

  afterEach(async () => {
    for (const folder of folders.splice(0)) await folder.remove();
  });

  const kept = (folder: TemporaryFolder): TemporaryFolder => {
    folders.push(folder);
    return folder;
  };

  it('has everything that was acknowledged when it is opened again, each time', async () => {
    const { path: folder } = kept(await storeFolder());
    const acknowledged: string[] = [];
    for (const [round, lines] of [200, 30, 0, 75].entries()) {
      const child = startChild('store-child.ts', folder, `${round}`);
      for (let line = 0; line <= lines; line += 1) acknowledged.push(await child.hear());
      const listening = (async () => {
        for (;;) acknowledged.push(await child.hear());
      })().catch(() => undefined);
      await sleep(Math.random() * 20);
      await child.kill();
      await listening;

      const store = await openStore({ folder });
      const waiting = await store.deliveries.unhandledIds();
      const { rows } = await store.pool.query<{ data: { id: string } }>('select data from bullmq.job');
      const { iterations } = store;
      const there = new Set([
        ...(await store.runs.unfinished()).map(({ id }) => `run ${id}`),
        ...waiting.map((id) => `delivery ${id}`),
        ...rows.map(({ data }) => `job ${JSON.parse(data.id)}`),
        ...(await iterations.of(`r-${round}`)).map(({ index }) => `iteration ${index}`),
      ]);
      await store.close();
      const mine = acknowledged.filter((line) => !line.startsWith('iteration'));
      expect(mine.filter((line) => !there.has(line))).toEqual([]);
      const counted = acknowledged.splice(0).filter((line) => line.startsWith('iteration'));
      expect(counted.filter((line) => !there.has(line))).toEqual([]);
      acknowledged.push(...mine);
    }
  });

  it('opens again when it is killed while it opens for the first time', async () => {
    const { path: folder } = kept(await temporaryFolder());
    for (const lifeMs of [700, 1200, 2000]) {
      const child = startChild('store-child.ts', folder, 'x');
      await sleep(lifeMs);
      await child.kill();
    }
    const store = await openStore({ folder });
    expect(await store.deliveries.unhandledIds()).toEqual(expect.any(Array));
    await store.close();
  });
});
