import {
  code,
  strong,
  text,
  type Block,
  type Document,
  type Inline,
  type Topic,
} from '../../model/document.ts';
import type { FlakyList } from '../../model/history.ts';
import { dayOf, type Decision } from '../../model/ledger.ts';
import { day, name } from '../blockers-words.ts';
import { count, plural } from '../numbers.ts';
import { shortNames } from '../short-names.ts';
import { partialWords } from '../flaky-document.ts';
import { placesFold } from '../history/places.ts';
import { unowned, type Owners } from './owners.ts';
import { brokenTable, flakyTable } from './failing-tables.ts';

/** What the week's digest is worded from. */
export interface FlakesReport {
  readonly list: FlakyList;
  readonly ignores: readonly Decision[];
  /** How many ignores were in force a week before. */
  readonly ignoredBefore: number;
  readonly owners: Owners;
  readonly topic: Topic;
  readonly word: string;
}

const mostNames = 8;
const dayMs = 86_400_000;
const soonMs = 7 * dayMs;

/** The week's flaky tests: what to do first, the worst, new, gone, never ran, cost, and ignores. */
export function flakesDigest(report: FlakesReport): Document {
  const { list, owners, topic, word } = report;
  const flaky = list.failing.filter(
    ({ history }) => history.kind === 'flaky' || history.kind === 'failures-only',
  );
  const broken = list.failing.filter(({ history }) => history.kind === 'broken');
  const fresh = list.failing.filter(({ isNew }) => isNew === true).map(({ history }) => history.test);
  const tests = [...list.failing.map(({ history }) => history), ...list.gone, ...list.neverRan];
  const short = shortNames(tests.map(({ test }) => test));
  const nameOf = (test: string): string => name(short(test));
  const few = (title: string, found: readonly string[], why: string): readonly Block[] =>
    found.length === 0 ? [] : [named([title, why], found, nameOf)];
  const counted = [
    `${count(flaky.length)} flaky`,
    ...(broken.length > 0 ? [`${count(broken.length)} broken`] : []),
    `${count(fresh.length)} new`,
    `${count(list.gone.length)} gone`,
  ];
  const window = `week ${weekNumber(list)} (${day(list.from)} to ${day(list.until)})`;
  const head = ` of ${name(list.project)}, ${window}: ${counted.join(', ')}; ${debt(report)}`;
  return {
    topic,
    blocks: [
      {
        kind: 'headline',
        mark: flaky.length + broken.length > 0 ? 'warn' : 'info',
        text: [strong('Flaky tests'), text(head)],
      },
      ...first(report, nameOf),
      ...flakyTable(flaky, nameOf, owners),
      ...brokenTable(broken, nameOf, owners),
      ...placesFold([...flaky, ...broken], nameOf),
      ...few('New:', fresh, 'did not fail the week before'),
      ...few(
        'Gone:',
        list.gone.map(({ test }) => test),
        'failed before, and this week came to 300 clean runs since',
      ),
      ...few(
        'Never ran:',
        list.neverRan.map(({ test }) => test),
        'only skipped this week, so no pass counts',
      ),
      ...cost(list),
      ...partialWords(list),
      { kind: 'paragraph', text: [text('Quiet this with '), code(`/${word} digest off`), text('.')] },
    ],
  };
}

/** Of the ISO week that holds most of the window. */
function weekNumber({ from, until }: FlakyList): number {
  const middle = new Date((Date.parse(from) + Date.parse(until)) / 2);
  const thursday = new Date(middle.getTime() + (3 - ((middle.getUTCDay() + 6) % 7)) * dayMs);
  const yearDay = (thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / dayMs;
  return Math.floor(yearDay / 7) + 1;
}

/** "ignored debt 41 (+2)": against the week before. */
function debt({ ignores, ignoredBefore }: FlakesReport): string {
  const more = ignores.length - ignoredBefore;
  const sign = { '-1': '−', '0': '±', '1': '+' }[String(Math.sign(more))] ?? '';
  return `ignored debt ${count(ignores.length)} (${sign}${count(Math.abs(more))})`;
}

/** The few things that pay most: the dearest failure that nobody is at, a test that never ran, an ignore that ends. */
function first({ list, ignores, owners }: FlakesReport, nameOf: (test: string) => string): readonly Block[] {
  const left = list.failing.filter((test) => unowned(test, owners) !== undefined);
  const dear = left.toSorted((a, b) => (b.cost?.redBuilds ?? 0) - (a.cost?.redBuilds ?? 0))[0];
  const skipped = list.neverRan[0];
  const ending = ignores.find(({ until }) => {
    // A day holds through its end.
    const ahead = Date.parse(`${dayOf(until)}T23:59:59.999Z`) - Date.parse(list.until);
    return ahead >= 0 && ahead < soonMs;
  });
  const items: readonly (readonly Inline[])[] = [
    ...(dear?.cost === undefined
      ? []
      : [
          [
            code(nameOf(dear.history.test)),
            text(` turned ${plural(dear.cost.redBuilds, 'build')} red and ${unowned(dear, owners) ?? ''}.`),
          ],
        ]),
    ...(skipped === undefined
      ? []
      : [[code(nameOf(skipped.test)), text(' was only skipped: see why before it counts as passing.')]]),
    ...(ending === undefined
      ? []
      : [
          [
            text('The ignore of '),
            code(name(ending.test ?? ending.ticket.key)),
            text(` ends on ${day(ending.until ?? '')}.`),
          ],
        ]),
  ];
  return items.length === 0
    ? []
    : [
        { kind: 'paragraph', text: [strong('Do first:')] },
        { kind: 'list', items },
      ];
}

function named(
  [title, why]: readonly [string, string],
  found: readonly string[],
  nameOf: (test: string) => string,
): Block {
  const shown = found.slice(0, mostNames).map((test) => nameOf(test));
  const more = found.length - shown.length;
  const names = shown.flatMap((one, at): readonly Inline[] =>
    at === 0 ? [code(one)] : [text(', '), code(one)],
  );
  const rest = more > 0 ? [text(` and ${count(more)} more`)] : [];
  return {
    kind: 'paragraph',
    text: [strong(title), text(` ${count(found.length)} (${why}): `), ...names, ...rest],
  };
}

function cost({ cost: { redBuilds, minutes } }: FlakyList): readonly Block[] {
  if (redBuilds === 0) return [];
  const time = minutes === undefined ? '' : `, ${plural(Math.round(minutes), 'minute')} of CI`;
  return [{ kind: 'paragraph', text: [strong('Cost:'), text(` ${plural(redBuilds, 'red build')}${time}.`)] }];
}
