import type { Layout } from './layouts.ts';
import { byNumber, byTurn } from './repeats.ts';
import type { ParsedReport } from './report.ts';

/**
 * The iterations that one report holds, by their numbers. What belongs to none of them, as a failure of the whole class
 * does, happened once: it goes to the last. Damage is every part's: of a class, each may have held more tests.
 */
export function partsOf(
  report: ParsedReport,
  holds: Exclude<Layout['holds'], 'one'>,
): ReadonlyMap<number, ParsedReport> {
  const split = holds === 'numbered-cases' ? byNumber(report.cases) : byTurn(report.cases);
  const last = [...split.keys()].reduce((most, number) => Math.max(most, number), 1);
  const parts = new Map<number, ParsedReport>();
  for (const number of [...split.keys(), last]) {
    if (number === 0) continue;
    const cases = [...(split.get(number) ?? []), ...(number === last ? (split.get(0) ?? []) : [])];
    const suiteProblems = number === last ? report.suiteProblems : [];
    parts.set(number, { ...report, cases, suiteProblems });
  }
  return parts;
}
