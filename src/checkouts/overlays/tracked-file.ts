import { lstat, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { git, gitPaths } from '../git.ts';

/** The files of a worktree's index, relative to its top. Symbolic links and submodules are none. */
export async function trackedFiles(worktree: string): Promise<string[]> {
  const entries = await gitPaths(worktree, ['ls-files', '--stage', '-z']);
  return entries.flatMap((entry) => {
    // `100644 <blob> 0<tab><path>`; the mode of a plain file begins with 100.
    return entry.startsWith('100') ? [entry.slice(entry.indexOf('\t') + 1)] : [];
  });
}

/**
 * Rewrites one file of a worktree and adds it to the index. It must be a plain file inside the worktree: no link, and
 * no link on the way to it.
 * @returns whether the text changed; undefined when there is no such file
 */
export async function rewriteFile(
  worktree: string,
  path: string,
  change: (text: string) => string | Promise<string>,
): Promise<boolean | undefined> {
  const file = join(worktree, path);
  if (!(await isPlainInside(worktree, file))) return undefined;
  const before = await readFile(file);
  const text = before.toString('utf8');
  // A file that is not UTF-8 would come back with other bytes than it had.
  if (!Buffer.from(text, 'utf8').equals(before)) return undefined;
  const after = await change(text);
  if (after === text) return false;
  await writeFile(file, after);
  await git(worktree, ['add', '--', `:(top,literal)${path}`]);
  return true;
}

async function isPlainInside(worktree: string, file: string): Promise<boolean> {
  try {
    const top = await realpath(worktree);
    const folder = await realpath(dirname(file));
    return (folder === top || folder.startsWith(top + sep)) && (await lstat(file)).isFile();
  } catch (error) {
    const { code }: { readonly code?: unknown } = Object(error);
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(String(code))) return false;
    throw error;
  }
}
