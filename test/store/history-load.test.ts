import { expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { loadHistory } from '../bench/history-load.ts';
import { storeFolder } from '../support/places.ts';

it('gives no statement more than a bounded number of values, however large the build', async () => {
  const { path, remove } = await storeFolder();
  const store = await openStore({ folder: path });
  const measured = await loadHistory(store, { project: 'shop', builds: 2, tests: 4_000, failEvery: 3 });
  const failures = await store.pool.query<{ total: number }>(
    'select sum(count)::integer as total from retrial.history_failure',
  );
  await store.close();
  await remove();
  const failed = (build: number): number =>
    Array.from({ length: 4_000 }, (_, at) => at).filter((at) => (at + build * 7) % 3 === 0).length;
  expect(failures.rows).toEqual([{ total: failed(0) + failed(1) }]);
  expect(measured.rows).toBe(8_000);
  expect(measured.mostValues).toBeLessThanOrEqual(1_000);
  expect(measured.statements).toBeGreaterThan(16);
}, 60_000);
