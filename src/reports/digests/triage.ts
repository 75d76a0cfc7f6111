import { code, strong, text, type Block, type Document, type Topic } from '../../model/document.ts';
import type { FlakyList, SignatureHistory } from '../../model/history.ts';
import { day, name } from '../blockers-words.ts';
import { count, plural } from '../numbers.ts';

/** What the build lead's digest is worded from. */
export interface TriageReport {
  readonly list: FlakyList;
  readonly topic: Topic;
  readonly word: string;
}

const mostRows = 20;

/** Causes since the digest before that no ticket is known for, most frequent first; undefined when there are none. */
export function triageDigest({ list, topic, word }: TriageReport): Document | undefined {
  const open = list.signatures.filter(({ knownIssue }) => knownIssue === undefined);
  if (open.length === 0) return undefined;
  const known = list.signatures.length - open.length;
  const fresh = new Set(
    list.failing.filter(({ isNew }) => isNew === true).map(({ history }) => history.test),
  );
  const head = ` in ${name(list.project)} ${open.length === 1 ? 'has' : 'have'} no ticket (${day(list.from)} to ${day(list.until)})`;
  const more = open.length - mostRows;
  return {
    topic,
    blocks: [
      {
        kind: 'headline',
        mark: 'warn',
        text: [strong(plural(open.length, 'cause')), text(` of failure${head}`)],
      },
      table(open.slice(0, mostRows), fresh),
      ...(more > 0 ? [paragraph(`${plural(more, 'more cause')} not shown.`)] : []),
      ...(known > 0
        ? [paragraph(`${plural(known, 'other cause')} that failed ${known === 1 ? 'has' : 'have'} a ticket.`)]
        : []),
      {
        kind: 'paragraph',
        text: [
          text('For each: file a ticket and run '),
          code(`/${word} link`),
          text(' with the test there, which ties them, or name the ticket under '),
          code('knownIssues:'),
          text(' in the project’s file.'),
        ],
      },
    ],
  };
}

function table(open: readonly SignatureHistory[], fresh: ReadonlySet<string>): Block {
  const columns = ['Test', 'Cause', 'Failures', 'New', 'Last'].map((title) => ({
    title,
    align: title === 'Failures' ? ('right' as const) : ('left' as const),
  }));
  const rows = open.map(({ title, count: failures, tests, last }) => [
    [code(name(tests[0] ?? '')), ...(tests.length > 1 ? [text(` and ${count(tests.length - 1)} more`)] : [])],
    [text(name(title))],
    [text(count(failures))],
    [text(tests.some((test) => fresh.has(test)) ? 'new' : 'seen before')],
    [text(`${day(last)}, ${last.slice(11, 16)} UTC`)],
  ]);
  return { kind: 'table', columns, rows };
}

function paragraph(words: string): Block {
  return { kind: 'paragraph', text: [text(words)] };
}
