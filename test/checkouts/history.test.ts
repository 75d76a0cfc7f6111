import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { historyBetween, insideMerge } from '../../src/checkouts/history.ts';
import type { CommitRange } from '../../src/model/commit-range.ts';
import { isMerge } from '../../src/model/commit-range.ts';
import { UserError } from '../../src/model/errors.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('history');

/**
 * main: Begin - Second - Merge topic - Third - Octopus; topic (from Begin): Topic one - Topic two; aside (from
 * Begin) is never merged.
 */
function project(): string {
  const repository = repositoryWith(join(home, 'project'), { 'a.txt': 'one' });
  gitIn(repository, 'tag', 'begin');
  for (const name of ['aside', 'topic']) {
    gitIn(repository, 'checkout', '--quiet', '-b', name, 'begin');
    commitFiles(repository, { [`${name}.txt`]: '1' }, `${name} one`);
    commitFiles(repository, { [`${name}.txt`]: '2' }, `${name} two`);
  }
  for (const name of ['left', 'right']) {
    gitIn(repository, 'checkout', '--quiet', '-b', name, 'begin');
    commitFiles(repository, { [`${name}.txt`]: '1' }, `${name} one`);
  }
  gitIn(repository, 'checkout', '--quiet', 'main');
  commitFiles(repository, { 'a.txt': 'two' }, 'Second');
  gitIn(repository, 'merge', '--quiet', '--no-ff', '-m', 'Merge topic', 'topic');
  gitIn(repository, 'tag', 'merged');
  commitFiles(repository, { 'a.txt': 'three' }, 'Third');
  gitIn(repository, 'merge', '--quiet', '--no-ff', '-m', 'Octopus', 'left', 'right');
  return repository;
}

const repository = project();
const idOf = (revision: string) => gitIn(repository, 'rev-parse', revision);
const subjects = ({ good, commits }: CommitRange) => [good, ...commits].map(({ subject }) => subject);

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  return error instanceof UserError ? `${error.code}: ${error.message}` : String(error);
};

describe('the history between two revisions', () => {
  it('goes along first parents, oldest first', async () => {
    const range = await historyBetween(repository, { good: 'begin', bad: 'main' });
    expect(subjects(range)).toEqual(['Begin', 'Second', 'Merge topic', 'Third', 'Octopus']);
    expect(range.beside).toBeUndefined();
    expect(range.commits.map(isMerge)).toEqual([false, true, false, true]);
    expect(range.commits[1]).toMatchObject({
      id: idOf('merged'),
      parents: [idOf('merged^1'), idOf('merged^2')],
      date: gitIn(repository, 'show', '-s', '--format=%aI', 'merged'),
    });
  });

  it('begins at the merge base when the good revision is no ancestor, and says so', async () => {
    const range = await historyBetween(repository, { good: 'aside', bad: 'main' });
    expect(subjects(range)[0]).toBe('Begin');
    expect(range.beside).toMatchObject({ id: idOf('aside'), subject: 'aside two' });
  });

  it('takes a good end that lies inside a merged branch as it is', async () => {
    const range = await historyBetween(repository, { good: 'topic', bad: 'main' });
    expect(subjects(range)).toEqual(['topic two', 'Second', 'Merge topic', 'Third', 'Octopus']);
    expect(range.beside).toBeUndefined();
  });

  it.each([
    ['the same commit twice', 'main', 'main', /^E-RANGE: .*same commit/],
    ['the wrong way round', 'main', 'begin', /^E-RANGE: `begin` comes before `main`/],
    ['an unknown revision', 'nope', 'main', /^E-REF: `nope`/],
    ['an option as a name', '--all', 'main', /^E-REF: `--all`/],
    ['an output file as a name', 'begin', '--output=/tmp/x', /^E-REF/],
    ['a range as a name', 'begin..main', 'main', /^E-REF/],
  ])('refuses %s', async (_, good, bad, expected) => {
    expect(await codeOf(historyBetween(repository, { good, bad }))).toMatch(expected);
  });

  it('refuses two revisions without common history', async () => {
    gitIn(repository, 'branch', 'orphan', gitIn(repository, 'commit-tree', 'main^{tree}', '-m', 'Orphan'));
    expect(await codeOf(historyBetween(repository, { good: 'orphan', bad: 'main' }))).toMatch(
      /^E-RANGE: .*no common history/,
    );
  });

  it('says that a shallow clone lacks history', async () => {
    const clone = join(home, 'shallow');
    gitIn(home, 'clone', '--quiet', '--depth=1', '--no-single-branch', `file://${repository}`, clone);
    expect(await codeOf(historyBetween(clone, { good: 'origin/aside', bad: 'main' }))).toContain(
      'git fetch --unshallow',
    );
  });

  it('follows branches whose names begin with a dash', async () => {
    gitIn(repository, 'update-ref', 'refs/heads/-bad', idOf('merged'));
    const range = await historyBetween(repository, { good: 'begin', bad: '-bad' });
    expect(subjects(range).at(-1)).toBe('Merge topic');
  });
});

