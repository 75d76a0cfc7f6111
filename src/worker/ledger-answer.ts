import type { LedgerReport } from '../reports/ledger-document.ts';
import type { Ledger, LedgerQuestion } from '../store/ledger.ts';

/** The decisions that were asked for; none where the ledger is not as it was written. */
export async function ledgerAnswer(
  ledger: Ledger,
  question: LedgerQuestion,
): Promise<Omit<LedgerReport, 'about'>> {
  const check = await ledger.check();
  return { check, entries: check.faults.length === 0 ? await ledger.of(question) : [] };
}
