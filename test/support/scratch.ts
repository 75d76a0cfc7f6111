import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder that goes away with the test file. */
export function scratch(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `retrial-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** A real git repository with one commit that holds these files. */
export function repositoryWith(folder: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(folder, { recursive: true });
  gitIn(folder, 'init', '--quiet', '--initial-branch=main');
  commitFiles(folder, files, 'Begin');
  return folder;
}

/** Adds or changes files in one more commit; gives back its id. */
export function commitFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
  message: string,
): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  gitIn(folder, 'add', '--all');
  gitIn(folder, 'commit', '--quiet', '--message', message);
  return gitIn(folder, 'rev-parse', 'HEAD');
}

/** git with a name and an address of its own, whatever the machine has configured. */
export function gitIn(folder: string, ...args: string[]): string {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.org',
    '-c',
    'commit.gpgsign=false',
  ];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

/** One commit of a history: what it says, what it changes (undefined takes a file away), and who wrote it. */
export interface Version {
  readonly subject: string;
  readonly files: Readonly<Record<string, string | undefined>>;
  readonly author?: string;
  /** Seconds since 1970. */
  readonly at?: number;
}

/** A repository with these commits in a row, made by one process of git. */
export function repositoryGrown(folder: string, versions: readonly Version[]): string {
  mkdirSync(folder, { recursive: true });
  gitIn(folder, 'init', '--quiet', '--initial-branch=main');
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const stream = versions.map(({ subject, files, author = 'Test', at = 1_700_000_000 }, index) => {
    const changes = Object.entries(files).map(([path, text]) =>
      text === undefined ? `D ${path}\n` : `M 100644 inline ${path}\n${data(text)}`,
    );
    const person = `${author} <test@example.org> ${at + index} +0000`;
    return `commit refs/heads/main\nauthor ${person}\ncommitter ${person}\n${data(subject)}${changes.join('')}\n`;
  });
  execFileSync('git', ['fast-import', '--quiet'], { cwd: folder, input: stream.join('') });
  gitIn(folder, 'reset', '--quiet', '--hard');
  return folder;
}
