import { code, strong, text, type Document, type Inline } from '../model/document.ts';
import type { LedgerCheck, LedgerEntry } from '../model/ledger.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { ticketName } from '../model/ticket.ts';
import { count } from './numbers.ts';

/** The decisions that were asked for, and how the whole ledger stands. */
export interface LedgerReport {
  /** What they are about: a release or a ticket. */
  readonly about: string;
  readonly entries: readonly LedgerEntry[];
  readonly check: LedgerCheck;
}

const columns = ['No.', 'When', 'Who', 'What', 'Ticket', 'Test or cause', 'Reason', 'Until', 'Evidence'].map(
  (title) => ({ title, align: 'left' as const }),
);

/** What was decided about a release or on a ticket, oldest first. */
export function ledgerDocument({ about, entries, check }: LedgerReport): Document {
  const headline = [strong('Decisions'), text(' about '), code(shown(about))];
  const whole = [
    text(
      `Decisions in the ledger: ${count(check.entries)} in all; each entry follows from the one before, the last is `,
    ),
    code(check.last),
    text('. Note it down: a later ledger without it has lost its end.'),
  ];
  const found: Document['blocks'] =
    entries.length === 0
      ? [{ kind: 'paragraph', text: [text('Nothing was decided.')] }]
      : [{ kind: 'table', columns, rows: entries.map(rowOf) }];
  return {
    topic: { kind: 'status', id: `ledger ${about}` },
    blocks: [
      { kind: 'headline', mark: 'info', text: headline },
      ...found,
      { kind: 'paragraph', text: whole },
    ],
  };
}

function rowOf({ number, decision }: LedgerEntry): readonly (readonly Inline[])[] {
  const { at, by, what, mode, cause, ticket, test, signature, reason, until, run, evidence } = decision;
  return [
    [text(String(number))],
    [text(shown(at))],
    [code(shown(by))],
    [code(what), ...[mode, cause].flatMap((one) => (one === undefined ? [] : [text(` (${one})`)]))],
    [code(shown(ticketName(ticket)))],
    optional(test ?? signature),
    [text(shown(reason))],
    optional(until),
    [...optional(run), ...(evidence === undefined ? [] : [text(' '), code(evidence)])],
  ];
}

function optional(value: string | undefined): readonly Inline[] {
  return value === undefined ? [] : [code(shown(value))];
}

function shown(value: string): string {
  return shorten(plainLine(value), 500);
}
