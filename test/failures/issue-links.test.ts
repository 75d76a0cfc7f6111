import { describe, expect, it } from 'vitest';
import { groupFailures } from '../../src/failures/groups.ts';
import { isSelected, issueLinks, linkRule } from '../../src/failures/issue-links.ts';
import type { Iteration } from '../../src/model/iteration.ts';

describe('which tests of the history a person means', () => {
  it.each([
    ['CASTest#testConflicting', 'org.apache.CASTest#testConflicting', true],
    ['org.apache.CASTest#testConflicting', 'CASTest#testConflicting', true],
    ['CASTest#testConflicting', 'org.apache.CASTest#testConflicting[1]', true],
    ['CASTest#testConflicting', 'org.apache.CASTest#testConflicting-_jdk11', true],
    ['CASTest#testConflicting', 'org.apache.CASTest#testConflictingMore', false],
    ['CASTest#testConflicting', 'org.apache.OtherCASTest#testConflicting', false],
    ['CASTest#testConflicting', 'org.apache.CASTest', false],
    ['CASTest', 'org.apache.CASTest#testConflicting', true],
    ['CASTest', 'org.apache.CASTest', true],
    ['testConflicting', 'org.apache.CASTest#testConflicting', true],
    ['a/b_test.py::TestX::test_y', 'a.b_test.TestX#test_y', true],
    ['a/b_test.py::TestX::test_y', 'a.b_test.TestZ#test_y', false],
    ['a/b_test.py::TestX::test_y[::1]', 'a.b_test.TestX#test_y[::1]', true],
    ['a/b_test.py::test_y[c::d]', 'a.b_test#test_y[c::d]', true],
    ['a/b_test.py::test_y[c::d]', 'a.b_test#test_y[c::e]', false],
    ['src/a.test.ts > Cart::add adds', 'src/a.test.ts#Cart::add adds', true],
    ['src/a.test.ts > adds', 'src/a.test.ts#adds', true],
    ['A#x,A#y', 'A#y', true],
  ])('%s and %s: %s', (selector, test, is) => {
    expect(isSelected(selector, test)).toBe(is);
  });

  it('takes no longer over a name that was made to be slow', () => {
    const began = performance.now();
    expect(isSelected('A#x', `A#x${'-_a'.repeat(90)}!`)).toBe(false);
    expect(isSelected('A#x', `A#x${'[]-a'.repeat(70)}!`)).toBe(false);
    expect(isSelected('A#x', `A#x${'-a'.repeat(500_000)}!`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(200);
  });
});

function failed(index: number, name: string, message: string): Iteration {
  const body = `java.io.IOException: ${message}\n\tat shop.${message.split(' ')[0]}.use(Use.java:7)`;
  const failure = { kind: 'error', type: 'java.io.IOException', message, body } as const;
  const where = { container: 'shop.ShelfTest', name, scope: 'method', phase: 'call' } as const;
  const result = { ...where, outcome: 'failed', failure } as const;
  return { index, outcome: 'failed', durationMs: 1, machine: 'm', results: [result] };
}

describe('a link', () => {
  const iterations = [
    failed(0, 'takes', 'shelf lost'),
    failed(1, 'takes', 'price unknown'),
    failed(2, 'gives', 'shelf lost'),
  ];
  const plain = groupFailures(iterations);

  it('to a cause names its ticket and changes no group', () => {
    const [first] = plain;
    const rule = linkRule('#12', { kind: 'signature', target: first?.signature.id ?? '' });
    const groups = groupFailures(iterations, [rule]);
    expect(groups).toEqual(plain.map((group, at) => (at === 0 ? { ...group, knownIssue: '#12' } : group)));
    expect(groups.map(({ knownIssue }) => knownIssue)).toEqual(['#12', undefined]);
  });

  it('to a test names its ticket where all failures of a cause are that test’s', () => {
    const groups = groupFailures(iterations, [linkRule('#13', { kind: 'test', target: 'ShelfTest#takes' })]);
    const told = groups.map(({ iterations: { length }, knownIssue }) => [length, knownIssue]);
    expect(told).toEqual([
      [2, undefined],
      [1, '#13'],
    ]);
  });

  it('stands behind a rule that people wrote', () => {
    const rules = [
      { issue: 'SHOP-1', contains: 'shelf' },
      linkRule('#13', { kind: 'test', target: 'ShelfTest' }),
    ];
    expect(groupFailures(iterations, rules).map(({ knownIssue }) => knownIssue)).toEqual(['SHOP-1', '#13']);
    expect(issueLinks(rules).ofSignature(['s1-0000000000000000'])).toBeUndefined();
  });
});
