import { describe, expect, it } from 'vitest';
import { isLaterByName, isReached, outBy, successorOf } from '../../src/releases/versions.ts';

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

describe('whether a name is of a later version than another', () => {
  it.each([
    ['cassandra-4.1', 'cassandra-4.0', true],
    ['cassandra-4.0', 'cassandra-4.1', false],
    ['cassandra-4.1', 'cassandra-4.1', false],
    ['v4.1', '4.0', true],
    ['release/4.1.x', 'release/4.0.x', true],
    ['4.1', '4.1-rc1', true],
    ['4.1', '4.1-beta2', true],
    ['4.1-rc2', '4.1-rc1', true],
    ['4.1.0', '4.1-SNAPSHOT', true],
    ['4.1-17461', '4.1-rc1', true],
    ['cassandra-4.1', 'cassandra-4.1-17461', false],
    ['cassandra-4.1-17461', 'cassandra-4.1', false],
    ['4.1', '4.1-fix', false],
    ['release-2.3', 'release-2.3-pr12', false],
    ['v4.1.0', 'v4.1.0-hotfix', false],
    ['4.1-b', '4.1-a', false],
    ['4.1', '4.1-main', false],
    ['4.1', '4.1-prefetch', false],
    ['cassandra-4.1-17461', 'cassandra-4.0', true],
    ['4.10', '4.9', true],
    ['cassandra-4.1', 'dtest-4.0', false],
    ['main', '4.1', false],
    ['4.1', '17461-4.1', false],
    ['4.1 at 51ab0de', '4.0', false],
    ['9', '8', false],
    [`${'9.'.repeat(5_000)}9`, '4.0', false],
    ['[4.1](http://x)', '4.0', false],
  ])('%s, than %s: %s', (name, other, expected) => {
    expect(isLaterByName(name, other)).toBe(expected);
  });
});

describe('releases that were out at a moment', () => {
  it('are those that came out by then, and those of which nobody says when', () => {
    const all = [
      { name: '4.0', isOut: true },
      { name: '4.1', isOut: true, outSince: '2022-08-10T00:00:00.000Z' },
      { name: '4.2', isOut: true, outSince: '2022-08-14T10:00:00Z' },
      { name: '5.0', isOut: false, outSince: '2022-08-01T00:00:00.000Z' },
    ];
    expect(outBy(all, '2022-08-09T08:00:00.000Z')).toEqual(['4.0']);
    expect(outBy(all, '2022-08-10T08:00:00.000Z')).toEqual(['4.0', '4.1']);
    expect(outBy(all, '2022-08-16T08:00:00.000Z')).toEqual(['4.0', '4.1', '4.2']);
  });
});
