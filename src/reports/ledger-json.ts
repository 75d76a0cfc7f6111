import { ticketName } from '../model/ticket.ts';
import type { LedgerReport } from './ledger-document.ts';

/** One object for scripts: schema `retrial.ledger/1`. Texts are as they were entered. */
export function ledgerJson({ about, entries, check }: LedgerReport): unknown {
  return {
    schema: 'retrial.ledger/1',
    about,
    entries: entries.map(({ number, decision: { ticket, ...decision }, previous, hash }) => ({
      number,
      ...decision,
      ticket: ticketName(ticket),
      previous,
      hash,
    })),
    whole: { entries: check.entries, last: check.last },
  };
}
