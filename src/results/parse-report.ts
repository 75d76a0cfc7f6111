import { JunitReader } from './junit-reader.ts';
import type { ParsedReport, Problem, ReportCase, SuiteProblem } from './report.ts';

/** Collects what a reader delivers: write to it, then ask for the whole. */
export interface ReportCollector {
  write(chunk: Uint8Array): void;
  end(): ParsedReport;
}

/** How much of a report is kept: the largest real ones hold some ten thousand cases. */
export interface CollectLimits {
  readonly cases: number;
  /** Characters of failure texts in all; beyond them, failures keep their messages only. */
  readonly text: number;
}

const defaultLimits: CollectLimits = { cases: 500_000, text: 64 * 1024 * 1024 };

/** Reads a report that comes in chunks and keeps its cases, within limits that only an attack reaches. */
export function collectReport(path: string, limits: CollectLimits = defaultLimits): ReportCollector {
  const cases: ReportCase[] = [];
  const suiteProblems: SuiteProblem[] = [];
  let text = 0;
  let dropped = false;
  const kept = (problem: Problem): Problem => {
    text += problem.body.length;
    return text > limits.text ? { ...problem, body: '' } : problem;
  };
  const reader = new JunitReader({
    onCase: (testCase) => {
      if (cases.length === limits.cases) dropped = true;
      else if (testCase.problems.length === 0) cases.push(testCase);
      else cases.push({ ...testCase, problems: testCase.problems.map(kept) });
    },
    onSuiteProblem: ({ suite, problem }) => {
      if (suiteProblems.length < limits.cases) suiteProblems.push({ suite, problem: kept(problem) });
    },
  });
  return {
    write: (chunk) => reader.write(chunk),
    end: () => {
      const summary = reader.end();
      const cut = dropped
        ? ({ status: 'damaged', reason: `it holds more than ${limits.cases} cases` } as const)
        : {};
      return { path, ...summary, ...cut, cases, suiteProblems };
    },
  };
}

/** Reads a report that is in memory as a whole. */
export function parseReport(path: string, bytes: Uint8Array): ParsedReport {
  const collector = collectReport(path);
  collector.write(bytes);
  return collector.end();
}
