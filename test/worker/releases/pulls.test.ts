import { describe, expect, it } from 'vitest';
import type { LinkedPullRequest } from '../../../src/model/blocker.ts';
import type { PullsRead } from '../../../src/trackers/tracker.ts';
import { withKnownPulls } from '../../../src/worker/releases/pulls.ts';
import { factsOf, on, pull } from '../../releases/facts.ts';

const project = { tracker: 'github', project: 'apache/cassandra' } as const;

/** Looks at one ticket, made on the tenth, one after the other; what the tracker lists of it and of pull requests. */
async function looks(
  all: readonly (readonly [day: number, listed: readonly LinkedPullRequest[], read: PullsRead])[],
): Promise<readonly (readonly [string, number])[]> {
  const kept = new Map<string, string>();
  const cursors = {
    get: async (name: string): Promise<unknown> => JSON.parse(kept.get(name) ?? 'null'),
    put: async (name: string, place: unknown) => void kept.set(name, JSON.stringify(place)),
  };
  const seen: (readonly [string, number])[] = [];
  for (const [day, pullRequests, pulls] of all) {
    const tickets = [factsOf({ ticket: { pullRequests } }).ticket];
    const parts = { store: { cursors }, now: () => new Date(on(day)) };
    const found = await withKnownPulls(
      { tickets, gaps: [], pulls },
      { project, release: '4.1' },
      parts as never,
    );
    const names = found.tickets[0]?.pullRequests.map(({ number, state }) => `#${number} ${state}`).join(' ');
    seen.push([names ?? '', found.gaps.length]);
  }
  return seen;
}

const merged = pull({ state: 'merged', mergedAt: on(12) });

describe('pull requests that a list no longer reaches', () => {
  it('stay linked, as they were seen last', async () => {
    expect(
      await looks([
        [11, [pull()], { numbers: [34], from: on(9) }],
        [12, [merged], { numbers: [34], from: on(10) }],
        [13, [], { numbers: [99], from: on(12, 13) }],
        [14, [pull({ number: 40 })], { numbers: [40], from: on(12, 14) }],
      ]),
    ).toEqual([
      ['#34 open', 0],
      ['#34 merged', 0],
      ['#34 merged', 1],
      ['#40 open #34 merged', 1],
    ]);
  });

  it('are let go once they are read and name the ticket no more', async () => {
    expect(
      await looks([
        [11, [pull()], { numbers: [34], from: on(9) }],
        [12, [], { numbers: [34], from: on(9) }],
        [13, [], { numbers: [], from: on(11) }],
      ]),
    ).toEqual([
      ['#34 open', 0],
      ['', 0],
      ['', 0],
    ]);
  });

  it('are a gap where the ticket is older than what was ever read, and none where all were', async () => {
    expect(await looks([[14, [], { numbers: [1], from: on(13) }]])).toEqual([['', 1]]);
    expect(await looks([[14, [], { numbers: [1] }]])).toEqual([['', 0]]);
    // Each look reaches back to the one before.
    const steady = [11, 12, 13].map((day) => [day, [], { numbers: [], from: on(day - 2) }] as const);
    expect((await looks(steady)).map(([, gaps]) => gaps)).toEqual([0, 0, 0]);
  });
});
