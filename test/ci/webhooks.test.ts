import { afterEach, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import type { BatchRequest } from '../../src/ci/service.ts';
import { dueAt, lookOf, type Look } from '../../src/ci/remote/pace.ts';
import {
  actionsPlace,
  buildkitePlace,
  circleciPlace,
  jenkinsPlace,
  type CiPlace,
} from '../contracts/ci-places.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('webhooks');
const minute = 60_000;
const limits = { lagMs: 0, leastLookMs: 20_000 };

function requestOf(changes: { wokenAt?: string; isHeardOf?: boolean } = {}): BatchRequest {
  const { wokenAt, isHeardOf } = changes;
  return {
    batch: { id: 'b', runId: 'r', first: 1, count: 1, ...(wokenAt === undefined ? {} : { wokenAt }) },
    repository: '',
    selector: parseSelector('A#b'),
    settings: {},
    ...(isHeardOf === undefined ? {} : { isHeardOf }),
  };
}

describe('the next look at a batch', () => {
  const at = (ageMs: number, isOnlyEndLeft = true) => ({
    now: 0,
    ageMs,
    deadlineMs: 60 * minute,
    isOnlyEndLeft,
  });
  const told = '2026-11-24T01:00:00.000Z';
  const before: Look = { lookedAt: -minute, lookAgainAt: 0, wokenAt: told };

  it.each([
    ['usual', at(4 * minute), requestOf(), undefined, 2 * minute],
    ['rare where the end is told of', at(4 * minute), requestOf({ isHeardOf: true }), undefined, 15 * minute],
    [
      'usual while approvals may be waited for',
      at(4 * minute, false),
      requestOf({ isHeardOf: true }),
      undefined,
      2 * minute,
    ],
    ['no later than the deadline', at(52 * minute), requestOf({ isHeardOf: true }), undefined, 8 * minute],
    ['usual behind the deadline', at(70 * minute), requestOf({ isHeardOf: true }), undefined, 5 * minute],
    [
      'soon when an end was told of that is not to be seen',
      at(4 * minute),
      requestOf({ isHeardOf: true, wokenAt: told }),
      undefined,
      20_000,
    ],
    [
      'usual when it still is not',
      at(4 * minute),
      requestOf({ isHeardOf: true, wokenAt: told }),
      before,
      2 * minute,
    ],
  ])('is %s', (_, found, request, last, wait) => {
    const look = lookOf(found, { request, before: last, limits });
    expect(look.lookAgainAt).toBe(wait);
  });

  it('comes when the service has told, though not at once behind the last, and once for each time', () => {
    const look: Look = { lookedAt: 1_000, lookAgainAt: 900_000, wokenAt: undefined };
    expect(dueAt(look, requestOf(), limits)).toBe(900_000);
    expect(dueAt(look, requestOf({ wokenAt: told }), limits)).toBe(21_000);
    expect(dueAt({ ...look, wokenAt: told }, requestOf({ wokenAt: told }), limits)).toBe(900_000);
    expect(dueAt({ ...look, lookAgainAt: 5_000 }, requestOf({ wokenAt: told }), limits)).toBe(5_000);
  });
});

describe.each([
  ['circleci', circleciPlace],
  ['github-actions', actionsPlace],
  ['jenkins', jenkinsPlace],
  ['buildkite', buildkitePlace],
])('a batch on %s', (name, open) => {
  let place: CiPlace;

  afterEach(() => place.close());

  it('is asked for when its service told of it, and not again for the same word', async () => {
    place = await open(join(home, name));
    let shift = 0;
    const now = (): Date => new Date(Date.now() + shift);
    const service = place.service({ now, leastLookMs: 20_000 });
    const asked = place.request('r-1-b1', 1);
    place.pace({ runMs: 600 * minute });
    const ref = await service.trigger(asked);
    await service.poll(ref, asked);
    shift += minute;
    await service.poll(ref, asked);
    const calls = (): number => place.elsewhere?.requests.length ?? 0;
    const before = calls();
    shift += 21_000;
    const heard = { ...asked, isHeardOf: true };
    await service.poll(ref, heard);
    expect(calls()).toBe(before);
    const woken = { ...heard, batch: { ...asked.batch, wokenAt: '2026-11-24T01:00:00.000Z' } };
    await service.poll(ref, woken);
    const after = calls();
    expect(after).toBeGreaterThan(before);
    for (let turn = 0; turn < 5; turn += 1) await service.poll(ref, woken);
    expect(calls()).toBe(after);
    await service.close();
  });
});
