import { describe, expect, it } from 'vitest';
import { isReached, successorOf } from '../../src/releases/versions.ts';

describe('a version that a decision holds until', () => {
  it.each([
    ['4.2', '4.2', true],
    ['4.2', '4.2.0', true],
    ['4.2.0', 'v4.2', true],
    ['4.2', '4.2.1', true],
    ['4.2', '4.2-rc1', false],
    ['4.2-rc1', '4.2', true],
    ['4.2', '4.1.9', false],
    ['4.10', '4.9', false],
    ['4.2', '5.0', false],
    ['4.1.10', '4.1.9', false],
    ['4.1.10', '5.0', false],
    ['5.0', '5.1', true],
    ['Summer', 'Summer', true],
    ['Summer', 'Winter', false],
    ['4.2', 'Summer', false],
  ])('%s, with %s out: %s', (until, out, expected) => {
    expect(isReached(until, out)).toBe(expected);
  });
});

describe('the release after one', () => {
  it('is the oldest that comes later by its numbers, candidates and other names apart', () => {
    expect(successorOf('4.1', ['5.0', '4.2', '4.0.9', '4.1', '4.2-rc1', 'Next'])).toBe('4.2');
    expect(successorOf('5.0', ['4.2', 'Next'])).toBeUndefined();
  });
});
