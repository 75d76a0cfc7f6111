import { describe, expect, it } from 'vitest';
import type { BlockerFacts } from '../../../src/model/blocker.ts';
import { withOlder, type Holds } from '../../../src/worker/releases/older.ts';
import { runs } from '../../plans/evidence.ts';
import { compared, factsOf, found, on, pull, repeated, settings } from '../../releases/facts.ts';

const id = (sign: string): string => sign.repeat(40);
const fix = id('f');
const merged = pull({ state: 'merged', mergedAt: on(14), mergeCommit: fix });
const failing = (commit: string, day: number) => found(repeated(runs(1, 200)), { at: on(day), commit });
const facts = factsOf({
  ticket: { pullRequests: [merged] },
  found: [failing(id('1'), 13), failing(id('2'), 15), failing(id('3'), 15)],
  ciFailures: [
    { at: on(13), commit: id('4') },
    { at: on(15), commit: id('5') },
    { at: on(15), commit: 'short' },
    { at: on(15) },
  ],
});

/** The clone knows of these revisions whether they hold the fix. */
async function older(known: Readonly<Record<string, boolean>>, of: BlockerFacts = facts) {
  const asked: string[] = [];
  const holds: Holds = async (_, { revision, commit }) => {
    expect(commit).toBe(fix);
    asked.push(revision);
    return known[revision];
  };
  const told = await withOlder(of, { repository: 'acme/shop', release: settings.release, holds });
  return { older: told.older, asked };
}

describe('commits that come before a fix', () => {
  it('are those after its merge that do not hold it, of runs and of ordinary CI', async () => {
    const known = { 'cassandra-4.1': true, [id('2')]: false, [id('3')]: true, [id('5')]: false };
    expect((await older(known)).older).toEqual([id('2'), id('5')]);
  });

  it('are unknown where the branch holds the fix in another way, or nobody can tell', async () => {
    const known = { 'cassandra-4.1': false, [id('2')]: false };
    expect((await older(known)).older).toBeUndefined();
    expect((await older({ [id('2')]: false })).older).toBeUndefined();
    expect((await older({ 'cassandra-4.1': true })).older).toBeUndefined();
  });

  it('are not asked for where no fix is merged, or nothing came up since', async () => {
    const calm = { ...facts, found: [failing(id('1'), 13)], ciFailures: [] };
    expect((await older({}, calm)).asked).toEqual([]);
    for (const pulls of [[], [pull()], [{ ...merged, isMention: true as const }]])
      expect((await older({}, { ...facts, ticket: { ...facts.ticket, pullRequests: pulls } })).asked).toEqual(
        [],
      );
  });

  it('are asked for of both sides of a comparison', async () => {
    const beside = found(compared(runs(1, 9), runs(1, 9)), { at: on(15) });
    const { asked } = await older({ 'cassandra-4.1': true }, { ...facts, found: [beside], ciFailures: [] });
    expect(asked).toEqual(['cassandra-4.1', id('b'), id('a')]);
  });
});
