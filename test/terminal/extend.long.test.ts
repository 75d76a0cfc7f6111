import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { own } from '../../src/processes/owner.ts';
import { retrial } from '../support/cli.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('extend');

/** Reports a test case that fails in each third iteration; the second iteration leaves no report. */
const script = `
n=$RETRIAL_ITERATION
[ $n = 2 ] && exit 0
body=
[ $((n % 3)) = 0 ] && body='<failure message="no"/>'
echo "<testsuite><testcase classname='A' name='b'>$body</testcase></testsuite>" > r.xml
`;

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

async function json([word = '', ...rest]: readonly string[], cwd: string): Promise<unknown> {
  const { stdout, stderr } = await retrial([word, '--format', 'json', '-q', ...rest], cwd);
  return stdout === '' ? stderr : JSON.parse(stdout);
}

it('adds runs to a finished one, and once more what it lost, until the code is another', async () => {
  const cwd = repositoryWith(join(home, 'project'), { 'one.sh': script, '.gitignore': 'r.xml\n' });
  await json(['repeat', 'A#b', '-n', '6', '--junit', 'r.xml', '--', 'sh', 'one.sh'], cwd);
  const [run = ''] = readdirSync(join(cwd, '.retrial')).filter((name) => name.startsWith('r-'));

  expect((await retrial(['extend', run], cwd)).stderr).toBe(
    `retrial: \`extend\` needs the number of runs to add: \`retrial extend ${run} -n 6\`.\n`,
  );
  expect(await json(['extend', run, 'x3'], cwd)).toMatchObject({
    asked: 9,
    executed: 8,
    failed: 3,
    lost: 1,
  });
  const { stdout, code } = await retrial(['retry', run, '-q'], cwd);
  expect(code).toBe(1);
  expect(flat(stdout)).toContain('executed 9 of 10 · skipped 0 · lost 1 · passed 6 · failed 3');
  expect(flat(stdout)).toContain('Counts all of 6 + 3 runs: results could be seen before more were wanted');
  expect(flat(stdout)).toContain('1 lost iteration asked once more; what was lost stays counted.');
  expect(flat((await retrial(['render', run], cwd)).stdout)).toContain('executed 9 of 10');
  expect(await retrial(['verify', run], cwd)).toMatchObject({ code: 0, stderr: '' });
  expect((await retrial(['retry', run], cwd)).stdout).toContain(
    `${run} lost nothing, so there is nothing to run again.`,
  );

  commitFiles(cwd, { 'one.sh': 'exit 0' }, 'Another');
  expect((await retrial(['extend', run, 'x3'], cwd)).stderr).toMatch(
    /ran at \w{9}, and the files here are main/,
  );
});

it('extends a run in worktrees at its own commit, wherever the branch is now', async () => {
  const cwd = repositoryWith(join(home, 'worktrees'), { 'one.sh': 'exit 1' });
  await json(['repeat', '--ref', 'main', '-n', '2', '--', 'sh', 'one.sh'], cwd);
  const [run = ''] = readdirSync(join(cwd, '.retrial')).filter((name) => name.startsWith('r-'));
  commitFiles(cwd, { 'one.sh': 'exit 0' }, 'Mend');
  // What a killed process left there, in no report.
  const iterations = join(cwd, '.retrial', run, 'iterations');
  cpSync(join(iterations, '2'), join(iterations, '4'), { recursive: true });
  expect(await json(['extend', run, '-n', '2'], cwd)).toMatchObject({ asked: 4, failed: 4, lost: 0 });
  expect(gitIn(cwd, 'worktree', 'list').split('\n')).toHaveLength(1);
});

it('lets one process at a time add to a run', async () => {
  const cwd = repositoryWith(join(home, 'owned'), { 'one.sh': 'exit 1' });
  await json(['repeat', '-n', '1', '--', 'sh', 'one.sh'], cwd);
  const [run = ''] = readdirSync(join(cwd, '.retrial')).filter((name) => name.startsWith('r-'));
  const owner = await own(join(cwd, '.retrial', run));
  const { code, stderr } = await retrial(['extend', run, 'x2'], cwd);
  expect([code, stderr]).toEqual([
    2,
    `retrial: Another process adds to ${run} right now. Wait until it has ended.\n`,
  ]);
  await owner.release();
  expect(await json(['extend', run, 'x2'], cwd)).toMatchObject({ asked: 3, failed: 3 });
  expect(readdirSync(join(cwd, '.retrial', run)).filter((name) => name.startsWith('owner-'))).toEqual([]);
});

it.each([
  ['no run', 'yesterday', '`yesterday` is no run'],
  ['no finished run', 'r-nowhere', 'No finished run r-nowhere'],
])('refuses to add to %s', async (_, run, words) => {
  const cwd = scratch('none');
  writeFileSync(join(cwd, 'a'), '');
  const { code, stderr } = await retrial(['extend', run, 'x9'], cwd);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});
