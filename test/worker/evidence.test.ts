import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Iteration } from '../../src/model/iteration.ts';
import { maxEvidenceBytes } from '../../src/store/evidence-files.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { causeOf, keepEvidence } from '../../src/worker/evidence.ts';
import { storeFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('worker-evidence');

function failed(index: number, message: string): Iteration {
  const failure = { kind: 'error', type: 'java.io.IOException', message, body: '' } as const;
  return { index, outcome: 'failed', failure, results: [], durationMs: 1, machine: 'm' };
}

function log(bytes: number): { name: string; path: string } {
  const path = join(home, `${bytes}.log`);
  writeFileSync(path, `begin${'x'.repeat(bytes - 8)}end`);
  return { name: 'output.txt', path };
}

describe('the logs of failing iterations', { timeout: 60_000 }, () => {
  let store: Store;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const { path, remove } = await storeFolder();
    store = await openStore({ folder: path });
    close = async () => {
      await store.close();
      await remove();
    };
  });

  afterAll(() => close());

  it.each([
    ['whole for the first of a cause', true, 3_000_000, 3_000_000],
    ['without their middle for later ones', false, 3_000_000, 1_000_038],
    ['within what evidence may hold, also for the first', true, maxEvidenceBytes + 1, maxEvidenceBytes - 163],
  ])('are kept %s', async (_what, isFirst, bytes, size) => {
    const run = await newRun(store);
    await keepEvidence({ run, iteration: failed(1, 'm'), isFirst }, [log(bytes)], store.evidence);
    const [link] = await store.evidence.of(run.id);
    expect(Math.abs((link?.size ?? 0) - size)).toBeLessThan(10);
    const text = Buffer.from((await store.evidence.get(link?.digest ?? '')) ?? []).toString('utf8');
    expect([text.slice(0, 5), text.slice(-3)]).toEqual(['begin', 'end']);
    expect(text.includes('bytes left out')).toBe(size < bytes);
  });

  it('are told apart by the cause, not by what varies in it', () => {
    const [one, same, other] = [
      failed(1, 'port 8080 in use'),
      failed(2, 'port 8123 in use'),
      failed(3, 'no space'),
    ];
    expect(causeOf(one)).toBe(causeOf(same));
    expect(causeOf(one)).not.toBe(causeOf(other));
    const { failure: _failure, ...rest } = one;
    expect(causeOf({ ...rest, outcome: 'passed' })).toBeUndefined();
  });
});
