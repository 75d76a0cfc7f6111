import type { BlockerStanding, BlockerState } from '../model/blocker.ts';
import {
  code,
  link,
  strong,
  text,
  type Block,
  type Document,
  type Inline,
  type Topic,
} from '../model/document.ts';
import type { LastGreen } from '../model/history.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { BoardChanges, BoardRow, Pace, ReleaseBoard } from '../model/release-board.ts';
import type { TicketRef } from '../model/ticket.ts';
import {
  changeWords,
  day,
  evidenceWords,
  name,
  nextInline,
  stateCell,
  stateWords,
  ticketNaming,
  ticketsOf,
  waitingInline,
} from './blockers-words.ts';
import { count, plural } from './numbers.ts';
import { shortNames } from './short-names.ts';

/** What the summary of a release is worded from. */
export interface BlockersReport {
  readonly topic: Topic;
  readonly board: ReleaseBoard;
  readonly pace: Pace;
  readonly green?: LastGreen;
  /** Absent for the first summary. */
  readonly changes?: BoardChanges;
  /** The command word people type. */
  readonly word?: string;
  /** What could not be looked at, as sentences without their full stop. */
  readonly gaps?: readonly string[];
}

/** More rows than people read in one list; the rest is counted. */
const mostRows = 50;
const longestName = 80;
const longestWhy = 160;
/** What the evidence says by itself. */
const failsBeforeToo = 'it fails on the release before';
const failed = 'it failed';

/** What blocks a release: each ticket's state, evidence, whom it waits for, and what comes next. */
export function blockersDocument(report: BlockersReport): Document {
  const { topic, board, pace, green, changes, gaps = [] } = report;
  const tickets = [...board.blocking, ...board.settled].map(({ ticket }) => ticket.ticket);
  const nameOf = ticketNaming([...tickets, ...(changes === undefined ? [] : ticketsOf(changes))]);
  const tests = board.blocking.flatMap(({ test }) => (test === undefined ? [] : [test]));
  const names = { ticket: nameOf, test: shortNames(tests) };
  const mark = board.blocking.length === 0 ? 'pass' : 'warn';
  return {
    topic,
    blocks: [
      { kind: 'headline', mark: gaps.length > 0 && mark === 'pass' ? 'info' : mark, text: headline(board) },
      ...table(report, names),
      ...gaps.map((gap): Block => ({
        kind: 'paragraph',
        text: [strong('Not looked at:'), text(` ${name(gap)}.`)],
      })),
      ...(changes === undefined ? [] : [changed(changes, nameOf)]),
      ...(green === undefined ? [] : [greenLine(green)]),
      ...arithmetic(pace),
      ...notBlocking(board, nameOf),
    ],
  };
}

function headline({ release, at, blocking }: ReleaseBoard): readonly Inline[] {
  const moment = ` (${day(at)}, ${at.slice(11, 16)} UTC)`;
  const number = (...states: readonly BlockerState[]): number =>
    blocking.filter(({ standing }) => states.includes(standing.state)).length;
  const [deciding, verifying, verified] = [number('decision'), number('verifying'), number('verified')];
  const rest = blocking.length - deciding - verifying - verified;
  const parts = [
    ...(rest > 0 ? [`blocked by ${count(rest)}`] : []),
    ...(deciding > 0 ? [`${count(deciding)} ${deciding === 1 ? 'needs' : 'need'} a decision`] : []),
    ...(verifying > 0 ? [`${count(verifying)} verifying`] : []),
    ...(verified > 0 ? [`${count(verified)} verified, to be closed`] : []),
  ];
  const said = parts.length === 0 ? 'no known blocker' : parts.join(', ');
  return [strong(name(release.name)), text(`: ${said}${moment}`)];
}

/** What tickets and tests are called in this document. */
interface Names {
  readonly ticket: (ticket: TicketRef) => string;
  readonly test: (test: string) => string;
}

function table({ board, word }: BlockersReport, names: Names): readonly Block[] {
  if (board.blocking.length === 0) return [];
  const left = (title: string) => ({ title, align: 'left' as const });
  const columns = [
    { title: '#', align: 'right' as const },
    ...['Ticket', 'State', 'Evidence', 'Waiting on', 'Next'].map(left),
  ];
  const rows = board.blocking
    .slice(0, mostRows)
    .map(({ ticket, test, cause, standing }, at) => [
      [text(String(at + 1))],
      ticketCell({ ticket, standing, ...(test === undefined ? {} : { test }) }, names),
      [strong(stateCell(standing.state)), ...(cause === undefined ? [] : [text(` (${cause})`)])],
      [text(evidenceCell(standing))],
      waitingInline(standing.waitsFor, standing.stale),
      nextInline(standing.next, word),
    ]);
  const more = board.blocking.length - rows.length;
  const cut: Block = { kind: 'paragraph', text: [text(`${plural(more, 'more blocker')} not shown.`)] };
  return [{ kind: 'table', columns, rows }, ...(more > 0 ? [cut] : [])];
}

