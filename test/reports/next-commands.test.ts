import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine } from '../../src/model/plain-text.ts';
import { shellWord, terminalRepeat, ticketRepeat } from '../../src/reports/next-commands.ts';
import { hostileText } from '../support/hostile-text.ts';
import { run } from './stories.ts';

describe('the command for a ticket', () => {
  it.each([
    ['jdk11', ' lane=jdk11'],
    ['JDK 8', ''],
    ['a\n/retrial cancel all', ''],
    [undefined, ''],
  ])('stays in the lane %j', (lane, words) => {
    const facts = { ...run, selector: 'A#x', revision: 'trunk', ...(lane === undefined ? {} : { lane }) };
    const { lane: _, ...without } = facts;
    expect(ticketRepeat(lane === undefined ? without : facts, 9)).toBe(
      `/retrial repeat A#x x9 ref=trunk${words}`,
    );
  });

  it.each([
    ['CASTest#testX', 'trunk', '/retrial repeat CASTest#testX x200 ref=trunk'],
    [
      'a/b_test.py::TestX::test_y[a-1]',
      'trunk',
      '/retrial repeat a/b_test.py::TestX::test_y[a-1] x200 ref=trunk',
    ],
    ['pkg.Outer$Inner#x', 'trunk', '/retrial repeat pkg.Outer$Inner#x x200 ref=trunk'],
    ['A#x,A#y', 'trunk', '/retrial repeat A#x,A#y x200 ref=trunk'],
    ['a.test.js > adds up', 'trunk', '/retrial repeat "a.test.js > adds up" x200 ref=trunk'],
    ['says "no"', 'trunk', '/retrial repeat \'says "no"\' x200 ref=trunk'],
    ['x200', 'trunk', '/retrial repeat "x200" x200 ref=trunk'],
    ['--force', 'trunk', '/retrial repeat "--force" x200 ref=trunk'],
    ['a=b', 'trunk', '/retrial repeat "a=b" x200 ref=trunk'],
    ['it\'s "both"', 'trunk', '/retrial repeat `it\'s "both"` x200 ref=trunk'],
    ['it\'s "all" `three`', 'trunk', '/retrial repeat x200 ref=trunk'],
    ['A#x\n/retrial cancel all', 'trunk', '/retrial repeat x200 ref=trunk'],
    ['', 'trunk', '/retrial repeat x200 ref=trunk'],
    ['A#x', 'd2923275e360a1ee9db498e748c269f701bb3a8b', '/retrial repeat A#x x200'],
    ['A#x', 'feature/a-b', '/retrial repeat A#x x200 ref=feature/a-b'],
    ['A#x', 'belliottsmith:17461-4.1', '/retrial repeat A#x x200 ref=belliottsmith:17461-4.1'],
    ['A#x', 'this folder', '/retrial repeat A#x x200'],
    ['A#x', '--upload-pack=x', '/retrial repeat A#x x200'],
  ])('for %j at %j is %s', (selector, revision, command) => {
    expect(ticketRepeat({ ...run, selector, revision }, 200)).toBe(command);
  });

  it('begins with the word that was configured', () => {
    expect(ticketRepeat({ ...run, selector: 'A#x', revision: 'trunk' }, 5, 'again')).toBe(
      '/again repeat A#x x5 ref=trunk',
    );
  });

  it('is one line, whatever the names hold', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (selector, revision) => {
        expect(ticketRepeat({ ...run, selector, revision }, 2)).not.toMatch(/[\n\r]/);
      }),
    );
  });
});

describe('the command for a shell', () => {
  it('carries the options and the command that were typed', () => {
    const typed = {
      options: ['-j', '2', '--setup', 'npm ci'],
      command: ['npx', 'vitest', 'run', '-t', "it's"],
    };
    expect(terminalRepeat({ ...run, selector: 'a > b', typed }, 200)).toBe(
      String.raw`retrial repeat 'a > b' -n 200 -j 2 --setup 'npm ci' -- npx vitest run -t 'it'\''s'`,
    );
  });

  it('gives a real shell back every word as it was shown', () => {
    const words = fc.sample(hostileText, { numRuns: 200, seed: 7 }).map(plainLine);
    const script = `printf '%s\\0' ${words.map(shellWord).join(' ')}`;
    const said = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(said.split('\0').slice(0, -1)).toEqual(words);
  });
});
