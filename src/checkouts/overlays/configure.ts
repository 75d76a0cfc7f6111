import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainLine, quoted, shorten } from '../../model/plain-text.ts';
import { runGroup, type GroupExit } from '../../processes/group.ts';
import { git, gitPaths } from '../git.ts';
import { doesNotApply, type OverlayMember } from './overlay.ts';

/** Where the configurations of CI services lie. */
const ciFiles = [
  '.circleci/**',
  '.github/workflows/**',
  '.github/actions/**',
  '.jenkins/**',
  '.buildkite/**',
];

const maxOutputBytes = 4_000_000;
/** Bytes of output that a refusal may quote from. */
const tailBytes = 2_000;

/**
 * Runs a command of the project that changes files, without a shell. Files that git ignores stay what they are.
 * @throws UserError E-OVERLAY when it fails, takes too long, says too much, changes nothing, or what it may not change
 */
export const configure: OverlayMember<'configure'> = async (
  overlay,
  { worktree, environment, isOneOfSeveral },
) => {
  const { name, command, env, timeoutMs, files = ciFiles } = overlay;
  const what = `The overlay ${quoted(name)}`;
  const folder = await mkdtemp(join(tmpdir(), 'retrial-configure-'));
  try {
    const outputPath = join(folder, 'output');
    const limits = { outputPath, timeoutMs, maxOutputBytes };
    const exit = await runGroup({ argv: command, cwd: worktree, env: environment(env), ...limits });
    if (exit.code !== 0 || exit.endedBy !== undefined) {
      throw doesNotApply(what, `${howItEnded(exit, timeoutMs)}${await lastLine(outputPath)}.`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const before = await git(worktree, ['write-tree']);
  await git(worktree, ['add', '--all', '--', ':(top)']);
  if (isOneOfSeveral !== true && (await git(worktree, ['write-tree'])) === before) {
    throw doesNotApply(what, 'its command changed no file that git keeps.');
  }
  const others = await changedBeside(files, before, worktree);
  if (others.length > 0) {
    const more = others.length > 5 ? ` and ${others.length - 5} more` : '';
    throw doesNotApply(
      what,
      `its command changed ${others.slice(0, 5).map(quoted).join(', ')}${more}, and may change ${files.map(quoted).join(', ')} alone. The project's file can name more: \`files:\` beside an overlay's \`configure:\`, \`configureFiles:\` beside that of a CI service.`,
    );
  }
  return [shorten(plainLine(name), 60)];
};

/** What changed since a tree and fits none of some globs. */
async function changedBeside(
  globs: readonly string[],
  tree: string,
  worktree: string,
): Promise<readonly string[]> {
  const how = ['--cached', '--name-only', '--no-renames', '--no-ext-diff', '-z'];
  const others = globs.map((glob) => `:(top,glob,exclude)${glob}`);
  return gitPaths(worktree, ['diff', ...how, tree, '--', ':(top)', ...others]);
}

function howItEnded({ code, signal, spawnError, endedBy }: GroupExit, timeoutMs: number): string {
  if (endedBy === 'timeout') return `its command took longer than ${timeoutMs / 1_000} s`;
  if (endedBy === 'output') return 'its command wrote too much';
  if (spawnError !== undefined) return `its command can't be started: ${shorten(plainLine(spawnError), 200)}`;
  return signal === undefined
    ? `its command exited with ${code ?? 'no code'}`
    : `its command died of ${signal}`;
}

/** The last words of a command, since they usually say what is wrong. */
async function lastLine(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(tailBytes),
      0,
      tailBytes,
      Math.max(0, size - tailBytes),
    );
    const said = buffer.toString('utf8', 0, bytesRead).trim().split('\n').at(-1) ?? '';
    return said === '' ? '' : `: ${quoted(said)}`;
  } finally {
    await file.close();
  }
}