/** States that numbers alone do not tell: which commit, which pull request, which decision, after what. */
const explained: readonly BlockerState[] = [
  'fix-failed',
  'decision',
  'reproduced',
  'cause-known',
  'fix-proposed',
  'verifying',
];

function evidenceCell({ state, why, evidence, failsBefore }: BlockerStanding): string {
  const isSaid = why === failed || (failsBefore && why.startsWith(failsBeforeToo));
  const words = evidenceWords(evidence, failsBefore);
  return explained.includes(state) && !isSaid ? `${words}; ${shorten(plainLine(why), longestWhy)}` : words;
}

function ticketCell({ ticket, test }: BoardRow, names: Names): readonly Inline[] {
  return [
    ...named(ticket, names.ticket),
    text(' '),
    test === undefined ? text(short(ticket.title)) : code(short(names.test(test))),
  ];
}

function short(value: string): string {
  return shorten(plainLine(value), longestName);
}

function named({ ticket, url }: BoardRow['ticket'], nameOf: Names['ticket']): readonly Inline[] {
  const shown = nameOf(ticket);
  return [url === undefined ? code(shown) : link(shown, url)];
}

function changed(changes: BoardChanges, nameOf: Names['ticket']): Block {
  const since = `Since ${day(changes.since)}, ${changes.since.slice(11, 16)} UTC:`;
  return { kind: 'paragraph', text: [strong(since), text(` ${changeWords(changes, nameOf)}`)] };
}

/** What a release is cut from where its project asks for a green run first. */
function greenLine({ days, at, commit }: LastGreen): Block {
  const words =
    at === undefined
      ? [text(`none in ${plural(days, 'day')}.`)]
      : [
          text(`${days === 0 ? 'today' : `${plural(days, 'day')} ago`}, ${day(at)}`),
          ...(commit === undefined ? [] : [text(' at '), code(name(commit).slice(0, 9))]),
          text('.'),
        ];
  return { kind: 'paragraph', text: [strong('Last green full run:'), text(' '), ...words] };
}

/** Called what it is, so that nobody takes it for a promise. */
function arithmetic({ resolved, days, open, emptyInDays }: Pace): readonly Block[] {
  if (open === 0 || emptyInDays === undefined) return [];
  const said = `${count(resolved)} resolved in ${plural(days, 'day')}`;
  const end = `the list of ${count(open)} is empty in about ${plural(emptyInDays, 'day')}`;
  return [
    {
      kind: 'paragraph',
      text: [strong('At this pace'), text(` (${said}) ${end}; this is arithmetic, not a promise.`)],
    },
  ];
}

const settledStates = ['ignored', 'deferred', 'waived'] as const;

function notBlocking({ settled }: ReleaseBoard, nameOf: Names['ticket']): readonly Block[] {
  if (settled.length === 0) return [];
  const sums = settledStates
    .map((state) => [settled.filter(({ standing }) => standing.state === state).length, state] as const)
    .filter(([size]) => size > 0)
    .map(([size, state]) => `${count(size)} ${state}`);
  const items = settled.slice(0, mostRows).map(({ ticket, standing: { state, decision } }) => {
    const { until, by, at, reason } = decision ?? {};
    return [
      ...named(ticket, nameOf),
      text(` ${stateWords[state]}`),
      ...(until === undefined ? [] : [text(` until ${name(until)}`)]),
      ...(by === undefined ? [] : [text(' by '), code(name(by))]),
      ...(at === undefined ? [] : [text(`, ${day(at)}`)]),
      ...(reason === undefined || reason === '' ? [] : [text(`: ${name(reason)}`)]),
    ];
  });
  const more = settled.length - items.length;
  const cut = more > 0 ? [[text(`${count(more)} more`)]] : [];
  return [
    {
      kind: 'fold',
      summary: [text(`Not blocking: ${sums.join(', ')}`)],
      blocks: [{ kind: 'list', items: [...items, ...cut] }],
    },
  ];
}
