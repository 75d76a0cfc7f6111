import { describe, expect, it } from 'vitest';
import { pngOf } from '../../src/images/png.ts';
import { ratesSvg } from '../../src/reports/plots/rates-svg.ts';

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
