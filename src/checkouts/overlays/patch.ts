import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainLine, quoted, shorten } from '../../model/plain-text.ts';
import { git, GitError, gitIn, tryGit } from '../git.ts';
import { doesNotApply, type OverlayMember } from './overlay.ts';

/**
 * Applies a unified diff whole or not at all. Paths that lead outside the worktree, by `..` or over a link, are
 * refused by `git apply` itself.
 * @throws UserError E-OVERLAY in git's words, GitError where git itself fails
 */
export const patch: OverlayMember<'patch'> = async ({ name, content }, { worktree, isOneOfSeveral }) => {
  const words = `with the patch ${shorten(plainLine(name), 60)}`;
  const folder = await mkdtemp(join(tmpdir(), 'retrial-patch-'));
  try {
    const file = join(folder, 'patch');
    await writeFile(file, content.endsWith('\n') ? content : `${content}\n`, { mode: 0o600 });
    const isIn = ['apply', '--index', '--reverse', '--check', '--', file];
    if (isOneOfSeveral === true && (await tryGit(worktree, isIn)) !== undefined) return [words];
    const before = await git(worktree, ['write-tree']);
    const { code, stderr } = await gitIn(worktree, ['apply', '--index', '--whitespace=nowarn', '--', file]);
    if (code !== 0) throw refusal(name, code, stderr.replaceAll(folder, ''));
    if ((await git(worktree, ['write-tree'])) === before) {
      throw doesNotApply(`The patch ${quoted(name)}`, 'it changes nothing.');
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return [words];
};

/** `git apply` exits with 1 for what does not apply, and with 128 for what it cannot read: the patch, or its own files. */
function refusal(name: string, code: number, stderr: string): Error {
  const said = stderr.trim();
  const isPatch = code === 1 || !/^fatal:/m.test(said) || /corrupt patch|no valid patches/i.test(said);
  if (!isPatch) return new GitError(`git apply failed: ${said}`);
  return doesNotApply(`The patch ${quoted(name)}`, `${shorten(plainLine(said), 300)}.`);
}
