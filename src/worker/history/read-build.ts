import { setImmediate as nextTurn } from 'node:timers/promises';
import { newRecord, testId, type NamedFailure, type NamedTally } from '../../history/record.ts';
import type { Build, BuildRecord } from '../../model/history.ts';
import type { TestResult } from '../../model/iteration.ts';
import type { Inspection } from '../../model/inspection.ts';
import { parseSelector } from '../../model/selector.ts';
import { leftInWords } from '../../reports/left-out.ts';
import { repeatOf } from '../../results/repeats.ts';
import { ReportKeeper } from '../../results/report-keeper.ts';
import { failedResultsInPieces } from '../../results/failed-results.ts';
import { inspectPaths } from '../inspecting.ts';

/** A build's failures are all grouped up to these; its cases are only counted. */
const limits = { cases: 0, failures: 50_000, text: 200_000_000, tests: 1_000_000 };

/** Failures that are told apart before others get their turn: some milliseconds. */
const failuresAtOnce = 100;
/** Cases of a report that are told apart before others get their turn. */
const casesAtOnce = 1_000;

/** A build as its reports tell it. */
export interface ReadBuild {
  readonly record: BuildRecord;
  readonly inspection: Inspection;
  /** What was counted but not grouped, in words. */
  readonly left: readonly string[];
}

/**
 * Reads one build's reports in files, folders and archives.
 * @throws The file system's error for a path that cannot be read.
 */
export async function readBuild(
  build: Build,
  paths: readonly string[],
  onFile: (files: number) => void,
): Promise<ReadBuild> {
  const keeper = newKeeper();
  const inspection = await inspectPaths(paths, { keeper, onFile });
  const left = leftInWords({ ...keeper.left(), cases: 0 });
  return { record: await recordIn(build, keeper), inspection, left };
}

/** What keeps a build's reports while they are read. */
export function newKeeper(): ReportKeeper {
  return new ReportKeeper(parseSelector(''), limits);
}

function named({ container, name, scope, failure }: TestResult): NamedFailure {
  return {
    container,
    name: scope === 'class' ? '' : (repeatOf(name)?.name ?? name),
    failure: failure ?? { kind: 'failure', type: '', message: '', body: '' },
  };
}

/** A build as what was kept of its reports tells it; others get their turn while causes are told apart. */
export async function recordIn(build: Build, keeper: ReportKeeper): Promise<BuildRecord> {
  const failures: NamedFailure[] = [];
  for (const report of keeper.reports) {
    if (report.status === 'not-junit' && report.cases.length === 0) continue;
    for (const piece of failedResultsInPieces(report, casesAtOnce)) {
      for (const failed of piece) failures.push(named(failed));
      await nextTurn();
    }
  }
  const tallies = keeper.tests.worstFirst();
  await nextTurn();
  // What fails outside of every case has no count of its own yet.
  const counted = new Set(tallies.map(({ container, name }) => testId(container, name)));
  const uncounted = failures
    .filter(({ container, name }) => !counted.has(testId(container, name)))
    .map(({ container, name }): NamedTally => ({ container, name, passed: 0, failed: 1, skipped: 0 }));
  await nextTurn();
  const record = newRecord(build, [...tallies, ...uncounted]);
  for (let at = 0; at < failures.length; at += failuresAtOnce) {
    record.add(failures.slice(at, at + failuresAtOnce));
    await nextTurn();
  }
  return record.end();
}
