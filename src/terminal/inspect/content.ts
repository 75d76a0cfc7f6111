import { groupFailures } from '../../failures/groups.ts';
import type { KnownIssueRule } from '../../failures/known-issues.ts';
import { leftInWords } from '../../reports/left-out.ts';
import { plural } from '../../reports/numbers.ts';
import type { InspectedBatch, InspectedContent, InspectedGroup } from '../../model/inspection.ts';
import { tally, type Iteration } from '../../model/iteration.ts';
import type { TestSelector } from '../../model/selector.ts';
import { detectLayout, readBatch } from '../../results/batch.ts';
import { failedResults } from '../../results/failed-results.ts';
import { type Layout, oneReport } from '../../results/layouts.ts';
import type { ParsedReport } from '../../results/report.ts';
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
  const shown = { tests: keeper.tests.worstFirst(), left: leftInWords(leftOut) };
  const isReport = ({ status, cases }: ParsedReport): boolean => status !== 'not-junit' || cases.length > 0;
  const reports = keeper.reports.filter(isReport);
  const others = keeper.reports.filter((report) => !isReport(report));
  const found = batchOf(reports, others, question);
  if (found === undefined) {
    return { ...shown, unit: 'failure', groups: groupsOfFailures(reports, question.knownIssues) };
  }
  if (found.isByCase && question.selector.parts.length === 0 && leftOut.cases + leftOut.failures > 0) {
    const left = [
      ...shown.left,
      'Iterations were not counted, since not all were kept: name the test with --test',
    ];
    return { ...shown, left, unit: 'failure', groups: groupsOfFailures(reports, question.knownIssues) };
  }
  const { batch, placeOf, elsewhere } = found;
  const groups = groupFailures(batch.iterations, question.knownIssues).map((group) => ({
    group,
    first: placeOf(group.first ?? 1),
    last: placeOf(group.last ?? 1),
  }));
  const left = [...shown.left, ...(elsewhere === 0 ? [] : [`${haveNoPlace(elsewhere)} in this layout`])];
  return { ...shown, left, unit: 'iteration', batch, groups };
}

function haveNoPlace(reports: number): string {
  return `${plural(reports, 'report')} ${reports === 1 ? 'has' : 'have'} no place`;
}

interface FoundBatch {
  /** Whether one report holds many iterations, so that each case counts. */
  readonly isByCase: boolean;
  readonly batch: InspectedBatch;
  readonly placeOf: (index: number) => string;
  /** Reports that belong to no iteration. */
  readonly elsewhere: number;
}

/** Where each file is an iteration, one that is no report stands for an iteration that is lost. */
function batchOf(
  found: readonly ParsedReport[],
  others: readonly ParsedReport[],
  question: Asked,
): FoundBatch | undefined {
  const { selector, asked } = question;
  const layout = question.layout ?? detectLayout(found, selector, (asked ?? 1) > 1);
  const reports = [...found, ...others.filter((other) => isIteration(other, found, layout))];
  const finding = readBatch({
    first: 1,
    selector,
    reports,
    ...(asked === undefined ? {} : { asked }),
    layout,
  });
  const isTold = selector.parts.length > 0 || asked !== undefined || question.layout !== undefined;
  if (!isTold && finding.layout.name === 'one-report') return undefined;
  const { iterations, sources, surplus } = finding;
  const counts = tally(iterations.length, iterations);
  const batch = { selector: selector.text, layout: finding.layout.about, counts, iterations, surplus };
  const elsewhere = reports.filter(({ path }) => finding.layout.place(path) === undefined).length;
  return {
    batch,
    isByCase: finding.layout.holds !== 'one',
    elsewhere,
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
function groupsOfFailures(
  reports: readonly ParsedReport[],
  rules: readonly KnownIssueRule[],
): readonly InspectedGroup[] {
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
  return groupFailures(failures, rules).map((group) => ({
    group,
    first: placeOf(group.first ?? 1),
    last: placeOf(group.last ?? 1),
    tests: new Set(group.iterations.map((index) => places[index - 1]?.test)).size,
  }));
}
