import type { Iteration } from '../model/iteration.ts';
import { parseSelector } from '../model/selector.ts';
import { readIteration } from './iteration.ts';
import type { ParsedReport } from './report.ts';

/** The failures of one report, when every test of it counts. */
export function failedResults(report: ParsedReport): Iteration['results'] {
  const exit = { code: null, signal: null, timedOut: false };
  const whole = { index: 1, selector: parseSelector(''), exit, durationMs: 0, machine: '' };
  return readIteration({ ...whole, reports: [report] }).results.filter(({ outcome }) => outcome === 'failed');
}
