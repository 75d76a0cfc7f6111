import type { Iteration } from '../model/iteration.ts';
import type { RepeatReport } from './repeat-report.ts';
import { iterationJson, resultJson, type IterationJson, type ResultJson } from './result-json.ts';
import type { CountsSoFar, RunProgress } from './run-progress.ts';

/** What `--format ndjson` writes, one a line; `run` is the RepeatRun's id. */
export type RunEvent =
  | { readonly event: 'run.started'; readonly run: string; readonly index: number; readonly machine: string }
  | ({ readonly event: 'run.finished'; readonly run: string } & IterationJson)
  | ({
      readonly event: 'progress';
      readonly run: string;
      readonly at: string;
      readonly etaMs?: number;
    } & CountsSoFar)
  | ({ readonly event: 'result' } & ResultJson);

/** An iteration came back. */
export function finishedEvent(run: string, iteration: Iteration): RunEvent {
  return { event: 'run.finished', run, ...iterationJson(iteration) };
}

/** Where a run stands. */
export function progressEvent({ run, counts, updatedAt, etaMs }: RunProgress): RunEvent {
  const eta = etaMs === undefined ? {} : { etaMs };
  return { event: 'progress', run: run.id, at: updatedAt, ...eta, ...counts };
}

/** The last line. @throws RangeError when the counts contradict their identities */
export function resultEvent(report: RepeatReport): RunEvent {
  return { event: 'result', ...resultJson(report) };
}

/** One event as one line, its line break included. */
export function eventLine(event: RunEvent): string {
  return `${JSON.stringify(event)}\n`;
}
