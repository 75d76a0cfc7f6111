import { code, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import type {
  FlakyList,
  FlakyTest,
  HistoryKind,
  SignatureHistory,
  TestCost,
  TestHistory,
} from '../model/history.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { ticketCommand } from './next-commands.ts';
import { count, percent, plural } from './numbers.ts';
import { shortNames } from './short-names.ts';
import { placesFold } from './history/places.ts';
import { sinceInline } from './history/since.ts';
import { bars, barsTitle, weeksPerBar } from './history/week-bars.ts';

const MAX_ROWS = 20;
const MAX_NAMES = 10;

/** What a test is called in this document. */
type NameOf = (test: string) => string;

const kinds: readonly (readonly [HistoryKind, string])[] = [
  ['flaky', 'Flaky:'],
  ['failures-only', 'Failed, passes unknown:'],
  ['broken', 'Broken, not flaky:'],
  ['unclear', 'Failed once or in one stretch, so flaky or since fixed:'],
];

/** The flaky list of a window: worst first, then what is new, gone and never ran, and the causes over all tests. */
export function flakyDocument(list: FlakyList): Document {
  const blocks: Block[] = [
    { kind: 'headline', mark: list.failing.length > 0 ? 'warn' : 'info', text: headline(list) },
  ];
  const { failing, gone, neverRan } = list;
  const nameOf = shortNames(
    [...failing.map(({ history }) => history), ...gone, ...neverRan].map(({ test }) => test),
  );
  blocks.push(...costWords(list), ...partialWords(list));
  for (const [kind, title] of kinds) blocks.push(...section(title, ofKind(list, kind), nameOf));
  const fresh = failing.filter(({ isNew }) => isNew === true).map(({ history }) => history);
  blocks.push(
    ...names(['New:', 'did not fail in the window before'], fresh, nameOf),
    ...names(
      ['Gone:', 'failed in the window before, and by now not in 300 runs or more since'],
      gone,
      nameOf,
    ),
    ...names(['Never ran:', 'only skipped in this window'], neverRan, nameOf),
    ...causes(list.signatures),
    ...linkOffer(list),
  );
  return { topic: { kind: 'status', id: `flaky ${list.project}` }, blocks };
}

/** What all failures cost together: nothing is said where no build turned red. */
function costWords({ cost: { redBuilds, minutes } }: FlakyList): readonly Block[] {
  if (redBuilds === 0) return [];
  const time = minutes === undefined ? '' : `, ${plural(Math.round(minutes), 'minute')} of CI`;
  return [{ kind: 'paragraph', text: [strong('Cost:'), text(` ${plural(redBuilds, 'red build')}${time}`)] }];
}

/** Said wherever counts are shown: what a build did not tell is no pass. */
export function partialWords({ partialBuilds, unlisted = [] }: FlakyList): readonly Block[] {
  const cut = unlisted.map((words): Block => ({
    kind: 'paragraph',
    text: [strong('Not all was listed:'), text(` ${name(words)}.`)],
  }));
  if (partialBuilds === 0) return cut;
  const said = ` ${plural(partialBuilds, 'build')}, of which some reports could not be read: tests may have failed there that are not counted.`;
  return [{ kind: 'paragraph', text: [strong('Partial:'), text(said)] }, ...cut];
}

function ofKind({ failing }: FlakyList, kind: HistoryKind): readonly FlakyTest[] {
  return failing.filter(({ history }) => history.kind === kind);
}

function headline(list: FlakyList): readonly Inline[] {
  const { project, branch, from, until, failing, neverRan } = list;
  const words = kinds
    .map(([kind]) => [ofKind(list, kind).length, kind] as const)
    .filter(([size]) => size > 0)
    .map(([size, kind]) => `${count(size)} ${kind === 'failures-only' ? 'failed' : kind}`);
  if (neverRan.length > 0) words.push(`${count(neverRan.length)} never ran`);
  const on = branch === undefined ? [] : [text(' on '), code(name(branch))];
  const found = failing.length === 0 ? ['no failure seen', ...words] : words;
  return [
    strong('Flaky tests'),
    text(' of '),
    code(name(project)),
    ...on,
    text(`, ${day(from)} to ${day(until)}: ${found.join(', ')}`),
  ];
}

function section(title: string, tests: readonly FlakyTest[], nameOf: NameOf): readonly Block[] {
  if (tests.length === 0) return [];
  const rated = tests.some(({ history }) => history.executed > 0);
  const hasCost = tests.some(({ cost }) => cost !== undefined);
  const step = weeksPerBar(tests[0]?.history.weekCounts.length ?? 0);
  const left = (of: string) => ({ title: of, align: 'left' as const });
  const right = (of: string) => ({ title: of, align: 'right' as const });
  const columns = [
    left('Test'),
    ...(rated ? [right('Failed / runs'), right('Rate')] : [right('Failed')]),
    ...(hasCost ? [right('Red builds')] : []),
    left(barsTitle(rated ? 'Rate' : 'Failures', step)),
    left('Last'),
    left('Mostly'),
  ];
  const rows = tests.slice(0, MAX_ROWS).map((test) => row(test, { rated, hasCost }, nameOf));
  const more = tests.length - rows.length;
  return [
    { kind: 'paragraph', text: [strong(title), text(` ${plural(tests.length, 'test')}`)] },
    { kind: 'table', columns, rows },
    ...(more > 0 ? [{ kind: 'paragraph' as const, text: [text(`${count(more)} more.`)] }] : []),
    ...placesFold(tests, nameOf),
  ];
}

function row(
  { history, signatures, cost }: FlakyTest,
  { rated, hasCost }: { readonly rated: boolean; readonly hasCost: boolean },
  nameOf: NameOf,
): readonly (readonly Inline[])[] {
  const { test, executed, failed, unrated, lastFailed = '' } = history;
  // Failures of builds whose passes are unknown stand beside the rate, never in it.
  const beside = unrated === 0 ? '' : ` + ${count(unrated)}`;
  const counts = rated
    ? [
        [text(`${count(failed)} / ${count(executed)}${beside}`)],
        [text(executed === 0 ? '' : percent(failed / executed))],
      ]
    : [[text(count(unrated))]];
  const since = sinceInline(history, day);
  return [
    [code(name(nameOf(test)))],
    ...counts,
    ...(hasCost ? [[text(redBuilds(cost))]] : []),
    [code(bars(history, rated))],
    [text(since.length === 0 ? day(lastFailed) : `${day(lastFailed)}, `), ...since],
    mostly(signatures),
  ];
}

/** "19, 12 alone": where nothing else failed in the build. */
function redBuilds(cost: TestCost | undefined): string {
  if (cost === undefined) return '';
  return cost.alone === 0 ? count(cost.redBuilds) : `${count(cost.redBuilds)}, ${count(cost.alone)} alone`;
}

function mostly(signatures: readonly SignatureHistory[]): readonly Inline[] {
  const [first] = signatures;
  if (first === undefined) return [];
  const others = signatures.length > 1 ? [text(` and ${plural(signatures.length - 1, 'other')}`)] : [];
  return [code(shorten(plainLine(first.title), 48)), ...ticket(first), ...others];
}

function ticket({ knownIssue }: SignatureHistory): readonly Inline[] {
  return knownIssue === undefined ? [] : [text(', '), code(name(knownIssue))];
}

function names(
  [title, about]: readonly [string, string],
  tests: readonly TestHistory[],
  nameOf: NameOf,
): readonly Block[] {
  if (tests.length === 0) return [];
  const shown = tests.slice(0, MAX_NAMES).map(({ test }) => [code(name(nameOf(test)))]);
  const more = tests.length - shown.length;
  return [
    { kind: 'paragraph', text: [strong(title), text(` ${plural(tests.length, 'test')} (${about})`)] },
    { kind: 'list', items: more > 0 ? [...shown, [text(`${count(more)} more`)]] : shown },
  ];
}

function causes(signatures: readonly SignatureHistory[]): readonly Block[] {
  if (signatures.length === 0) return [];
  const columns = [
    { title: 'Failures', align: 'right' as const },
    { title: 'Tests', align: 'right' as const },
    { title: 'Cause', align: 'left' as const },
    { title: 'First', align: 'left' as const },
    { title: 'Last', align: 'left' as const },
    { title: 'Id', align: 'left' as const },
  ];
  const rows = signatures
    .slice(0, MAX_ROWS)
    .map((one) => [
      [text(count(one.count))],
      [text(count(one.tests.length))],
      [code(shorten(plainLine(one.title), 120)), ...ticket(one)],
      [text(day(one.first))],
      [text(day(one.last))],
      [code(one.id)],
    ]);
  const words =
    signatures.length > MAX_ROWS
      ? `, the ${MAX_ROWS} most frequent of ${count(signatures.length)}`
      : ` ${count(signatures.length)}`;
  return [
    { kind: 'paragraph', text: [strong('Causes'), text(words)] },
    { kind: 'table', columns, rows },
  ];
}

/** How to say which ticket tracks the worst test that has none. */
function linkOffer({ failing }: FlakyList): readonly Block[] {
  const worst = failing.find(({ signatures }) =>
    signatures.every(({ knownIssue }) => knownIssue === undefined),
  );
  if (worst === undefined) return [];
  const command = ticketCommand({ selector: worst.history.test }, ['link']);
  return [
    {
      kind: 'paragraph',
      text: [
        strong('Next:'),
        text(' on the ticket that tracks it, '),
        code(command),
        text(', or the id of a cause.'),
      ],
    },
  ];
}

function name(value: string): string {
  return shorten(plainLine(value), 200);
}

function day(at: string): string {
  return at.slice(0, 10);
}
