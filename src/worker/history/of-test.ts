import { historyOf } from '../../history/test-history.ts';
import { weeksBetween } from '../../history/weeks.ts';
import type { OrdinaryHistory } from '../../model/history.ts';
import type { Store } from '../../store/store.ts';
import { testsSelected } from './ci-failures.ts';

/** What is asked of which history. Milliseconds since 1970; until is exclusive. */
export interface TestQuestion {
  readonly project: string;
  readonly test: string;
  readonly from: number;
  readonly until: number;
}

/** What ordinary CI says of the tests that a selector names, most failures first; undefined where none was ever read. */
export async function ordinaryOf(
  { project, test, from, until }: TestQuestion,
  { history }: Pick<Store, 'history'>,
): Promise<OrdinaryHistory | undefined> {
  if ((await history.span(project)) === undefined) return undefined;
  const tests = await testsSelected(test, project, history);
  const window = { project, from: new Date(from).toISOString(), until: new Date(until).toISOString() };
  const sightings = tests.length === 0 ? [] : await history.sightings({ ...window, tests });
  const weeks = weeksBetween(from, until - 1);
  const histories = tests.map((name) =>
    historyOf(
      name,
      sightings.filter((one) => one.test === name),
      weeks,
    ),
  );
  return {
    ...window,
    tests: histories
      .filter(({ places }) => places.length > 0)
      .toSorted((a, b) => b.failed + b.unrated - a.failed - a.unrated),
  };
}
