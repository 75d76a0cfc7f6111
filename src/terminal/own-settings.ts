import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import { repositoryRoot } from '../checkouts/revision.ts';
import { projectFile, readOwnSettings } from '../config/project.ts';
import type { KnownIssueRule } from '../failures/known-issues.ts';
import { messageOf, UserError } from '../model/errors.ts';

/** The option that names such rules, for every command that shows failures. */
export function knownOption(): Option {
  return new Option(
    '--known <file>',
    'failures people know, as `knownIssues:` (YAML); the project’s file unless told',
  );
}

/**
 * People's rules about failures they know: those of a file that was named, else of the project's own file, if the
 * repository around this folder has one.
 * @throws UserError E-CONFIG for rules that cannot be used, E-VALUE for a named file that cannot be read.
 */
export async function findKnownIssues(named: string | undefined): Promise<readonly KnownIssueRule[]> {
  if (named === undefined) return (await findOwnSettings()).knownIssues;
  return readOwnSettings({ name: named, text: await readNamed(named) }).knownIssues;
}

/**
 * What the project around this folder says of itself; the usual where it has no file.
 * @throws UserError E-CONFIG
 */
export async function findOwnSettings(): Promise<ReturnType<typeof readOwnSettings>> {
  const cwd = process.cwd();
  const top = (await repositoryRoot(cwd)) ?? cwd;
  const text = await readFile(join(top, projectFile), 'utf8').catch(() => '');
  return readOwnSettings({ name: projectFile, text });
}

async function readNamed(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError('E-VALUE', `--known ${path} can't be read: ${messageOf(error)}`);
  });
}
