import { describe, expect, it } from 'vitest';
import { pngOf } from '../../src/images/png.ts';
import { plottedBisection, plottedIsolation } from '../../src/reports/plots/plotted.ts';
import { ratesSvg } from '../../src/reports/plots/rates-svg.ts';
import { stories as bisections } from '../reports/bisection-stories.ts';
import { stories as isolations } from '../reports/isolation-stories.ts';

const estimate = { failed: 12, executed: 400, rate: 0.03, low: 0.0156, high: 0.0518, level: 0.95 };
const hostile = '</text><script>alert(1)</script>"\' onload=x &amp; \u0000\u202E';

describe('a plot', () => {
  it('is a picture whose texts are drawn: without a font both would be the same', () => {
    const [one, other] = ['before', 'after'].map((name) =>
      Buffer.from(
        pngOf(ratesSvg('rates', [{ label: '', name, estimate }]).replaceAll(/<title>.*?<\/title>/g, '')),
      ),
    );
    expect(one?.subarray(1, 4).toString()).toBe('PNG');
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(false);
  });

  it('holds hostile names as text alone', () => {
    const svg = ratesSvg(hostile, [{ label: hostile, name: hostile, estimate }]);
    expect(svg).not.toMatch(/<script|\u202E/);
    expect(() => pngOf(svg)).not.toThrow();
  });

  it('stays small, however much there is to show, and says where nothing ran', () => {
    const svg = ratesSvg(
      'rates',
      Array.from({ length: 500 }, () => ({ label: 'x'.repeat(999), name: '' })),
    );
    expect(svg.length).toBeLessThan(20_000);
    expect(svg).toContain('nothing ran');
  });
});

describe('a plot of a question', () => {
  it.each(Object.entries(bisections))('shows what a search tested, oldest first: %s', (_, { bisection }) => {
    const rows = plottedBisection(bisection);
    const level = bisection.levels.at(-1);
    const hasRun = level?.tested.some((one) => one.estimate !== undefined) === true;
    expect(rows.length).toBe(hasRun ? Math.min(24, level.tested.length) : 0);
    for (const { label, estimate: shown, without } of rows) {
      const tested = level?.tested.find(({ position, commit }) =>
        label.startsWith(`${position}: ${commit.id.slice(0, 7)}`),
      );
      expect(shown).toEqual(tested?.estimate);
      expect(without !== undefined && tested?.estimate !== undefined).toBe(false);
    }
    expect(rows.some(({ name }) => name !== '')).toBe(
      ['culprit', 'no-change', 'began-to-run'].includes(bisection.outcome.kind),
    );
    expect(
      Buffer.from(pngOf(ratesSvg('Shop#pays', rows)))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it.each(Object.entries(isolations))('shows each company of a test: %s', (_, { isolation }) => {
    const rows = plottedIsolation(isolation.scopes);
    const hasRun = isolation.scopes.some((one) => one.estimate !== undefined);
    const shown = hasRun ? isolation.scopes : [];
    expect(rows.map((row) => row.estimate)).toEqual(shown.map((one) => one.estimate));
    expect(new Set(rows.map(({ label }) => label)).size).toBe(shown.length);
  });

  it('keeps a reason from outside as text', () => {
    const svg = ratesSvg('rates', [{ label: 'x', name: '', without: hostile.repeat(99) }]);
    expect(svg).not.toMatch(/<script|\u202E/);
    expect(svg.length).toBeLessThan(3_000);
  });
});
