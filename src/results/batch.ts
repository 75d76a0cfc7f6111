import type { PathContradiction } from '../model/inspection.ts';
import type { Iteration } from '../model/iteration.ts';
import type { TestSelector } from '../model/selector.ts';
import { isTest } from './case-role.ts';
import { countCut } from './cut-short.ts';
import { readIteration } from './iteration.ts';
import { type Layout, layouts, oneReport } from './layouts.ts';
import { contradictionOf, type MarkedReports, withPathMark } from './path-outcome.ts';
import { baseName, byTurn, repeatOf } from './repeats.ts';
import type { ParsedReport, ReportCase } from './report.ts';
import { partsOf } from './report-parts.ts';
import { casesOf } from './selector-match.ts';

/** What a CI service left behind of one batch. */
export interface BatchEvidence {
  /** Number of its first iteration within the run. */
  readonly first: number;
  /** Iterations asked of it; as many as came back when nobody knows. */
  readonly asked?: number;
  readonly selector: TestSelector;
  /** Its reports, with the paths they have among its artifacts. */
  readonly reports: readonly ParsedReport[];
  /** How they are laid out; detected when absent. */
  readonly layout?: Layout;
}

/** The iterations of a batch, as many as were asked: asked = executed + skipped + lost holds for them. */
export interface BatchFinding {
  readonly iterations: readonly Iteration[];
  readonly layout: Layout;
  /** Iterations that came back although nobody asked for them; they are not counted. */
  readonly surplus: number;
  /** The paths of the reports of each iteration that came back, by its index. */
  readonly sources: ReadonlyMap<number, readonly string[]>;
  /** Machines whose whole reports hold other tests only; they are no iterations where nobody says how many were asked. */
  readonly others: number;
  /** Iterations whose paths say another outcome than their reports. */
  readonly contradictions: readonly PathContradiction[];
}

/** Why an iteration is lost that nothing is known of. */
export const noReport = 'no report of it came back';

interface Group extends MarkedReports {
  readonly machine: string;
  readonly number: number;
}

/**
 * Sorts the reports of a batch into iterations and reads each. An iteration that is seen twice counts once; one
 * that left nothing behind is lost.
 */
export function readBatch(evidence: BatchEvidence): BatchFinding {
  const layout =
    evidence.layout ?? detectLayout(evidence.reports, evidence.selector, (evidence.asked ?? 1) > 1);
  const all = groupsOf(evidence.reports, layout);
  const groups =
    layout === oneReport && evidence.asked === undefined ? withTest(all, evidence.selector) : all;
  const asked = evidence.asked ?? groups.length;
  const read = Array.from({ length: asked }, (_, at) => {
    const index = evidence.first + at;
    const group = groups[at];
    if (group === undefined) return missing(index);
    return withPathMark(iterationOf(group, index, evidence.selector), group);
  });
  const iterations = countCut(read, groups, evidence.selector);
  const sources = groups
    .slice(0, asked)
    .map(({ reports }, at) => [evidence.first + at, reports.map(({ path }) => path)] as const);
  return {
    iterations,
    layout,
    surplus: Math.max(0, groups.length - asked),
    sources: new Map(sources),
    others: all.length - groups.length,
    contradictions: groups
      .slice(0, asked)
      .flatMap((group, at) => contradictionOf(group, iterations[at]?.outcome) ?? []),
  };
}

/**
 * The layout that fits all reports of a batch; `one-report` when nothing tells iterations apart. Without a test,
 * cases tell iterations apart only where all are of one test. A name that follows its own failures is a retry, unless
 * many iterations were asked for.
 */
export function detectLayout(
  reports: readonly ParsedReport[],
  selector: TestSelector,
  asksForMany = false,
): Layout {
  const { parts } = selector;
  const own = reports.map(({ cases }) => {
    const tests = cases.filter(isTest);
    return parts.length === 0 ? tests : parts.flatMap((part) => casesOf(part, tests));
  });
  const asked = own.flat();
  const isOneTest = parts.length > 0 || new Set(asked.map(baseName)).size === 1;
  const isWhole =
    parts.length > 0 ? reports.every((report, at) => holdsTest(report, own[at])) : shareTest(reports);
  const fits = (layout: Layout): boolean => {
    if (layout.holds === 'numbered-cases')
      return isOneTest && own.some(holdsRepeats) && own.every(haveOneTotal);
    if (layout.holds === 'repeated-cases')
      return isOneTest && own.some((cases) => (asksForMany ? byTurn(cases).size > 1 : runsAgain(cases)));
    if (layout.name === 'numbered-files' && !isWhole) return false;
    if (layout.name === 'numbered-folders' && !shareTest(foldersOf(reports))) return false;
    return reports.length > 0 && reports.every((report) => layout.place(report.path) !== undefined);
  };
  return layouts.find(fits) ?? oneReport;
}

