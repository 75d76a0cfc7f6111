import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksBySize, clean, cleanId } from '../../src/store/text.ts';

describe('a text for the database', () => {
  it.each([
    ['plain é 😀', 'plain é 😀'],
    ['a\0b', 'a\uFFFDb'],
    ['\ud800', '\uFFFD'],
    ['\udc00\ud800', '\uFFFD\uFFFD'],
    ['', ''],
  ])('of %j is %j', (text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
  });

  it('survives UTF-8 as it is, whatever it was', () => {
    const property = fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cleaned = clean(text);
      expect(Buffer.from(cleaned).toString()).toBe(cleaned);
      expect(cleaned).not.toContain('\0');
      expect(cleaned).toHaveLength(text.length);
      expect(clean(cleaned)).toBe(cleaned);
    });
    fc.assert(property);
  });

  it('may be an id up to 500 characters', () => {
    expect(cleanId('x'.repeat(500))).toHaveLength(500);
    expect(() => cleanId('x'.repeat(501))).toThrow(RangeError);
  });
});

describe('chunks', () => {
  it('hold everything in order, stay under the limits, and none is empty', () => {
    const limits = fc.record({
      size: fc.integer({ min: 1, max: 50 }),
      count: fc.integer({ min: 1, max: 5 }),
    });
    const property = fc.property(fc.array(fc.nat(60)), limits, (sizes, limit) => {
      const chunks = chunksBySize(sizes, (size) => size, limit);
      expect(chunks.flat()).toEqual(sizes);
      for (const chunk of chunks) {
        const total = chunk.reduce((sum, size) => sum + size, 0);
        expect(chunk.length).toBeGreaterThan(0);
        expect(chunk.length).toBeLessThanOrEqual(limit.count);
        expect(total <= limit.size || chunk.length === 1).toBe(true);
      }
    });
    fc.assert(property);
  });
});
