import { describe, expect, it } from 'vitest';
import { knownIssues, type KnownIssueRule } from '../../src/failures/known-issues.ts';

const failure = {
  kind: 'error',
  type: 'org.example.PeerException',
  message: 'peer 7 left',
  body: 'stack\n\tat org.example.Peer.call(Peer.java:3)',
} as const;
const where = { container: 'org.example.PeerTest', name: 'calls' };

describe('a rule about a known failure', () => {
  it.each<[string, KnownIssueRule, boolean]>([
    ['text it contains, whatever the case', { issue: 'P-1', contains: 'PEER 7' }, true],
    ['text of the stack', { issue: 'P-1', contains: 'Peer.java' }, true],
    ['text it does not contain', { issue: 'P-1', contains: 'peer 8' }, false],
    ['a pattern', { issue: 'P-1', pattern: 'peer \\d+ left$' }, true],
    ['a pattern across two lines', { issue: 'P-1', pattern: 'left.stack' }, false],
    ['its test', { issue: 'P-1', contains: 'peer', test: 'PeerTest#calls' }, true],
    ['another test', { issue: 'P-1', contains: 'peer', test: 'PeerTest#joins' }, false],
  ])('goes by %s', (_, rule, matches) => {
    expect(knownIssues([rule])(failure, where)).toEqual(matches ? rule : undefined);
  });

  it('is tried in order: the first one wins', () => {
    const rules = [
      { issue: 'P-1', contains: 'nothing' },
      { issue: 'P-2', contains: 'peer' },
      { issue: 'P-3', contains: 'left' },
    ];
    expect(knownIssues(rules)(failure, where)?.issue).toBe('P-2');
  });

  it.each<[string, KnownIssueRule]>([
    ['neither text nor pattern', { issue: 'P-1' }],
    ['both', { issue: 'P-1', contains: 'a', pattern: 'b' }],
    ['an empty text, which would match all', { issue: 'P-1', contains: ' ' }],
    ['an empty pattern', { issue: 'P-1', pattern: '' }],
    ['an open bracket', { issue: 'P-1', pattern: '(' }],
    ['a look-ahead', { issue: 'P-1', pattern: '(?=a)b' }],
    ['a back-reference', { issue: 'P-1', pattern: '(a)\\1' }],
    ['more than 1000 characters', { issue: 'P-1', pattern: 'a'.repeat(1_001) }],
  ])('is refused with %s', (_, rule) => {
    expect(() => knownIssues([rule])).toThrow(expect.objectContaining({ code: 'E-PATTERN' }));
  });

  it('cannot be made slow by a pattern that backtracks elsewhere', () => {
    const known = knownIssues([{ issue: 'P-1', pattern: '(a+)+$' }]);
    expect(known({ ...failure, body: `${'a'.repeat(50_000)}!` }, where)).toBeUndefined();
  });
});
