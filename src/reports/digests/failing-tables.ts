import { code, strong, text, type Block, type Inline } from '../../model/document.ts';
import type { FlakyTest } from '../../model/history.ts';
import { day, name } from '../blockers-words.ts';
import { sinceInline } from '../history/since.ts';
import { bars } from '../history/week-bars.ts';
import { ticketInline, type Owners } from './owners.ts';
import { count, percent, plural } from '../numbers.ts';

/** Most tests that are shown. */
export const mostRows = 10;

type NameOf = (test: string) => string;

/** The worst flaky tests: rates with their counts, how they moved, week by week, and the ticket. */
export function flakyTable(flaky: readonly FlakyTest[], nameOf: NameOf, owners: Owners): readonly Block[] {
  const weeks = Math.max(0, ...flaky.map(({ history }) => history.weeks.length));
  const columns = [
    left('Test'),
    right('Fails / runs'),
    right('Rate'),
    left('vs last week'),
    right('Red builds'),
    left(plural(weeks, 'week')),
    left('Ticket'),
  ];
  return table(flaky, columns, (test) => {
    const { executed, failed, unrated } = test.history;
    return [
      [code(nameOf(test.history.test))],
      [text(executed === 0 ? `${count(unrated)} / ?` : `${count(failed)} / ${count(executed)}`)],
      [text(executed === 0 ? 'runs unknown' : percent(failed / executed))],
      [text(trendWords(test))],
      [text(count(test.cost?.redBuilds ?? 0))],
      [code(bars(test.history, executed > 0))],
      ticketInline(test, owners),
    ];
  });
}

/** Tests that fail every time: since when and which commit, which is where to look. */
export function brokenTable(broken: readonly FlakyTest[], nameOf: NameOf, owners: Owners): readonly Block[] {
  if (broken.length === 0) return [];
  const title = [strong('Broken, not flaky:'), text(` ${count(broken.length)} (fail every time)`)];
  const columns = [left('Test'), left('Broken'), left('Where'), right('Red builds'), left('Ticket')];
  const rows = table(broken, columns, (test) => {
    return [
      [code(nameOf(test.history.test))],
      sinceInline(test.history, day),
      [code(name(brokenPlaces(test)))],
      [text(count(test.cost?.redBuilds ?? 0))],
      ticketInline(test, owners),
    ];
  });
  return [{ kind: 'paragraph', text: title }, ...rows];
}

/** "main: jdk11, jdk8": the branches and lanes in which it is broken. */
function brokenPlaces({ history }: FlakyTest): string {
  const broken = history.places.filter(({ kind }) => kind === 'broken');
  const branches = [...new Set(broken.map(({ branch }) => branch))];
  const lanesOf = (branch: string): string =>
    broken.flatMap((one) => (one.branch === branch ? [one.lane] : [])).join(', ');
  return branches.map((branch) => `${branch}: ${lanesOf(branch)}`).join('; ');
}

/** "▲ 2.1×": only where chance does not explain it. */
function trendWords({ trend, isNew }: FlakyTest): string {
  if (isNew === true) return 'new';
  if (trend === undefined) return '';
  const factor = trend.ratio === undefined ? '' : ` ${trend.ratio.toFixed(1)}×`;
  return { up: `▲${factor}`, down: `▼${factor}`, same: '≈' }[trend.direction];
}

type Columns = Extract<Block, { kind: 'table' }>['columns'];

function table(
  tests: readonly FlakyTest[],
  columns: Columns,
  row: (test: FlakyTest) => readonly (readonly Inline[])[],
): readonly Block[] {
  if (tests.length === 0) return [];
  const more = tests.length - mostRows;
  const cut: Block = {
    kind: 'paragraph',
    text: [text(`${count(more)} more in `), code('retrial flaky'), text('.')],
  };
  return [{ kind: 'table', columns, rows: tests.slice(0, mostRows).map(row) }, ...(more > 0 ? [cut] : [])];
}

function left(title: string): Columns[number] {
  return { title, align: 'left' };
}

function right(title: string): Columns[number] {
  return { title, align: 'right' };
}
