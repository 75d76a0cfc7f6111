import { createHash } from 'node:crypto';
import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest64 } from '../../src/failures/digest.ts';

describe('the digest', () => {
  it('equals the published SHA-256 of "abc"', () => {
    expect(digest64('abc')).toBe('ba7816bf8f01cfea');
  });

  it('equals the SHA-256 of the platform at every block border', () => {
    for (let length = 0; length < 200; length++) {
      expect(digest64('x'.repeat(length))).toBe(reference('x'.repeat(length)));
    }
  });

  it('equals the SHA-256 of the platform for every text, surrogates included', () => {
    const unit = integer({ min: 0, max: 0xffff });
    assert(
      property(array(unit, { maxLength: 200 }), (units) => {
        const text = String.fromCharCode(...units);
        expect(digest64(text)).toBe(reference(text));
      }),
    );
  });
});

function reference(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
