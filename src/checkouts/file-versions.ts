import type { SkipOrigin } from '../model/test-skip.ts';
import { gitWithin, tryGit } from './git.ts';

/** A commit that changed a file, with what the file was before it and after it. */
export interface FileVersion extends SkipOrigin {
  readonly before?: Blob;
  readonly after?: Blob;
}

/** A file's content as git names it, and what it was called. */
export interface Blob {
  readonly id: string;
  readonly path: string;
}

/** Commits of one file that are looked at. */
const mostVersions = 200;
const logTimeoutMs = 20_000;
const blobTimeoutMs = 5_000;
/** No program of the repository's settings is started, and a name with a star in it is a name. */
const plain = ['--no-ext-diff', '--no-textconv', '--no-show-signature', '--no-notes', '--no-color'];
const raw = ['--raw', '-z', '--no-abbrev', '--encoding=UTF-8'];

/**
 * The commits that changed a line with one of these words in a file, newest first, across its renames; at most 200.
 * @param words an extended regular expression
 * @throws GitError, and Error when git takes longer than 20 s
 */
export async function versionsOf(
  repository: string,
  file: { readonly commit: string; readonly path: string },
  words: string,
): Promise<readonly FileVersion[]> {
  const format = '--format=%H%x00%an%x00%aI%x00%s';
  const which = ['--follow', `--max-count=${mostVersions}`, `-G${words}`, file.commit, '--', file.path];
  const printed = await gitWithin(
    repository,
    ['--literal-pathspecs', 'log', ...plain, ...raw, format, ...which],
    logTimeoutMs,
  );
  const ends = await cutEnds(repository, file.commit);
  return versionsIn(printed.split('\0')).filter(({ commit }) => !ends.has(commit));
}

/** Where the history of a shallow clone was cut off, a commit seems to bring everything it has. */
async function cutEnds(repository: string, commit: string): Promise<ReadonlySet<string>> {
  const isShallow = await tryGit(repository, ['rev-parse', '--is-shallow-repository']);
  if (isShallow !== 'true') return new Set();
  const ends = await gitWithin(repository, ['rev-list', '--max-parents=0', commit], logTimeoutMs);
  return new Set(ends.split('\n'));
}

/** Names, subjects and paths can hold anything but a zero byte, which stands between them. */
function versionsIn(tokens: readonly string[]): readonly FileVersion[] {
  const versions: FileVersion[] = [];
  let at = 0;
  while (/^\n?[0-9a-f]{40,64}$/.test(tokens[at] ?? '')) {
    const [commit = '', author = '', date = '', subject = ''] = tokens.slice(at, at + 4);
    at += 4;
    let change: Pick<FileVersion, 'before' | 'after'> = {};
    for (let found = changeIn(tokens, at); found !== undefined; found = changeIn(tokens, at)) {
      change = found.change;
      at = found.end;
    }
    versions.push({ commit: commit.trim(), author, at: date, subject, ...change });
  }
  return versions;
}

/** `:100644 100644 OLD NEW M`, the path; of a rename the old path and the new one. */
function changeIn(
  tokens: readonly string[],
  at: number,
): { readonly change: Pick<FileVersion, 'before' | 'after'>; readonly end: number } | undefined {
  const found = /^\n?:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/.exec(tokens[at] ?? '');
  if (found === null) return undefined;
  const [, old = '', now = '', kind = ''] = found;
  const isMoved = kind === 'R' || kind === 'C';
  const [first = '', second = ''] = tokens.slice(at + 1, at + 3);
  const before = blobOf(old, first);
  const after = blobOf(now, isMoved ? second : first);
  return {
    change: {
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
    end: at + (isMoved ? 3 : 2),
  };
}

function blobOf(id: string, path: string): Blob | undefined {
  return /^0+$/.test(id) ? undefined : { id, path };
}

/** The text of a content. @throws GitError, and Error when it is longer than a source can be */
export async function readBlob(repository: string, id: string): Promise<string> {
  return gitWithin(repository, ['cat-file', 'blob', id], blobTimeoutMs);
}
