import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/model/repeat-run.ts';
import type { CiService } from '../../src/ci/service.ts';
import { isHeardOf, noteHearing } from '../../src/worker/hearing.ts';
import type { Store } from '../../src/store/store.ts';
import type { WorkerParts } from '../../src/worker/parts.ts';
import { runOf } from '../commands/fakes.ts';
import { memory } from '../support/memory.ts';

const told: Batch = { id: 'b-1', runId: 'r-1', first: 1, count: 1, wokenAt: '2026-11-24T01:00:00.000Z' };
const untold: Batch = { id: 'b-2', runId: 'r-1', first: 2, count: 1 };

function partsOf(lagMs: number): Pick<WorkerParts, 'store' | 'now' | 'service'> {
  // Only what is looked at here of a store and a service.
  const store: Partial<Store> = { cursors: memory().cursors };
  const service: Partial<CiService> = { limits: { lagMs, leastLookMs: lagMs } };
  return { store: store as Store, now: () => new Date(0), service: () => service as CiService };
}

describe('a service that tells of ends', () => {
  const run = runOf('r-1', { service: 'circleci' });

  it('is trusted for as long as it told of every batch of the last round', async () => {
    const parts = partsOf(1);
    const heard: boolean[] = [await isHeardOf(run, parts)];
    for (const batches of [[told], [], [told, untold], [told, told]]) {
      await noteHearing(run, batches, parts);
      heard.push(await isHeardOf(run, parts));
    }
    expect(heard).toEqual([false, true, true, false, true]);
  });

  it('is trusted in its own project alone', async () => {
    const parts = partsOf(1);
    await noteHearing(run, [told], parts);
    const elsewhere = { ...run, ticket: { ...run.ticket, project: 'acme/other' } };
    expect(await isHeardOf(elsewhere, parts)).toBe(false);
    expect(await isHeardOf({ ...run, service: 'github-actions' }, parts)).toBe(false);
  });

  it('is none that runs here', async () => {
    const parts = partsOf(0);
    await noteHearing(run, [told], parts);
    expect(await isHeardOf(run, parts)).toBe(false);
  });
});
