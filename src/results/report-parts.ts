import { isTest } from './case-role.ts';
import type { Layout } from './layouts.ts';
import { baseName, byNumber, byTurn } from './repeats.ts';
import type { ParsedReport } from './report.ts';

/**
 * The iterations that one report holds, by their numbers. What belongs to none of them, as a failure of the whole class
 * does, happened once: it goes to the last. Where each iteration is one test, damage takes back none that was closed.
 */
export function partsOf(
  report: ParsedReport,
  holds: Exclude<Layout['holds'], 'one'>,
): ReadonlyMap<number, ParsedReport> {
  const split = holds === 'numbered-cases' ? byNumber(report.cases) : byTurn(report.cases);
  const last = [...split.keys()].reduce((most, number) => Math.max(most, number), 1);
  const tests = new Set(report.cases.filter(isTest).map(baseName));
  const status = report.status === 'damaged' && tests.size === 1 ? 'ok' : report.status;
  const parts = new Map<number, ParsedReport>();
  for (const number of [...split.keys(), last]) {
    if (number === 0) continue;
    const cases = [...(split.get(number) ?? []), ...(number === last ? (split.get(0) ?? []) : [])];
    const suiteProblems = number === last ? report.suiteProblems : [];
    parts.set(number, { ...report, status, cases, suiteProblems });
  }
  return parts;
}
