import type { Iteration } from '../model/iteration.ts';
import type { SelectorPart, TestSelector } from '../model/selector.ts';
import { type BatchFinding, missing } from './batch.ts';
import { readIteration } from './iteration.ts';
import type { Layout } from './layouts.ts';
import type { ParsedReport } from './report.ts';
import type { LoggedRun, RunLog } from './run-log.ts';
import { casesOf } from './selector-match.ts';

/** A batch whose machines keep the reports of failed runs only, and a log of all. */
export interface LoggedBatch {
  /** Number of its first iteration within the run. */
  readonly first: number;
  readonly asked: number;
  readonly selector: TestSelector;
  readonly reports: readonly ParsedReport[];
  readonly logs: readonly RunLog[];
}

/** How such a batch is laid out; its name is what a project's settings become. */
export const runLog: Layout = {
  name: 'run-log',
  about: 'reports of failed runs alone, <name>-<uuid>-<iteration>-fail.xml, and a log of all runs',
  holds: 'one',
  place(path) {
    const found = /-([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})-(\d{1,9})-fail\.xml$/i.exec(
      path,
    );
    return found === null ? undefined : { machine: found[1] ?? '', iteration: Number(found[2]), exitCode: 1 };
  },
};

interface FailedRun {
  readonly number: number;
  readonly reports: readonly ParsedReport[];
  isTaken: boolean;
}

type Found = Omit<Iteration, 'index'> & { readonly sources: readonly string[] };

/**
 * Counts the runs that the logs prove: one that failed by its report, one that passed by the log's own lines. Whatever is
 * not proven is lost; so is a failure of which no log tells, since the passes beside it are lost with its machine's
 * log. The id in a report's name is that of a machine's whole script, which its log does not say; equal
 * numbers of two machines stand for each other.
 */
export function readLoggedBatch(batch: LoggedBatch): BatchFinding {
  const { first, asked, logs, reports } = batch;
  const failed = failedRuns(reports);
  const told = logs.flatMap(({ machine, runs }) =>
    runs.map((run) => foundOf(run, { machine, batch, failed })),
  );
  const untold = failed
    .filter(({ isTaken }) => !isTaken)
    .map(() => lost('ci', 'a report tells of a failure, and no log of its run'));
  const all = [...told, ...untold];
  const iterations = Array.from({ length: asked }, (_, at): Iteration => {
    const found = all[at];
    if (found === undefined) return missing(first + at);
    const { sources: _sources, ...iteration } = found;
    return { index: first + at, ...iteration };
  });
  const sources = all.slice(0, asked).map((one, at) => [first + at, one.sources] as const);
  return {
    iterations,
    layout: runLog,
    surplus: Math.max(0, all.length - asked),
    sources: new Map(sources),
    others: 0,
    contradictions: [],
  };
}

function failedRuns(reports: readonly ParsedReport[]): readonly FailedRun[] {
  const runs = new Map<string, { number: number; reports: ParsedReport[]; isTaken: boolean }>();
  for (const report of reports) {
    const place = runLog.place(report.path);
    if (place === undefined) continue;
    const key = `${place.machine} ${place.iteration}`;
    const own = runs.get(key) ?? { number: place.iteration, reports: [], isTaken: false };
    own.reports.push(report);
    runs.set(key, own);
  }
  return [...runs.values()];
}

interface Known {
  readonly machine: string;
  readonly batch: LoggedBatch;
  readonly failed: readonly FailedRun[];
}

function foundOf(run: LoggedRun, { machine, batch, failed }: Known): Found {
  if (run.failed) {
    const own = failed.find(({ number, isTaken }) => number === run.number && !isTaken);
    if (own === undefined)
      return lost(machine, 'the log says that the run failed, and no report of it was kept');
    own.isTaken = true;
    return { ...readFailed(own, { machine, selector: batch.selector }), ...timeOf(run) };
  }
  if (!run.isOver) return lost(machine, 'the log ends in the middle of the run');
  const why = unproven(run, batch);
  if (why !== undefined) return lost(machine, why);
  return { outcome: 'passed', results: [], ...timeOf(run), machine, sources: [] };
}

function readFailed(
  { reports }: FailedRun,
  { machine, selector }: { readonly machine: string; readonly selector: TestSelector },
): Found {
  const exit = { code: 1, signal: null, timedOut: false };
  const { index: _, ...read } = readIteration({
    index: 0,
    selector,
    exit,
    reports,
    durationMs: 0,
    machine,
  });
  const durationMs = read.results.reduce((sum, result) => sum + (result.durationMs ?? 0), 0);
  return { ...read, durationMs, sources: reports.map(({ path }) => path) };
}

/** What the test classes of a run took; nothing where the log does not say it of each. */
function timeOf({ suites }: LoggedRun): Pick<Iteration, 'durationMs'> {
  const told = suites.flatMap(({ ms }) => ms ?? []);
  if (told.length === 0 || told.length < suites.length) return {};
  return { durationMs: told.reduce((sum, ms) => sum + ms, 0) };
}

/** Why a run that did not fail does not prove that the asked tests passed. */
function unproven({ suites }: LoggedRun, { selector, reports }: LoggedBatch): string | undefined {
  if (selector.parts.length === 0)
    return suites.some(({ run, skipped }) => run > skipped) ? undefined : 'the log tells of no test that ran';
  for (const part of selector.parts) {
    const own = suites.filter(({ name }) => isOf(name, part));
    if (!own.some(({ run, skipped }) => run > skipped))
      return 'the log does not say that the test’s class ran';
    if (part.member === undefined) continue;
    if (own.some(({ skipped }) => skipped > 0))
      return 'the log does not say which tests of the class were skipped';
    if (!reports.some(({ cases }) => casesOf(part, cases).some(({ outcome }) => outcome !== 'skipped')))
      return 'the log tells of the test’s class alone, and no report shows that the test is in it';
  }
  return undefined;
}

/** `org.acme.CasTest-_jdk11` is the class `CasTest`, or `org.acme.CasTest`. */
function isOf(suite: string, { container }: SelectorPart): boolean {
  const name = suite.split('-')[0] ?? suite;
  return name === container || name.endsWith(`.${container}`);
}

function lost(machine: string, reason: string): Found {
  return { outcome: 'lost', reason, results: [], durationMs: 0, machine, sources: [] };
}
