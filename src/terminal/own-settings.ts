import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import { repositoryRoot } from '../checkouts/revision.ts';
import { projectFile, readKnownIssues, readPolicy } from '../config/project.ts';
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
  if (named !== undefined) return readKnownIssues({ name: named, text: await readNamed(named) });
  const text = await ownFile();
  return text === undefined ? [] : readKnownIssues({ name: projectFile, text });
}

/** The failure rate that the project around this folder lives with, 0 to 1. @throws UserError E-CONFIG */
export async function findTolerance(): Promise<number> {
  return readPolicy({ name: projectFile, text: (await ownFile()) ?? '' }).tolerance;
}

async function ownFile(): Promise<string | undefined> {
  const cwd = process.cwd();
  const top = (await repositoryRoot(cwd)) ?? cwd;
  return readFile(join(top, projectFile), 'utf8').catch(() => undefined);
}

async function readNamed(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError('E-VALUE', `--known ${path} can't be read: ${messageOf(error)}`);
  });
}
