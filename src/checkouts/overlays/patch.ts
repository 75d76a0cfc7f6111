import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../model/errors.ts';
import { plainLine, quoted, shorten } from '../../model/plain-text.ts';
import { git, GitError, tryGit } from '../git.ts';
import { doesNotApply, type OverlayMember } from './overlay.ts';

/**
 * Applies a unified diff whole or not at all. Paths that lead outside the worktree, by `..` or over a link, are
 * refused by `git apply` itself.
 * @throws UserError E-OVERLAY in git's words
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
    await git(worktree, ['apply', '--index', '--whitespace=nowarn', '--', file]);
    if ((await git(worktree, ['write-tree'])) === before) {
      throw doesNotApply(`The patch ${quoted(name)}`, 'it changes nothing.');
    }
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const said = messageOf(error)
      .replace(/^git apply failed: /, '')
      .replaceAll(folder, '');
    throw doesNotApply(`The patch ${quoted(name)}`, `${shorten(plainLine(said), 300)}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return [words];
};
