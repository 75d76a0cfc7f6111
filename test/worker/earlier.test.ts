import { expect, it } from 'vitest';
import { runSettingsSchema, type WorkerParts } from '../../src/worker/parts.ts';
import { earlierRuns } from '../../src/worker/questions/earlier.ts';
import { runOf } from '../commands/fakes.ts';

const now = Date.parse('2026-01-31T00:00:00Z');
const hoursAgo = (hours: number): string => new Date(now - hours * 3_600_000).toISOString();
const known = [1, 30, 167, 169, 2_000].map((hours) => runOf(`r-${hours}`, { createdAt: hoursAgo(hours) }));
const usual = { repository: '/srv/shop', fetch: true, settings: {}, quiet: false };

it.each([
  ['of the last week unless told', {}, ['r-1', 'r-30', 'r-167']],
  ['of a day', { reuseMs: 86_400_000 }, ['r-1']],
  ['none', { reuseMs: 0 }, []],
  ['of a week at most, whatever was asked', { reuseMs: 1e12 }, ['r-1', 'r-30', 'r-167']],
])('a comparison counts earlier runs: %s', async (_, question, ids) => {
  const runs = { earlier: async () => known, settings: async () => usual };
  const parts = { store: { runs }, now: () => new Date(now) } as unknown as WorkerParts;
  const settings = runSettingsSchema.parse({ ...usual, question: { kind: 'compare', ...question } });
  const found = await earlierRuns({ run: runOf('r-new'), settings, commit: 'c' }, parts);
  expect(found.map(({ id }) => id)).toEqual(ids);
});
