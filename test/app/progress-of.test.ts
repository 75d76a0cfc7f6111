import { expect, it } from 'vitest';
import { queuePlaceOf } from '../../src/app/progress-of.ts';
import { runOf } from '../commands/fakes.ts';

it('a run that has not begun has a place behind those that were asked for before it', () => {
  const waiting = { stage: 'prepare' } as const;
  const unfinished = [runOf('r-1'), runOf('r-2', waiting), runOf('r-3'), runOf('r-4', waiting)];
  const places = ['r-1', 'r-2', 'r-3', 'r-4', 'r-5'].map((id) => queuePlaceOf(id, unfinished));
  expect(places).toEqual([undefined, 1, undefined, 2, undefined]);
});

it('a run of low priority has its place behind the others until it has begun', () => {
  const low = { manner: { priority: 'low' } } as const;
  const unfinished = [
    runOf('r-1', { ...low, stage: 'trigger' }),
    runOf('r-2', { stage: 'prepare' }),
    runOf('r-3', { ...low, stage: 'prepare' }),
    runOf('r-4', { stage: 'trigger' }),
    runOf('r-5', { ...low, stage: 'wait' }),
  ];
  const places = unfinished.map(({ id }) => queuePlaceOf(id, unfinished));
  expect(places).toEqual([2, 1, 3, undefined, undefined]);
});