describe('the inside of a merge', () => {
  it('is the merged branch with the merge as its bad end', async () => {
    expect(subjects(await insideMerge(repository, 'merged'))).toEqual([
      'Second',
      'topic one',
      'topic two',
      'Merge topic',
    ]);
  });

  it('is the merge alone when it joined several branches at once', async () => {
    expect(subjects(await insideMerge(repository, 'main'))).toEqual(['Third', 'Octopus']);
  });

  it('does not exist for an ordinary commit', async () => {
    expect(await codeOf(insideMerge(repository, 'main~1'))).toMatch(/^E-RANGE: .*no merge/);
  });
});

describe('a hostile history', () => {
  const hostile = repositoryWith(join(home, 'hostile'), { 'a.txt': '0' });
  const messages = [
    'Fix\u001b]0;title\u0007 and \u202eevil\u2066',
    `deadbeef\n\nauthor line\n${'0'.repeat(40)}`,
    ' %H%x00 --format=%s `$(id)`',
    'ü'.repeat(5_000),
    '\r\ncarriage\rreturn',
    'emoji 🧪 end',
  ];
  const ids = messages.map((message, at) => commitRaw(hostile, message, `${at}`));

  it('keeps every commit apart whatever its message holds', async () => {
    const { commits } = await historyBetween(hostile, { good: 'main', bad: ids.at(-1) ?? '' });
    expect(commits.map(({ id }) => id)).toEqual(ids);
    expect(commits[1]?.subject).toBe('deadbeef');
    expect(commits[2]?.subject).toContain('%H%x00 --format=%s `$(id)`');
    expect(commits[5]?.subject).toBe('emoji 🧪 end');
  });

  it('keeps only the beginning of an endless subject', async () => {
    const { commits } = await historyBetween(hostile, { good: 'main', bad: ids.at(-1) ?? '' });
    expect(commits[3]?.subject.length).toBeLessThanOrEqual(300);
    expect(commits[3]?.subject.startsWith('üüüü')).toBe(true);
  });

  it('starts no program that the repository names for signatures', async () => {
    gitIn(hostile, 'config', 'log.showSignature', 'true');
    gitIn(hostile, 'config', 'gpg.program', '/bin/false');
    const { commits } = await historyBetween(hostile, { good: 'main', bad: ids.at(-1) ?? '' });
    expect(commits).toHaveLength(messages.length);
  });
});

describe('a long history', () => {
  it('is read page by page, and refused beyond its bound', async () => {
    const long = repositoryWith(join(home, 'long'), { 'a.txt': '0' });
    importCommits(long, 2_001);
    const bounds = { longest: 2_000, page: 300 };
    expect(await codeOf(historyBetween(long, { good: 'main', bad: 'long' }, bounds))).toMatch(
      /^E-RANGE: There are 2001 commits between the two; at most 2000/,
    );
    const { commits } = await historyBetween(long, { good: 'main', bad: 'long~500' }, bounds);
    expect(commits).toHaveLength(1_501);
    expect(commits[0]?.subject).toBe('commit 1');
    expect(commits.at(-1)?.subject).toBe('commit 1501');
    expect(commits.every(({ parents }, at) => at === 0 || parents[0] === commits[at - 1]?.id)).toBe(true);
  });
});

/** A commit on top of the newest one on branch `tip`, its message byte for byte. */
function commitRaw(folder: string, message: string, date: string): string {
  const parent = gitIn(folder, 'for-each-ref', '--format=%(objectname)', 'refs/heads/tip') || 'main';
  const args = ['commit-tree', 'main^{tree}', '-p', parent];
  const id = execFileSync('git', args, {
    cwd: folder,
    input: message,
    encoding: 'utf8',
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.org',
      GIT_AUTHOR_DATE: `170000000${date} +0000`,
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.org',
    },
  }).trim();
  gitIn(folder, 'update-ref', 'refs/heads/tip', id);
  return id;
}

/** So many commits on a branch `long`, in one stream. */
function importCommits(folder: string, count: number): void {
  const commits = Array.from({ length: count }, (_, at) => {
    const message = `commit ${at + 1}`;
    const from = at === 0 ? 'from refs/heads/main^0\n' : '';
    return `commit refs/heads/long\ncommitter a <a@example.org> ${1_700_000_000 + at} +0000\ndata ${message.length}\n${message}\n${from}`;
  });
  execFileSync('git', ['fast-import', '--quiet'], { cwd: folder, input: commits.join('\n') });
}
