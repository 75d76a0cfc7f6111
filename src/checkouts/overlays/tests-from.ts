import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git, gitPaths } from '../git.ts';
import { resolveRevision } from '../revision.ts';
import { quoted } from '../../model/plain-text.ts';
import { doesNotApply, type OverlayMember } from './overlay.ts';

/**
 * The project's test files as another revision has them; those it does not have go away. Answers whether a new test
 * fails on the old code.
 * @throws UserError E-REF, E-OVERLAY
 */
export const testsFrom: OverlayMember<'tests-from'> = async (
  { revision, files, commit: known },
  { worktree, isOneOfSeveral },
) => {
  const what = `Tests from ${quoted(revision)}`;
  const commit = known ?? (await resolveRevision(worktree, revision));
  const globs = files.map((glob) => `:(top,glob)${glob}`);
  const compare = ['diff', '--cached', '--name-only', '--no-renames', '--no-ext-diff', '-z', commit, '--'];
  const different = await gitPaths(worktree, [...compare, ...globs]);
  const words = `with the tests of ${commit.slice(0, 9)}`;
  if (different.length === 0) {
    if (isOneOfSeveral === true && (await gitPaths(worktree, ['ls-files', '-z', '--', ...globs])).length > 0)
      return [words];
    const where = files.slice(0, 5).map(quoted).join(', ');
    throw doesNotApply(what, `the files ${where} are the same there, or there are none.`);
  }
  await takeFrom(worktree, commit, different);
  const many = different.length === 1 ? '1 file' : `${different.length} files`;
  return [`${words} (${many})`];
};

/** The list of paths may be longer than a command line can be, so git reads it from a file. */
async function takeFrom(worktree: string, commit: string, paths: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'retrial-tests-'));
  try {
    const list = join(folder, 'paths');
    await writeFile(list, paths.map((path) => `:(top,literal)${path}\0`).join(''), { mode: 0o600 });
    const from = [`--source=${commit}`, '--staged', '--worktree', '--no-overlay'];
    await git(worktree, ['restore', ...from, `--pathspec-from-file=${list}`, '--pathspec-file-nul']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
