import { describe, expect, it } from 'vitest';
import { doubtAfter, failuresMissing } from '../../../src/statistics/bisect/side-by-side.ts';

describe('a suspect and its parent in turns', () => {
  it.each([
    ['nothing failed yet', 0, 0, 3],
    ['one failure of the suspect', 1, 0, 2],
    ['three failures of the suspect alone', 3, 0, 0],
    ['the parent failed once', 3, 1, 3],
    ['both fail alike', 4, 4, 8],
  ])('%s', (_, suspect, parent, missing) => {
    expect(failuresMissing({ suspect, parent }, 0.05)).toBe(missing);
  });

  it('leave less doubt with each failure of the suspect, more with each of the parent', () => {
    expect(doubtAfter({ suspect: 0, parent: 0 })).toBeCloseTo(0.15, 12);
    // (1.9^3 + 1.5^3) / 2 = 5.117 against 0.15 : 0.85.
    expect(doubtAfter({ suspect: 3, parent: 0 })).toBeCloseTo(0.15 / (0.15 + 0.85 * 5.117), 12);
    expect(doubtAfter({ suspect: 4, parent: 0 })).toBeLessThan(doubtAfter({ suspect: 3, parent: 0 }));
    // Beside a parent that never ran, failures of the suspect tell nothing of the two.
    expect(doubtAfter({ suspect: 3, parent: 0, share: 1 })).toBeGreaterThan(0.15);
    expect(failuresMissing({ suspect: 3, parent: 0, share: 1 }, 0.05)).toBe(50);
    expect(doubtAfter({ suspect: 3, parent: 0, share: 0.8 })).toBeGreaterThan(
      doubtAfter({ suspect: 3, parent: 0 }),
    );
    expect(doubtAfter({ suspect: 4, parent: 1 })).toBeGreaterThan(doubtAfter({ suspect: 3, parent: 0 }));
  });

  it('rarely convince when both have the failure, however often one looks', () => {
    // Exact: chance that a walk of fair coins ever gets there within 60 failures.
    expect(everConvinced(60)).toBeLessThan(1 / 3.35);
    expect(everConvinced(60)).toBeGreaterThan(0.1);
  });
});

function everConvinced(failures: number): number {
  let alive = new Map([[0, 1]]);
  let convinced = 0;
  for (let n = 1; n <= failures; n++) {
    const next = new Map<number, number>();
    for (const [suspect, chance] of alive)
      for (const more of [0, 1]) next.set(suspect + more, (next.get(suspect + more) ?? 0) + chance / 2);
    for (const [suspect, chance] of next) {
      if (failuresMissing({ suspect, parent: n - suspect }, 0.05) > 0) continue;
      convinced += chance;
      next.delete(suspect);
    }
    alive = next;
  }
  return convinced;
}
