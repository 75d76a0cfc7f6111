import { changedLines } from '../edits/changed-lines.ts';
import { skipsOn, unskip } from '../edits/unskip.ts';
import type { TestSelector } from '../model/selector.ts';
import { noSkip } from './overlays/unskip.ts';
import { gitWithin } from './git.ts';
import { resolveRevision } from './revision.ts';
import { findTest } from './test-edit.ts';

/** Tests of one selection whose change is shown. */
const mostTests = 3;
const readMs = 5_000;

/**
 * How skips would be taken off the tests of a selection at a revision of a clone, in the way of a diff; changes nothing.
 * @throws UserError E-REF, E-TEST-NONE, E-TEST-MANY, E-UNSKIP; GitError and Error from git
 */
export async function shownUnskip(
  repository: string,
  revision: string,
  selector: TestSelector,
): Promise<string> {
  const commit = await resolveRevision(repository, revision);
  const { parts } = selector;
  const shown = new Set<string>();
  for (const part of parts.slice(0, mostTests)) {
    const { path, ...test } = await findTest(repository, commit, part);
    const before = await gitWithin(repository, ['cat-file', 'blob', `${commit}:${path}`], readMs);
    if (parts.length > 1 && (await skipsOn({ path, text: before }, test)).length === 0) continue;
    const { text } = await unskip({ path, text: before }, test);
    shown.add(`--- ${path}\n${changedLines(before, text)}`);
  }
  if (shown.size === 0 && parts.length <= mostTests) throw noSkip(selector);
  return [...shown].join('\n');
}

/** The same at the first of some commits where that can be told, for a report of many; empty where it can at none. */
export async function unskipAtOneOf(
  repository: string,
  commits: readonly string[],
  selector: TestSelector,
): Promise<string> {
  for (const commit of commits) {
    const shown = await shownUnskip(repository, commit, selector).catch(() => '');
    if (shown !== '') return shown;
  }
  return '';
}
