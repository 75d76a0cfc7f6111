import { allSkips, readableEndings, type NamedSkip } from '../edits/unskip.ts';
import { messageOf, UserError } from '../model/errors.ts';
import type { SkipInventory, TestSkip } from '../model/test-skip.ts';
import { versionsOf } from './file-versions.ts';
import { git, GitError, gitWithin, tryGit } from './git.ts';
import { resolveRevision } from './revision.ts';
import { originsOf, skipWords } from './skip-history.ts';
import { selectorOf } from './test-files.ts';

/** Files whose skips are read; a project with more names a folder. */
const mostFiles = 1_000;
/** Names in a message. */
const mostNamed = 10;
const searchTimeoutMs = 60_000;

/** Which files of a clone to look at. */
export interface InventoryQuestion {
  readonly revision: string;
  /** Folders or files, relative to the repository; everything when empty. */
  readonly paths: readonly string[];
  /** Whether to read since when and by whom: a call of git for each file with a skip. */
  readonly withHistory: boolean;
  /** Told before each file. */
  readonly onFile?: (done: number, all: number) => void;
}

/**
 * Every skip in the files of a revision that can be read, with its reason and its history.
 * @throws UserError E-REF, and E-VALUE for a path that the revision does not hold; GitError and Error from git
 */
export async function skipInventory(repository: string, question: InventoryQuestion): Promise<SkipInventory> {
  const { revision, onFile } = question;
  const commit = await resolveRevision(repository, revision);
  for (const path of question.paths) await mustHold(repository, { revision, commit, path });
  const paths = await filesWithSkips(repository, commit, question.paths);
  const skips: TestSkip[] = [];
  const left = paths.slice(mostFiles).map((path) => ({ path, why: `only ${mostFiles} files are read` }));
  for (const [done, path] of paths.slice(0, mostFiles).entries()) {
    onFile?.(done, Math.min(paths.length, mostFiles));
    try {
      skips.push(...(await skipsIn(repository, { commit, path }, question)));
    } catch (error) {
      left.push({ path, why: messageOf(error) });
    }
  }
  return { revision, commit, files: Math.min(paths.length, mostFiles), skips, left };
}

interface AskedPath {
  readonly revision: string;
  readonly commit: string;
  readonly path: string;
}

/** Where nothing is looked at, nothing is found: that is no answer. */
async function mustHold(repository: string, { revision, commit, path }: AskedPath): Promise<void> {
  if ((await tryGit(repository, ['cat-file', '-e', `${commit}:${path}`])) !== undefined) return;
  const there = (await git(repository, ['ls-tree', '--name-only', commit])).split('\n');
  const more = there.length > mostNamed ? ', …' : '';
  throw new UserError(
    'E-VALUE',
    `\`${path}\` is not in ${revision}. At its top are: ${there.slice(0, mostNamed).join(', ')}${more}. Only committed files are read.`,
  );
}

async function skipsIn(
  repository: string,
  file: { readonly commit: string; readonly path: string },
  { withHistory }: InventoryQuestion,
): Promise<readonly TestSkip[]> {
  const { commit, path } = file;
  const text = await gitWithin(repository, ['cat-file', 'blob', `${commit}:${path}`], 5_000);
  const found = await allSkips({ path, text });
  if (found.length === 0) return [];
  const origins = withHistory
    ? await originsOf([...byKey(found).keys()], {
        repository,
        versions: await versionsOf(repository, file, skipWords),
        look: async (version) => byKey(await allSkips(version)),
      })
    : new Map<string, never>();
  return found.map((each) => ({
    test: selectorOf({ path, ...each.test }),
    path,
    ...each.skip,
    ...origins.get(keyOf(each)),
  }));
}

function byKey(found: readonly NamedSkip[]): ReadonlyMap<string, NamedSkip['skip']> {
  return new Map(found.map((each) => [keyOf(each), each.skip]));
}

function keyOf({ test, skip }: NamedSkip): string {
  return JSON.stringify([test.containers, test.member, skip.isConditional]);
}

async function filesWithSkips(
  repository: string,
  commit: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const within = paths.length === 0 ? [] : ['--', ...paths];
  const search = [
    'grep',
    '-l',
    '-z',
    '-I',
    '-E',
    '--no-color',
    '--full-name',
    '-e',
    skipWords,
    commit,
    ...within,
  ];
  const printed = await gitWithin(repository, ['--literal-pathspecs', ...search], searchTimeoutMs).catch(
    (error: unknown) => {
      // Without any hit git ends with 1 and says nothing.
      if (error instanceof GitError && error.message.endsWith('exit code 1')) return '';
      throw error;
    },
  );
  return printed
    .split('\0')
    .map((name) => name.slice(commit.length + 1))
    .filter((path) => readableEndings.some((end) => path.endsWith(end)));
}
