import { isSelected } from '../../failures/issue-links.ts';
import type { LinkTarget } from '../../model/issue-link.ts';
import { parseSelector } from '../../model/selector.ts';
import type { KeptFailure } from '../../store/history-failures.ts';
import type { History } from '../../store/history.ts';
import type { Store } from '../../store/store.ts';

/** Where ordinary CI is looked at: a project of the history, a branch or all of them, since an ISO time. */
export interface CiPlace {
  readonly project: string;
  readonly branch?: string;
  readonly from: string;
}

/** Failures of tests and causes in ordinary CI, newest first. Tests are found by the ways people write them. */
export async function ciFailuresOf(
  targets: readonly LinkTarget[],
  place: CiPlace,
  { history }: Pick<Store, 'history'>,
): Promise<readonly KeptFailure[]> {
  const tests = new Set<string>();
  for (const { kind, target } of targets)
    if (kind === 'test')
      for (const name of await testsSelected(target, place.project, history)) tests.add(name);
  const signatures = targets.filter(({ kind }) => kind === 'signature').map(({ target }) => target);
  return history.failuresOf({ ...place, tests: [...tests], signatures });
}

/** The tests of a project's history that a selector names, by whatever a report writes beside the name. */
export async function testsSelected(
  selector: string,
  project: string,
  history: Pick<History, 'testsWith'>,
): Promise<readonly string[]> {
  const tests = new Set<string>();
  for (const { text, container, member } of parseSelector(selector).parts) {
    const sure = longestWord(member ?? container);
    if (sure === '') continue;
    const names = await history.testsWith(project, sure);
    for (const name of names.filter((one) => isSelected(text, one))) tests.add(name);
  }
  return [...tests];
}

/** What a test's name in the history contains for certain, however a report writes the rest. */
function longestWord(name: string): string {
  const words = name.split(/[^\p{L}\p{N}_]+/u);
  return words.toSorted((a, b) => b.length - a.length)[0] ?? '';
}
