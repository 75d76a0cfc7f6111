import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { dropPrepared } from '../../checkouts/prepared.ts';
import { removeWorktree, worktreeHome } from '../../checkouts/worktrees.ts';
import { identify, startOf, type Identity } from '../../processes/identity.ts';

const noteSchema = z.object({
  pid: z.int().positive(),
  started: z.string().nullable(),
  kernel: z.string(),
  namespace: z.string(),
});

/** A run in worktrees of its own. */
interface Place {
  readonly root: string;
  readonly id: string;
}

const suffix = '.process';

/** Writes down which process a run in worktrees belongs to, before it adds any. */
export async function noteProcess({ root, id }: Place): Promise<void> {
  const home = worktreeHome(root, id);
  await mkdir(dirname(home), { recursive: true, mode: 0o700 });
  await writeFile(`${home}${suffix}`, JSON.stringify(await identify()));
}

/**
 * Takes away what runs of this repository left behind whose process is dead: worktrees, and changed commits. Those of a
 * question that can go on are kept until its folder is deleted.
 * @param home the folder that keeps all runs of the repository
 */
export async function sweepLeftovers(root: string, home: string): Promise<void> {
  const folder = dirname(worktreeHome(root, 'any'));
  const me = await identify();
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith(suffix)) continue;
    const id = name.slice(0, -suffix.length);
    if (!(await isDead(join(folder, name), me))) continue;
    await removeWorktrees({ root, id });
    // The note stays for as long as the question does: with its folder its changed commits go, too.
    if (await canGoOn(join(home, id))) continue;
    await dropPrepared(root, id);
    await rm(join(folder, name), { force: true });
  }
}

/** Whoever wrote the note is gone. Pids of another container or of an earlier start of the machine say nothing here. */
async function isDead(path: string, me: Identity): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const { data } = noteSchema.safeParse(parsed(text));
  if (data === undefined || data.namespace !== me.namespace) return false;
  if (data.kernel !== me.kernel) return true;
  return (await startOf(data.pid)) !== data.started;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function removeWorktrees({ root, id }: Place): Promise<void> {
  const home = worktreeHome(root, id);
  for (const commit of await readdir(home).catch(() => []))
    for (const slot of await readdir(join(home, commit)).catch(() => []))
      await removeWorktree(root, join(home, commit, slot));
  await rm(home, { recursive: true, force: true });
}

async function canGoOn(folder: string): Promise<boolean> {
  return stat(join(folder, 'question.json')).then(
    () => true,
    () => false,
  );
}
