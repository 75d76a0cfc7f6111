import type { LedgerEntry } from '../model/ledger.ts';
import { plainLine } from '../model/plain-text.ts';
import { ticketName } from '../model/ticket.ts';

const titles = [
  'number',
  'at',
  'by',
  'what',
  'ticket',
  'release',
  'test',
  'reason',
  'until',
  'run',
  'evidence',
  'previous',
  'hash',
  'mode',
  'followUp',
  'cause',
  'signature',
];

/**
 * What a spreadsheet takes for the beginning of a formula: OWASP, "CSV Injection", and the full-width forms that some
 * programs read as the same characters.
 */
const formula = /^[=+\-@|%\uff1d\uff0b\uff0d\uff20\u2212]/;

/**
 * The entries for a spreadsheet: RFC 4180, every cell quoted and in one line; what would be a formula begins with
 * an apostrophe.
 */
export function ledgerCsv(entries: readonly LedgerEntry[]): string {
  return [titles, ...entries.map(cellsOf)].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function cellsOf({ number, decision, previous, hash }: LedgerEntry): readonly string[] {
  const { at, by, what, ticket, release, test, reason, until, run, evidence } = decision;
  const { mode = '', followUp = '', cause = '', signature = '' } = decision;
  const texts = [release, test, reason, until, run, evidence].map((value) => value ?? '');
  const later = [mode, followUp, cause, signature];
  return [String(number), at, by, what, ticketName(ticket), ...texts, previous, hash, ...later];
}

function quoted(value: string): string {
  const line = plainLine(value);
  const inert = formula.test(line) ? `'${line}` : line;
  return `"${inert.replaceAll('"', '""')}"`;
}
