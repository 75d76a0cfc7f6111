import { createHash } from 'node:crypto';
import { assert, property, string } from 'fast-check';
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
    assert(
      property(string({ unit: 'binary', maxLength: 300 }), (text) => digest64(text) === reference(text)),
    );
  });
});

function reference(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
