import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { withCounts } from '../../src/terminal/typed-count.ts';
import { retrial } from '../support/cli.ts';
import { scratch } from '../support/scratch.ts';

const program = new Command();
for (const name of ['repeat', 'compare'])
  program.command(name).option('-n, --runs <n>').option('--junit <glob>').option('-q, --quiet');
program.command('group');

describe('a count written as on tickets', () => {
  it.each([
    ['repeat x200', 'repeat -n 200'],
    ['repeat A#b x20 -q', 'repeat A#b -n 20 -q'],
    ['repeat -q x20', 'repeat -q -n 20'],
    ['compare main..HEAD x50', 'compare main..HEAD -n 50'],
    ['repeat --junit x20', 'repeat --junit x20'],
    ['repeat path::x20', 'repeat path::x20'],
    ['group x20', 'group x20'],
  ])('%s is %s', (typed, meant) => {
    expect(withCounts(typed.split(' '), program).join(' ')).toBe(meant);
  });

  it('repeats that often', async () => {
    const { code, stdout } = await retrial(
      ['repeat', 'x3', '-q', '--format', 'json', '--', 'true'],
      scratch('typed-count'),
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ asked: 3, executed: 3 });
  });
});
