import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainLine, quoted, shorten } from '../../model/plain-text.ts';
import { runGroup, type GroupExit } from '../../processes/group.ts';
import { git } from '../git.ts';
import { doesNotApply, type OverlayMember } from './overlay.ts';

const maxOutputBytes = 4_000_000;
/** Bytes of output that a refusal may quote from. */
const tailBytes = 2_000;

/**
 * Runs a command of the project that changes files, without a shell. Files that git ignores stay what they are.
 * @throws UserError E-OVERLAY when it fails, takes too long, says too much, or changes nothing
 */
export const configure: OverlayMember<'configure'> = async (
  overlay,
  { worktree, environment, isOneOfSeveral },
) => {
  const { name, command, env, timeoutMs } = overlay;
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
  return [shorten(plainLine(name), 60)];
};

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
