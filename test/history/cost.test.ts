import { describe, expect, it } from 'vitest';
import { costOfAll, costsOf } from '../../src/history/cost.ts';
import type { Build, Sighting } from '../../src/model/history.ts';

function seen(
  test: string,
  id: string,
  over: Partial<Sighting> & { lane?: string; ms?: number } = {},
): Sighting {
  const { lane = 'unit', ms, ...counts } = over;
  const build: Build = {
    project: 'shop',
    id,
    branch: 'main',
    lane,
    commit: id,
    at: '2026-03-02T10:00:00.000Z',
    passesKnown: true,
    ...(ms === undefined ? {} : { ms }),
  };
  return { test, build, passed: 0, failed: 1, skipped: 0, ...counts };
}

describe('the cost of a test', () => {
  it('is the red builds it was in, and those that were red for it alone, over all lanes', () => {
    const costs = costsOf([
      seen('a', '1', { lane: 'jdk8' }),
      seen('a', '1', { lane: 'jdk11' }),
      seen('a', '2', { lane: 'jdk8' }),
      seen('b', '2', { lane: 'jdk11' }),
      seen('b', '3', { passed: 1, failed: 0 }),
    ]);
    expect(costs.get('a')).toEqual({ redBuilds: 2, alone: 1 });
    expect(costs.get('b')).toEqual({ redBuilds: 1, alone: 0 });
  });

  it('is nothing where it passed when tried again in the same build', () => {
    expect(costsOf([seen('a', '1', { passed: 1 })]).get('a')).toBeUndefined();
  });

  it('counts the minutes of a build that it alone turned red, by its longest lane', () => {
    const costs = costsOf([
      seen('a', '1', { lane: 'jdk8', ms: 600_000 }),
      seen('a', '1', { lane: 'jdk11', ms: 1_200_000 }),
      seen('a', '2', { ms: 600_000 }),
      seen('b', '2', { ms: 600_000 }),
      seen('a', '3'),
    ]);
    expect(costs.get('a')).toEqual({ redBuilds: 3, alone: 2, minutes: 20 });
    expect(costs.get('b')).toEqual({ redBuilds: 1, alone: 0 });
  });

  it('counts each red build once for all tests together', () => {
    const all = [
      seen('a', '1', { ms: 60_000 }),
      seen('b', '1', { ms: 60_000 }),
      seen('c', '2', { ms: 120_000 }),
    ];
    expect(costOfAll(all)).toEqual({ redBuilds: 2, minutes: 3 });
    expect(costOfAll([])).toEqual({ redBuilds: 0 });
  });
});
