import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectFile } from '../config/project-file.ts';
import type { OwnSettings } from '../config/project.ts';
import type { KnownIssueRule } from '../failures/known-issues.ts';
import { readNamed } from './unreadable-path.ts';

/**
 * People's rules about failures they know: those of a file that was named, else of the project's own file, if the
 * repository around this folder has one.
 * @throws UserError E-CONFIG for rules that cannot be used, E-VALUE for a named file that cannot be read.
 */
export async function findKnownIssues(named: string | undefined): Promise<readonly KnownIssueRule[]> {
  const text = named === undefined ? await ownFile() : await readNamed('--known', named);
  if (text === undefined) return [];
  return (await readSettings(named ?? projectFile, text)).knownIssues;
}

/**
 * What the project around this folder says of itself; the usual where it has no file.
 * @throws UserError E-CONFIG
 */
export async function findOwnSettings(): Promise<OwnSettings> {
  return readSettings(projectFile, (await ownFile()) ?? '');
}

/** Its schema knows every CI service, whose clients take half a second to load: only where there is a file. */
async function readSettings(name: string, text: string): Promise<OwnSettings> {
  const { readOwnSettings } = await import('../config/project.ts');
  return readOwnSettings({ name, text });
}

/** The project's file at the top of the repository around this folder, or in this folder where there is none. */
async function ownFile(): Promise<string | undefined> {
  return readFile(join(topOf(process.cwd()), projectFile), 'utf8').catch(() => undefined);
}

/** A worktree has a file of that name, a clone a folder. */
function topOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (at === dirname(at)) return folder;
  }
}
