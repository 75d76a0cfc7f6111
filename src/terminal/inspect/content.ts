import { groupFailures } from '../../failures/groups.ts';
import type { KnownIssueRule } from '../../failures/known-issues.ts';
import { leftInWords } from '../../reports/left-out.ts';
import type { InspectedBatch, InspectedContent } from '../../model/inspection.ts';
import { tally, type Iteration } from '../../model/iteration.ts';
import type { TestSelector } from '../../model/selector.ts';
import { detectLayout, readBatch } from '../../results/batch.ts';
import { failedResults } from '../../results/failed-results.ts';
import { type Layout, oneReport } from '../../results/layouts.ts';
import type { ParsedReport } from '../../results/report.ts';
import { holdsFailure } from '../../results/path-outcome.ts';
import { retriedIn } from '../../results/retried.ts';
import type { ReportKeeper } from '../../results/report-keeper.ts';

/** What a person wants to know of the reports. */
export interface Asked {
  readonly selector: TestSelector;
  /** Iterations that were asked of CI; as many as came back when nobody says. */
  readonly asked?: number;
  readonly layout?: Layout;
  readonly knownIssues: readonly KnownIssueRule[];
}

/** Sorts what was kept of the reports into iterations, where something tells them apart, and causes. */
export function contentOf(keeper: ReportKeeper, question: Asked): InspectedContent {
  const leftOut = keeper.left();
  const { tests } = keeper;
  const isReport = ({ status, cases }: ParsedReport): boolean => status !== 'not-junit' || cases.length > 0;
  const reports = keeper.reports.filter(isReport);
  const others = keeper.reports.filter((report) => !isReport(report));
  const found = batchOf(reports, others, question);
  const countRetries = found?.holds === 'repeated-cases';
  const shown = { tests: tests.worstFirst({ countRetries }), found: tests.found, left: leftInWords(leftOut) };
  if (found === undefined) {
    return { ...shown, unit: 'failure', ...causesOfFailures(reports, question.knownIssues) };
  }
  if (found.holds !== 'one' && question.selector.parts.length === 0 && leftOut.cases + leftOut.failures > 0) {
    const left = [
      ...shown.left,
      'Iterations were not counted, since not all were kept: name the test with --test',
    ];
    return { ...shown, left, unit: 'failure', ...causesOfFailures(reports, question.knownIssues) };
  }
  const { batch, placeOf } = found;
  const groups = groupFailures(batch.iterations, question.knownIssues).map((group) => ({
    group,
    first: placeOf(group.first ?? 1),
    last: placeOf(group.last ?? 1),
  }));
  return { ...shown, unit: 'iteration', batch, groups, retried: retriedIn(batch.iterations, placeOf) };
}

interface FoundBatch {
  /** Where one report holds many iterations, each case counts. */
  readonly holds: Layout['holds'];
  readonly batch: InspectedBatch;
  readonly placeOf: (index: number) => string;
}

/** Where each file is an iteration, one that is no report stands for an iteration that is lost. */
function batchOf(
  found: readonly ParsedReport[],
  noReports: readonly ParsedReport[],
  question: Asked,
): FoundBatch | undefined {
  const { selector, asked } = question;
  const layout = question.layout ?? detectLayout(found, selector, (asked ?? 1) > 1);
  const reports = [...found, ...noReports.filter((other) => isIteration(other, found, layout))];
  const finding = readBatch({
    first: 1,
    selector,
    reports,
    ...(asked === undefined ? {} : { asked }),
    layout,
  });
  const isTold = selector.parts.length > 0 || asked !== undefined || question.layout !== undefined;
  if (!isTold && finding.layout.name === 'one-report') return undefined;
  const { iterations, sources, surplus, others, contradictions } = finding;
  const outside = reports.filter(({ path }) => finding.layout.place(path) === undefined);
  const batch = {
    selector: selector.text,
    layout: finding.layout.about,
    counts: tally(iterations.length, iterations),
    iterations,
    surplus,
    isAskedTold: asked !== undefined,
    others,
    unplaced: { reports: outside.length, failing: outside.filter(holdsFailure).length },
    contradictions,
  };
  return {
    batch,
    holds: finding.layout.holds,
    placeOf: (index) => `iteration ${index}, ${sources.get(index)?.[0] ?? 'no report'}`,
  };
}

/** Whether a file lies where its machine left the reports of iterations. */
function isIteration({ path }: ParsedReport, reports: readonly ParsedReport[], layout: Layout): boolean {
  if (layout.holds !== 'one' || layout === oneReport) return false;
  const place = layout.place(path);
  return (
    place !== undefined && reports.some((report) => layout.place(report.path)?.machine === place.machine)
  );
}

/** Where nothing tells iterations, every failure stands for itself. */
function causesOfFailures(
  reports: readonly ParsedReport[],
  rules: readonly KnownIssueRule[],
): Pick<InspectedContent, 'groups' | 'retried'> {
  const places: { readonly path: string; readonly test: string }[] = [];
  const failures = reports.flatMap((report): Iteration[] =>
    failedResults(report).map((result) => {
      const test = [result.container, result.name].filter((part) => part !== '').join('#');
      places.push({ path: report.path, test });
      return {
        index: places.length,
        outcome: 'failed',
        ...(result.failure === undefined ? {} : { failure: result.failure }),
        results: [result],
        durationMs: 0,
        machine: '',
      };
    }),
  );
  const placeOf = (index: number): string => {
    const place = places[index - 1];
    return place === undefined ? '' : `${place.path}, ${place.test}`;
  };
  const groups = groupFailures(failures, rules).map((group) => ({
    group,
    first: placeOf(group.first ?? 1),
    last: placeOf(group.last ?? 1),
    tests: new Set(group.iterations.map((index) => places[index - 1]?.test)).size,
  }));
  return { groups, retried: retriedIn(failures, (index) => places[index - 1]?.path ?? '') };
}
