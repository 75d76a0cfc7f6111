import { code, text, type Block, type Inline } from '../../model/document.ts';
import type { FlakyTest, HistoryKind, PlaceHistory, TestHistory } from '../../model/history.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import { count, percent, plural } from '../numbers.ts';
import { barsTitle, rateBars, weeksPerBar } from './week-bars.ts';

/** Tests of one table. */
export const mostTests = 10;
const mostPlaces = 8;

/** How a kind is said of one place. */
const kindWords: Readonly<Record<HistoryKind, string>> = {
  flaky: 'flaky',
  broken: 'broken',
  unclear: 'failed once or in one stretch',
  'failures-only': 'failed, passes unknown',
  'never-ran': 'never ran',
  passing: 'no failure',
};

/** Branch by branch and lane by lane, tests whose places differ: one rate over all of them says too little. */
export function placesFold(tests: readonly FlakyTest[], nameOf: (test: string) => string): readonly Block[] {
  const differing = tests.map(({ history }) => history).filter(({ placesDiffer }) => placesDiffer);
  if (differing.length === 0) return [];
  const cut = differing.length > mostTests ? `, ${mostTests} of them here` : '';
  const verb = differing.length === 1 ? 'differs' : 'differ';
  const summary = `${plural(differing.length, 'test')} ${verb} by branch or lane${cut}`;
  return [{ kind: 'fold', summary: [text(summary)], blocks: [placesTable(differing, nameOf)] }];
}

/** The first ten tests branch by branch and lane by lane, a row each. */
export function placesTable(tests: readonly TestHistory[], nameOf: (test: string) => string): Block {
  const weeks = tests[0]?.weekCounts.length ?? 0;
  const columns = [
    ...['Test', 'Branch', 'Lane', 'There'].map((title) => ({ title, align: 'left' as const })),
    ...['Failed / runs', 'Rate'].map((title) => ({ title, align: 'right' as const })),
    { title: barsTitle('Rate', weeksPerBar(weeks)), align: 'left' as const },
  ];
  const rows = tests
    .slice(0, mostTests)
    .flatMap(({ test, places }) => rowsOf(shorten(plainLine(nameOf(test)), 200), places));
  return { kind: 'table', columns, rows };
}

function rowsOf(test: string, places: readonly PlaceHistory[]): readonly (readonly (readonly Inline[])[])[] {
  const rows = places
    .slice(0, mostPlaces)
    .map(({ branch, lane, kind, failed, executed, weekCounts }, at) => [
      at === 0 ? [code(test)] : [],
      [code(shorten(plainLine(branch), 60))],
      [code(shorten(plainLine(lane), 60))],
      [text(kindWords[kind])],
      [text(`${count(failed)} / ${count(executed)}`)],
      [text(executed === 0 ? '' : percent(failed / executed))],
      [code(rateBars(weekCounts))],
    ]);
  const more = places.length - rows.length;
  return more > 0 ? [...rows, [[], [text(`${count(more)} more`)], [], [], [], [], []]] : rows;
}