function holdsRepeats(cases: readonly ReportCase[]): boolean {
  return cases.some(({ name }) => repeatOf(name) !== undefined);
}

/** Whether all repeats of each test tell the same number of them; parameters like `[2-20]`, `[3-30]` do not. */
function haveOneTotal(cases: readonly ReportCase[]): boolean {
  const totals = new Map<string, number | undefined>();
  return cases.every((testCase) => {
    const key = baseName(testCase);
    const total = repeatOf(testCase.name)?.of;
    const before = totals.get(key) ?? total;
    totals.set(key, before);
    return total === undefined || total === before;
  });
}

/** Whether a test ran again although it did not fail: after a failure it may be a framework's retry. */
function runsAgain(cases: readonly ReportCase[]): boolean {
  const turns = [...byTurn(cases)].toSorted(([a], [b]) => a - b).map(([, turn]) => turn);
  return turns.slice(0, -1).some((turn, at) => {
    const next = new Set(turns[at + 1]?.map(baseName));
    return turn.some((one) => one.outcome !== 'failed' && one.outcome !== 'error' && next.has(baseName(one)));
  });
}

/** The reports of each folder as one. */
function foldersOf(reports: readonly ParsedReport[]): readonly Pick<ParsedReport, 'cases'>[] {
  const folders = new Map<string, ReportCase[]>();
  for (const { path, cases } of reports) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const own = folders.get(folder) ?? [];
    for (const testCase of cases) if (isTest(testCase)) own.push(testCase);
    folders.set(folder, own);
  }
  return [...folders.values()].map((cases) => ({ cases }));
}

/** Whether some test stands in every report that holds any: then each may be a whole iteration. */
function shareTest(reports: readonly Pick<ParsedReport, 'cases'>[]): boolean {
  const [first, ...others] = reports
    .filter(({ cases }) => cases.length > 0)
    .map(({ cases }) => new Set(cases.map(baseName)));
  return first === undefined || [...first].some((name) => others.every((other) => other.has(name)));
}

/**
 * Machines that ran the asked test, or died before they could tell, where some ran it: the others are shards or
 * modules, which hold other tests.
 */
function withTest(groups: readonly Group[], selector: TestSelector): readonly Group[] {
  const { parts } = selector;
  const isHaving = ({ reports }: Group): boolean =>
    reports.some(
      (report) => report.cases.length === 0 || parts.some((part) => casesOf(part, report.cases).length > 0),
    );
  if (parts.length === 0 || !groups.some(isHaving)) return groups;
  return groups.filter((group) => isHaving(group) || iterationOf(group, 1, selector).outcome === 'lost');
}

/** Whether a report may be a whole iteration: a shard of one, which holds other tests only, is none. */
function holdsTest(report: ParsedReport, own: readonly ReportCase[] | undefined): boolean {
  return report.cases.length === 0 || (own !== undefined && own.length > 0);
}

/** Iterations in the order of their machines and numbers. */
function groupsOf(reports: readonly ParsedReport[], layout: Layout): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const report of reports) {
    const place = layout.place(report.path);
    if (place === undefined) continue;
    const parts =
      layout.holds === 'one' ? [[place.iteration, report] as const] : partsOf(report, layout.holds);
    for (const [number, part] of parts) {
      const key = JSON.stringify([place.machine, number]);
      const before = groups.get(key);
      const exitCode = before?.exitCode === 1 ? 1 : place.exitCode;
      groups.set(key, {
        machine: place.machine,
        number,
        exitCode,
        reports: [...(before?.reports ?? []), part],
      });
    }
  }
  return [...groups.values()].sort((a, b) => compareNames(a.machine, b.machine) || a.number - b.number);
}

/** Names with numbers in them in the order people expect: 2 before 10. */
function compareNames(a: string, b: string): number {
  const left = a.split(/(\d+)/);
  const right = b.split(/(\d+)/);
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [one = '', other = ''] = [left[at], right[at]];
    const byValue = at % 2 === 1 ? Number(one) - Number(other) : 0;
    if (byValue !== 0) return byValue;
    if (one !== other) return one < other ? -1 : 1;
  }
  return left.length - right.length;
}

function iterationOf(group: Group, index: number, selector: TestSelector): Iteration {
  const read = readIteration({
    index,
    selector,
    exit: { code: group.exitCode ?? null, signal: null, timedOut: false },
    reports: group.reports,
    durationMs: 0,
    machine: group.machine,
  });
  return { ...read, durationMs: read.results.reduce((sum, result) => sum + (result.durationMs ?? 0), 0) };
}

/** An iteration that nothing is known of. */
export function missing(index: number): Iteration {
  return {
    index,
    outcome: 'lost',
    reason: noReport,
    results: [],
    durationMs: 0,
    machine: 'ci',
  };
}
