import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addWorktree, removeWorktree, worktreeHome } from '../../src/checkouts/worktrees.ts';
import { noteProcess, sweepLeftovers } from '../../src/terminal/repeat/leftovers.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const root = repositoryWith(join(scratch('leftovers'), 'project'), { 'a.txt': 'one' });
const home = join(root, '.retrial');
const treeOf = (id: string) => join(worktreeHome(root, id), 'abc', 'slot-1');

/** A run in a worktree, with a changed commit; of a process that is gone where it is said so. */
async function begin(id: string, change: (identity: object) => object = (own) => own): Promise<void> {
  await noteProcess({ root, id });
  const note = `${worktreeHome(root, id)}.process`;
  writeFileSync(note, JSON.stringify(change(JSON.parse(readFileSync(note, 'utf8')))));
  await addWorktree(root, { commit: 'HEAD', folder: treeOf(id) });
  gitIn(root, 'update-ref', `refs/retrial/${id}`, 'HEAD');
}

const dead = (own: object): object => ({ ...own, started: '1' });

afterAll(async () => removeWorktree(root, treeOf('r-lives')));

describe('what a killed run left behind', () => {
  it('is taken away at the next start, and nothing of runs that go on', async () => {
    await begin('r-killed', dead);
    await begin('r-paused', dead);
    mkdirSync(join(home, 'r-paused'), { recursive: true });
    writeFileSync(join(home, 'r-paused', 'question.json'), '{}');
    await begin('r-lives');
    await begin('r-elsewhere', (own) => ({ ...own, namespace: 'another', started: '1' }));
    await sweepLeftovers(root, home);
    expect(['r-killed', 'r-paused', 'r-lives', 'r-elsewhere'].map((id) => existsSync(treeOf(id)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    const refs = gitIn(root, 'for-each-ref', '--format=%(refname:lstrip=2)', 'refs/retrial').split('\n');
    expect(refs).toEqual(['r-elsewhere', 'r-lives', 'r-paused']);
    expect(gitIn(root, 'worktree', 'list').split('\n')).toHaveLength(3);
    await removeWorktree(root, treeOf('r-elsewhere'));
  });

  it('lets the changed commits of a question go that was killed, once its folder is deleted', async () => {
    await begin('r-resumed', dead);
    mkdirSync(join(home, 'r-resumed'), { recursive: true });
    writeFileSync(join(home, 'r-resumed', 'question.json'), '{}');
    const refs = () => gitIn(root, 'for-each-ref', 'refs/retrial/r-resumed');
    await sweepLeftovers(root, home);
    await sweepLeftovers(root, home);
    expect(refs()).not.toBe('');
    rmSync(join(home, 'r-resumed'), { recursive: true });
    await sweepLeftovers(root, home);
    expect(refs()).toBe('');
  });
});
