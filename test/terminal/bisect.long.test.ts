import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { retrial } from '../support/cli.ts';
import { verifiedIn } from '../support/verified.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('bisect');
const script = `
every=$(cat every.txt)
[ "$every" = 0 ] || [ $((RETRIAL_ITERATION % every)) != 0 ]
`;
const command = ['--', 'sh', 'test.sh'];
let cwd = '';
let culprit = '';

beforeAll(() => {
  cwd = join(home, 'shop');
  mkdirSync(cwd);
  repositoryWith(cwd, { 'test.sh': script, 'every.txt': '0' });
  gitIn(cwd, 'tag', 'good');
  for (const step of [1, 2, 3]) commitFiles(cwd, { 'notes.txt': `${step}` }, `Note ${step}`);
  culprit = commitFiles(cwd, { 'every.txt': '3' }, 'Sell faster');
  for (const step of [4, 5]) commitFiles(cwd, { 'notes.txt': `${step}` }, `Note ${step}`);
});

describe('retrial bisect', { timeout: 120_000 }, () => {
  it('names the commit that made a test fail now and then', async () => {
    const { stdout, code } = await retrial(['bisect', '--good', 'good', '-j', '2', ...command], cwd);
    expect(code).toBe(0);
    expect(stdout).toContain(culprit.slice(0, 7));
    expect(stdout).toContain('Sell faster');
    expect(gitIn(cwd, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('gives one JSON object, and shows it again', async () => {
    const { stdout } = await retrial(
      ['bisect', '--good', 'good', '-j', '2', '--format', 'json', ...command],
      cwd,
    );
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({ schema: 'retrial.bisection/1' });
    expect((await retrial(['render', found.run, '--format', 'json'], cwd)).stdout).toBe(stdout);
    expect(await verifiedIn(cwd, found.run)).toEqual({ recomputed: found.asked, differences: [] });
  });

  it('says so when its budget ends before the search', async () => {
    const { code, stdout } = await retrial(['bisect', '--good', 'good', '-n', '20', ...command], cwd);
    expect(code).toBe(3);
    expect(stdout).toContain('NOT FINISHED');
    const [, resume = ''] = /retrial bisect (--resume \S+) -n \d+/.exec(stdout) ?? [];
    const on = await retrial(['bisect', ...resume.split(' '), '-n', '2000', '--format', 'json'], cwd);
    expect(on.code).toBe(0);
    expect(JSON.parse(on.stdout).culprits).toMatchObject([{ commit: culprit }]);
  });

  it.each([
    [[], '--good is missing'],
    [['--good', 'nowhere'], "isn't a branch, tag or commit"],
    [['--good', 'HEAD'], 'the same commit'],
    [['--good', 'HEAD', '--bad', 'good'], 'other way round'],
  ])('refuses %j in words', async (args, words) => {
    const { code, stderr } = await retrial(['bisect', ...args, ...command], cwd);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});
