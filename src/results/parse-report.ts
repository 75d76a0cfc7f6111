import { defaultLimits, JunitReader } from './junit-reader.ts';
import type { ParsedReport, ReportCase, SuiteProblem } from './report.ts';

/** Collects what a reader delivers: write to it, then ask for the whole. */
export interface ReportCollector {
  write(chunk: Uint8Array): void;
  end(): ParsedReport;
}

/** Reads a report that comes in chunks and keeps its cases. */
export function collectReport(path: string): ReportCollector {
  const cases: ReportCase[] = [];
  const suiteProblems: SuiteProblem[] = [];
  const reader = new JunitReader(
    {
      onCase: (testCase) => void cases.push(testCase),
      onSuiteProblem: (problem) => void suiteProblems.push(problem),
    },
    defaultLimits,
  );
  return {
    write: (chunk) => reader.write(chunk),
    end: () => ({ path, ...reader.end(), cases, suiteProblems }),
  };
}

/** Reads a report that is in memory as a whole. */
export function parseReport(path: string, bytes: Uint8Array): ParsedReport {
  const collector = collectReport(path);
  collector.write(bytes);
  return collector.end();
}
