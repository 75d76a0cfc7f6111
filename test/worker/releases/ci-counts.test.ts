import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../../src/model/history.ts';
import { withCiCounts } from '../../../src/worker/releases/ci-counts.ts';
import { decided, factsOf, found, now, on, pull, repeated, settings } from '../../releases/facts.ts';

const test = 'org.acme.CASTest#testConflictingWrites';

const place = { project: 'acme/shop', branch: 'main', release: settings.release };

function build(
  day: number,
  passed: number,
  { failed = 0, passesKnown = true, lane = 'jdk8', commit = '' } = {},
): Sighting {
  const build = {
    project: 'acme/shop',
    id: `${lane}-${day}`,
    branch: 'main',
    lane,
    commit,
    at: on(day),
  };
  return { build: { ...build, passesKnown }, test, passed, failed, skipped: 0 };
}

async function counted(sightings: readonly Sighting[], facts = factsOf({ ciFailures: [{ at: on(11) }] })) {
  const history = { testsWith: async () => [test], sightings: async () => sightings };
  const parts = { store: { history } as never, memory: new Map() };
  const [one] = await withCiCounts([facts], { ...place, now }, parts);
  return one?.ciCounts;
}

describe('how often a test ran in ordinary CI', () => {
  it('is told with how often it passed since its last failure', async () => {
    const all = [build(12, 40), build(11, 3, { failed: 1 }), build(10, 50), build(13, 60)];
    expect(await counted(all)).toEqual({ executed: 154, failed: 1, clean: 100, days: 30 });
  });

  it('takes a failure in a build that tells of no passes for the last one too', async () => {
    const all = [build(10, 50), build(12, 0, { failed: 1, passesKnown: false }), build(13, 60)];
    expect(await counted(all)).toEqual({ executed: 110, failed: 0, clean: 60, days: 30 });
  });

  it('is told of what ran only where somebody accepted it', async () => {
    const ran = factsOf({ ciFailures: [{ at: on(11) }], found: [found(repeated('.....'))] });
    expect(await counted([build(12, 40)], ran)).toBeUndefined();
    const accepted = { ...ran, decisions: [decided('accept')] };
    expect(await counted([build(14, 40)], accepted)).toMatchObject({ clean: 40 });
  });

  it('counts no pass as clean that came before the accepted fix did', async () => {
    const all = [build(11, 0, { failed: 1 }), build(12, 300), build(14, 20), build(16, 7)];
    const ran = { ciFailures: [{ at: on(11) }], decisions: [decided('accept', { at: on(13) })] };
    const clean = async (ticket = {}) => (await counted(all, factsOf({ ...ran, ticket })))?.clean;
    expect(await clean()).toBe(27);
    expect(await clean({ pullRequests: [pull({ state: 'merged', mergedAt: on(15) })] })).toBe(7);
    const mention = pull({ state: 'merged', mergedAt: on(15), isMention: true });
    expect(await clean({ pullRequests: [mention] })).toBe(27);
    expect(await clean({ closedAt: on(12, 7) })).toBe(327);
  });

  it('lets the passes of another lane clear no failure, and make it no rarer', async () => {
    const failed = build(11, 0, { failed: 1, lane: 'jdk11' });
    const others = [build(12, 300), build(10, 90)];
    expect(await counted([failed, ...others])).toEqual({ executed: 1, failed: 1, clean: 0, days: 30 });
    const again = build(13, 7, { lane: 'jdk11' });
    expect(await counted([failed, ...others, again])).toMatchObject({ executed: 8, clean: 7 });
  });

  it('is as clean as the least clean of the lanes that failed, each since its own failure', async () => {
    const all = [
      build(11, 9, { failed: 1 }),
      build(12, 300),
      build(13, 0, { failed: 2, lane: 'jdk11' }),
      build(14, 40, { lane: 'jdk11' }),
      build(14, 500, { lane: 'jdk17' }),
    ];
    expect(await counted(all)).toEqual({ executed: 352, failed: 3, clean: 40, days: 30 });
  });

  it('counts no pass as clean of a commit that does not hold the fix, though it was built after the merge', async () => {
    const merged = pull({ state: 'merged', mergedAt: on(13), mergeCommit: 'f'.repeat(40) });
    const facts = factsOf({
      ciFailures: [{ at: on(11) }],
      decisions: [decided('accept', { at: on(13) })],
      ticket: { pullRequests: [merged] },
    });
    const all = [
      build(11, 0, { failed: 1 }),
      build(12, 100, { commit: 'before' }),
      build(14, 200, { commit: 'old' }),
      build(15, 40, { commit: 'new' }),
      build(16, 7),
    ];
    const history = { testsWith: async () => [test], sightings: async () => all };
    const asked: string[] = [];
    const parts = {
      store: { history } as never,
      memory: new Map(),
      older: async (_: unknown, commitsAfter: (moment: string) => readonly string[]) => {
        asked.push(...commitsAfter(on(13)));
        return ['old'];
      },
    };
    const [one] = await withCiCounts([facts], { ...place, now: on(17) }, parts);
    expect(one?.ciCounts).toEqual({ executed: 348, failed: 1, clean: 47, days: 30 });
    expect(asked).toEqual(['old', 'new']);
  });

  it('is counted over all lanes where nobody knows which one failed', async () => {
    const all = [build(12, 40), build(13, 60, { lane: 'jdk11' })];
    expect(await counted(all)).toEqual({ executed: 100, failed: 0, clean: 100, days: 30 });
  });
});
