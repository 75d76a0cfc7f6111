import { describe, expect, it } from 'vitest';
import { lastGreen } from '../../src/history/last-green.ts';
import type { BuildOutline } from '../../src/model/history.ts';

const now = '2022-08-16T08:00:00.000Z';
const on = (day: number): string => `2022-08-${String(day).padStart(2, '0')}T06:00:00.000Z`;

function part(id: string, day: number, more: Partial<BuildOutline> = {}): BuildOutline {
  return { id, commit: id, at: on(day), isWhole: true, hasFailed: false, size: 100, ...more };
}

describe('the last green full run', () => {
  it.each([
    [
      'the newest in which nothing failed',
      [part('a', 12), part('b', 13)],
      { days: 3, at: on(13), commit: 'b' },
    ],
    [
      'not one with a failure in any lane',
      [part('a', 12), part('b', 13), part('b', 13, { hasFailed: true })],
      { days: 4, at: on(12), commit: 'a' },
    ],
    [
      'none since the oldest full run',
      [part('a', 4, { hasFailed: true }), part('b', 13, { hasFailed: true })],
      { days: 12 },
    ],
    [
      'not one of a few tests',
      [part('a', 4), part('b', 13, { size: 20 })],
      { days: 12, at: on(4), commit: 'a' },
    ],
    [
      'not one whose reports could not all be read',
      [part('a', 4), part('b', 13, { isWhole: false })],
      { days: 12, at: on(4), commit: 'a' },
    ],
    [
      'lanes of one run count together',
      [part('a', 4, { size: 50 }), part('a', 4, { size: 50 })],
      { days: 12, at: on(4), commit: 'a' },
    ],
    ['without its commit where nobody said it', [part('', 13)], { days: 3, at: on(13) }],
    ['not one of tomorrow', [part('a', 13), part('b', 17)], { days: 3, at: on(13), commit: 'a' }],
    [
      'nothing where builds tell of failures only',
      [part('a', 13, { isWhole: false, hasFailed: true, size: 0 })],
      undefined,
    ],
    ['nothing where nothing ran', [part('a', 13, { size: 0 })], undefined],
    ['nothing without a build', [], undefined],
  ] as const)('%s', (_, parts, expected) => expect(lastGreen(parts, now)).toEqual(expected));

  it('is the same whatever order the lanes come in', () => {
    const all = [
      part('a', 12),
      part('b', 13, { hasFailed: true }),
      part('b', 13),
      part('c', 14, { size: 9 }),
    ];
    expect(lastGreen(all.toReversed(), now)).toEqual(lastGreen(all, now));
  });
});
