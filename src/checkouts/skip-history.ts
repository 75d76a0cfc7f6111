import { skipsOn, type StandingSkip } from '../edits/unskip.ts';
import { UserError } from '../model/errors.ts';
import type { SelectorPart } from '../model/selector.ts';
import type { SkipOrigin, TestSkip } from '../model/test-skip.ts';
import { readBlob, versionsOf, type Blob, type FileVersion } from './file-versions.ts';
import { gitWithin } from './git.ts';
import { resolveRevision } from './revision.ts';
import { findTest } from './test-edit.ts';
import type { TestPlace } from './test-files.ts';

/**
 * What skips a test at a revision of a clone, since when, why and by whom; none when it runs. Read from the versions
 * of its file, so that a moved line, a reworded reason or another annotation in its stead does not begin it anew.
 * @throws UserError E-REF, E-TEST-NONE, E-TEST-MANY, E-UNSKIP; GitError and Error from git
 */
export async function skipsOfTest(
  repository: string,
  revision: string,
  part: SelectorPart,
): Promise<readonly TestSkip[]> {
  const commit = await resolveRevision(repository, revision);
  const place = await findTest(repository, commit, part);
  const { path, ...test } = place;
  const text = await gitWithin(repository, ['cat-file', 'blob', `${commit}:${path}`], 5_000);
  const skips = await skipsOn({ path, text }, test);
  if (skips.length === 0) return [];
  const origins = await originsOf(skips.map(keyOf), {
    repository,
    versions: await versionsOf(repository, { commit, path }, wordsOf(place)),
    look: async (file) => {
      const found = await skipsOn(file, test);
      return new Map(found.map((skip) => [keyOf(skip), skip]));
    },
  });
  return skips.map((skip) => ({ test: part.text, path, ...skip, ...origins.get(keyOf(skip)) }));
}

/** A skip stays the same one while the same thing carries it and it depends on code or does not. */
function keyOf({ on, isConditional }: StandingSkip): string {
  return `${on} ${isConditional}`;
}

/** How skips are written in the languages that can be read; also the words that `allSkips` finds them by. */
export const skipWords =
  '[Ii]gnore|Disabled|Enabled|IfProfileValue|enabled|[Ss]kip|x(it|test|specify|describe|context)';

/** Whatever changes whether a test is skipped changes a line with a skip, or with one of its own names. */
function wordsOf({ containers, member }: TestPlace): string {
  const names = [...containers, ...(member === undefined ? [] : [member])]
    .map((name) => (name.split('\n')[0] ?? '').slice(0, 100))
    .filter((name) => name !== '');
  return [skipWords, ...names.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))].join(
    '|',
  );
}

/** What a version of a file holds, by key; undefined where it holds no such test. */
type Looked = ReadonlyMap<string, StandingSkip>;

/** The versions of a file, newest first, and how one is read. */
export interface Looking {
  readonly repository: string;
  readonly versions: readonly FileVersion[];
  /** @throws UserError where the test is not there */
  readonly look: (file: { readonly path: string; readonly text: string }) => Promise<Looked>;
}

/**
 * Since when each of these skips stands: the newest version that has it and whose version before has not. Versions of
 * side branches that never had it say nothing.
 */
export async function originsOf(
  keys: readonly string[],
  { repository, versions, look }: Looking,
): Promise<ReadonlyMap<string, Pick<TestSkip, 'since' | 'reworded'>>> {
  const origins = new Map<string, Pick<TestSkip, 'since' | 'reworded'>>();
  const open = new Set(keys);
  const read = remembered(async ({ id, path }) => {
    try {
      return await look({ path, text: await readBlob(repository, id) });
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  });
  for (const version of versions) {
    if (open.size === 0) break;
    const after = await read(version.after);
    if (after === undefined) continue;
    const before = await read(version.before);
    for (const key of open) {
      const now = after.get(key);
      if (now === undefined) continue;
      const origin = originOf(version);
      const old = before?.get(key);
      const known = origins.get(key) ?? {};
      if (old === undefined) {
        origins.set(key, { ...known, since: { ...origin, withTest: before === undefined } });
        open.delete(key);
      } else if (old.text !== now.text && known.reworded === undefined) {
        origins.set(key, { ...known, reworded: origin });
      }
    }
  }
  return origins;
}

function originOf({ commit, author, at, subject }: FileVersion): SkipOrigin {
  return { commit, author, at, subject };
}

/** The version after one commit is, as a rule, the version before the next. */
function remembered<Value>(
  read: (blob: Blob) => Promise<Value>,
): (blob: Blob | undefined) => Promise<Value | undefined> {
  let last: { readonly id: string; readonly value: Promise<Value> } | undefined;
  return async (blob) => {
    if (blob === undefined) return undefined;
    if (last?.id !== blob.id) last = { id: blob.id, value: read(blob) };
    return last.value;
  };
}
