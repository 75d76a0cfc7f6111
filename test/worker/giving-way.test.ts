import { expect, it } from 'vitest';
import { waitsFor } from '../../src/worker/giving-way.ts';
import { runOf } from '../commands/fakes.ts';

const low = { manner: { priority: 'low' } } as const;
const now = new Date('2022-08-16T09:00:00Z');
const waiting = runOf('r-low', { ...low, stage: 'trigger' });

it.each([
  ['a run of the usual rank', [runOf('r-1')], ['r-1']],
  ['one that was asked for later', [runOf('r-1', { createdAt: '2022-08-16T08:30:00Z' })], ['r-1']],
  ['one that has not begun', [runOf('r-1', { stage: 'prepare' })], ['r-1']],
  ['no other one of its own rank', [runOf('r-1', low)], []],
  ['none on another service', [runOf('r-1', { service: 'circleci' })], []],
  ['none that only has to report', [runOf('r-1', { stage: 'report' })], []],
  ['not itself', [waiting], []],
  ['nobody when nobody is there', [], []],
])('a run of low priority waits for %s', (_, others, ids) => {
  expect(waitsFor(waiting, others, now).map(({ id }) => id)).toEqual(ids);
});

it('a run of the usual rank waits for nobody', () => {
  expect(waitsFor(runOf('r-usual'), [runOf('r-1')], now)).toEqual([]);
});

it('nobody waits for longer than a day', () => {
  const late = new Date('2022-08-17T07:00:01Z');
  expect(waitsFor(waiting, [runOf('r-1')], late)).toEqual([]);
});

it('what was added to a run may wait for a day as well', () => {
  const at = '2022-08-18T07:00:00Z';
  const addition = {
    kind: 'extend',
    runs: 9,
    by: 'ann',
    at,
    commentId: 'c',
    line: 1,
    seen: 200,
    afterEnd: true,
  } as const;
  const again = { ...waiting, additions: [addition] };
  expect(waitsFor(again, [runOf('r-1')], new Date('2022-08-18T08:00:00Z'))).toHaveLength(1);
  expect(waitsFor(again, [runOf('r-1')], new Date('2022-08-19T07:00:01Z'))).toEqual([]);
});
