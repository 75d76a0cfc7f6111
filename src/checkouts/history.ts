import type { Commit, CommitRange } from '../model/commit-range.ts';
import { UserError } from '../model/errors.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { git, tryGit } from './git.ts';
import { resolveRevision } from './revision.ts';

/** How much of a history is read. */
export interface HistoryBounds {
  /** More commits than these are refused: the planner's numbers are checked up to here. */
  readonly longest: number;
  /** Commits read by one call of git, so that what it prints stays bounded. */
  readonly page: number;
}

const usualBounds: HistoryBounds = { longest: 100_000, page: 10_000 };
/** Characters of a subject that are kept; git cuts the rest. */
const SUBJECT = 300;

/**
 * The commits to search for the first bad one: along first parents from a good revision to a bad one. Where the
 * good revision is no ancestor of the bad one the range begins at their merge base, and `beside` says so.
 * @throws UserError E-REF for a revision that is not there; E-RANGE when the range is empty, the wrong way round,
 *   has no common history, or holds more commits than `bounds` allow.
 */
export async function historyBetween(
  repository: string,
  revisions: { readonly good: string; readonly bad: string },
  bounds = usualBounds,
): Promise<CommitRange> {
  const good = await resolveRevision(repository, revisions.good);
  const bad = await resolveRevision(repository, revisions.bad);
  const names = { good: named(revisions.good), bad: named(revisions.bad) };
  if (good === bad) {
    throw rangeError(`${names.good} and ${names.bad} are the same commit: there is nothing between them.`);
  }
  const base = await branchPoint(repository, [good, bad], [revisions.good, revisions.bad]);
  if (base === bad) {
    throw rangeError(`${names.bad} comes before ${names.good}. Did you mean it the other way round?`);
  }
  const range = await rangeBetween(repository, [base, bad], bounds);
  return base === good ? range : { ...range, beside: await commitAt(repository, good) };
}

/**
 * The commits that a merge brought in, along first parents of the branch it merged; the merge itself is the bad end
 * and its first parent the good one. An octopus brought several branches, which is no line: then it is alone.
 * @throws UserError E-REF when there is no such commit, E-RANGE when it is no merge or its branch is too long.
 */
export async function insideMerge(repository: string, merge: string): Promise<CommitRange> {
  const found = await commitAt(repository, await resolveRevision(repository, merge));
  const [first, second, third] = found.parents;
  if (first === undefined || second === undefined) throw rangeError(`${named(merge)} is no merge.`);
  const good = await commitAt(repository, first);
  if (third !== undefined) return { good, commits: [found] };
  const branch = await commitsBetween(repository, [first, second], usualBounds);
  return { good, commits: [...branch, found] };
}

type CommitPair = readonly [one: string, other: string];

async function rangeBetween(
  repository: string,
  ends: CommitPair,
  bounds: HistoryBounds,
): Promise<CommitRange> {
  const commits = await commitsBetween(repository, ends, bounds);
  return { good: await commitAt(repository, ends[0]), commits };
}

/**
 * Where two lines of history parted; the older commit itself when it is an ancestor of the other. Both are full commit
 * ids, and `names` is what people called them.
 * @throws UserError E-RANGE when they have no common history.
 */
export async function branchPoint(
  repository: string,
  [one, other]: CommitPair,
  names: CommitPair = [one.slice(0, 9), other.slice(0, 9)],
): Promise<string> {
  const base = await tryGit(repository, ['merge-base', one, other]);
  if (base !== undefined) return base;
  const shallow = await tryGit(repository, ['rev-parse', '--is-shallow-repository']);
  const hint =
    shallow === 'true' ? ' This clone is shallow: `git fetch --unshallow` brings the missing history.' : '';
  const [first, second] = names;
  throw rangeError(`${named(first)} and ${named(second)} have no common history.${hint}`);
}

/** First-parent commits of `bad` that `good` does not contain, oldest first. */
async function commitsBetween(
  repository: string,
  [good, bad]: CommitPair,
  { longest, page }: HistoryBounds,
): Promise<readonly Commit[]> {
  const line = ['--first-parent', bad, `^${good}`, '--'];
  const length = Number(await git(repository, ['rev-list', '--count', ...line]));
  if (length > longest) {
    throw rangeError(`There are ${length} commits between the two; at most ${longest} can be searched.`);
  }
  const newestFirst: Commit[] = [];
  for (let read = 0; read < length; read += page) {
    newestFirst.push(...(await log(repository, [`--skip=${read}`, `--max-count=${page}`, ...line])));
  }
  return newestFirst.reverse();
}

async function commitAt(repository: string, id: string): Promise<Commit> {
  const [commit] = await log(repository, ['--max-count=1', id, '--']);
  if (commit === undefined) throw new Error(`git log shows nothing for ${id}`);
  return commit;
}

/** Git's own settings must neither start a program (signatures) nor add to what is printed (notes, patches). */
const plainLog = ['--no-show-signature', '--no-notes', '--no-patch', '--no-color', '--encoding=UTF-8', '-z'];

async function log(repository: string, which: readonly string[]): Promise<readonly Commit[]> {
  const format = `--format=%H%n%P%n%aI%n%<(${SUBJECT},trunc)%s`;
  const printed = await git(repository, ['log', ...plainLog, format, ...which]);
  return printed
    .split('\0')
    .filter((record) => record !== '')
    .map(commitOf);
}

/** Id, parents and date stand in lines of their own; whatever follows is the subject. */
function commitOf(record: string): Commit {
  const [id = '', parents = '', date = '', ...subject] = record.split('\n');
  if (!/^[0-9a-f]{40,64}$/.test(id)) throw new Error(`git log printed no commit id, but ${shorten(id, 80)}`);
  return {
    id,
    subject: subject.join(' ').trimEnd(),
    date,
    parents: parents.split(' ').filter((parent) => parent !== ''),
  };
}

function named(revision: string): string {
  return `\`${shorten(plainLine(revision), 200)}\``;
}

function rangeError(message: string): UserError {
  return new UserError('E-RANGE', message);
}
