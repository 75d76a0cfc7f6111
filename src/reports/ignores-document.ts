import { code, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { SkipInventory, TestSkip } from '../model/test-skip.ts';
import { count, plural } from './numbers.ts';
import { reasonShown } from './skips.ts';

/** The skips of a repository, and when they are looked at. */
export interface IgnoresReport extends SkipInventory {
  readonly now: Date;
  /** Whether since when was read at all. */
  readonly withHistory: boolean;
}

const dayMs = 86_400_000;
const mostRows = 500;
const mostLeft = 10;

/** Every test that is skipped, the oldest skip first. */
export function ignoresDocument(report: IgnoresReport): Document {
  const { skips, revision, commit, files, left } = report;
  const rows = oldestFirst(skips);
  const off = skips.filter(({ isConditional }) => !isConditional);
  const dependent = skips.length - off.length;
  const bare = off.filter(({ reason }) => reason === undefined).length;
  const notes = [
    ...(bare > 0 ? [`${plural(bare, 'skip')} without a reason.`] : []),
    ...(dependent > 0
      ? [`${plural(dependent, 'skip')} more depend${dependent === 1 ? 's' : ''} on code or the machine.`]
      : []),
  ];
  return {
    topic: { kind: 'status', id: 'ignores' },
    blocks: [
      {
        kind: 'headline',
        mark: off.length === 0 ? 'pass' : 'info',
        text: [
          strong(plural(off.length, 'skip')),
          text(' at '),
          code(shorten(plainLine(revision), 200)),
          text(` (${commit.slice(0, 9)})`),
        ],
      },
      {
        kind: 'paragraph',
        text: [text([`${plural(files, 'file')} with a word of a skip read.`, ...notes].join(' '))],
      },
      ...table(rows, report),
      ...notRead(left),
    ],
  };
}

/** Oldest first; those whose beginning is not known before all others. */
export function oldestFirst(skips: readonly TestSkip[]): readonly TestSkip[] {
  return skips.toSorted((a, b) => timeOf(a) - timeOf(b) || (a.path < b.path ? -1 : 1) || a.line - b.line);
}

function timeOf({ since }: TestSkip): number {
  return since === undefined ? 0 : Date.parse(since.at);
}

function table(rows: readonly TestSkip[], { now, withHistory }: IgnoresReport): readonly Block[] {
  if (rows.length === 0) return [];
  const titles = ['Test', 'Skip', ...(withHistory ? ['Since', 'Age', 'By'] : []), 'Reason'];
  const columns = titles.map((title) => ({ title, align: 'left' as const }));
  const cells = rows
    .slice(0, mostRows)
    .map((skip) => [
      [code(shown(skip.test, 160)), text(placeOf(skip))],
      [code(shown(skip.text.split('(')[0] ?? '', 40)), text(skip.isConditional ? ', depends' : '')],
      ...(withHistory ? sinceCells(skip, now) : []),
      [text(skip.reason === undefined ? '' : reasonShown(skip.reason))],
    ]);
  const more = rows.length - mostRows;
  const cut: Block = { kind: 'paragraph', text: [text(`${plural(more, 'newer skip')} not shown.`)] };
  return [{ kind: 'table', columns, rows: cells }, ...(more > 0 ? [cut] : [])];
}

/** A test that is named by its path needs only the line. */
function placeOf({ test, path, line }: TestSkip): string {
  return test.startsWith(path) ? `, line ${line}` : ` (${shown(path, 160)}:${line})`;
}

function sinceCells({ since }: TestSkip, now: Date): readonly (readonly Inline[])[] {
  if (since === undefined) return [[text('not known')], [text('')], [text('')]];
  return [
    [text(since.at.slice(0, 10)), text(' '), code(since.commit.slice(0, 9))],
    [text(ageOf(since.at, now))],
    [text(shown(since.author, 40))],
  ];
}

/** "12 d", "5 mo", "3.2 y" between two times. */
export function ageOf(at: string, now: Date): string {
  const days = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / dayMs));
  if (days < 60) return `${days} d`;
  if (days < 730) return `${Math.floor(days / 30.44)} mo`;
  return `${(days / 365.25).toFixed(1)} y`;
}

function notRead(left: SkipInventory['left']): readonly Block[] {
  if (left.length === 0) return [];
  const items = left
    .slice(0, mostLeft)
    .map(({ path, why }) => [code(shown(path, 200)), text(`: ${shown(why, 200)}`)]);
  const more = left.length - items.length;
  return [
    { kind: 'paragraph', text: [text('Not read:')] },
    { kind: 'list', items: more > 0 ? [...items, [text(`${count(more)} more`)]] : items },
  ];
}

function shown(value: string, most: number): string {
  return shorten(plainLine(value), most);
}
