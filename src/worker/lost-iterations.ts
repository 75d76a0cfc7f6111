import type { BatchJob } from '../ci/service.ts';
import type { Iteration } from '../model/iteration.ts';
import type { TestSelector } from '../model/selector.ts';
import { type BatchFinding, noReport, readBatch } from '../results/batch.ts';
import { readLoggedBatch } from '../results/logged-batch.ts';
import type { RunLog } from '../results/run-log.ts';
import { layoutOf, layouts } from '../results/layouts.ts';
import type { ParsedReport } from '../results/report.ts';

/** What is known of iterations that did not come back. */
export interface Losses {
  readonly jobs: readonly BatchJob[];
  /** Holds for all of them, whatever their machines say: a person stopped the run. */
  readonly overall?: string;
  /** Holds where no machine says more: the pipeline did not get so far. */
  readonly otherwise?: string;
}

/** What is known of a batch beside its reports. */
export interface BatchFacts extends Losses {
  readonly first: number;
  readonly count: number;
  /** How its paths hold iterations, as the project wrote it. */
  readonly layout?: string;
  /** What the logs of its machines say, where these prove the runs. */
  readonly logs?: readonly RunLog[];
}

/** The iterations a batch comes to, as many as were asked. Pure. */
export function iterationsOfBatch(
  { first, count, layout, logs, ...losses }: BatchFacts,
  reports: readonly ParsedReport[],
  selector: TestSelector,
): BatchFinding {
  const batch = {
    first,
    asked: count,
    selector,
    reports: reports.filter(({ status }) => status !== 'not-junit'),
  };
  if (logs !== undefined) {
    const finding = readLoggedBatch({ ...batch, logs });
    return { ...finding, iterations: explainLosses(finding.iterations, losses) };
  }
  const finding = readBatch({
    ...batch,
    ...(layout === undefined
      ? {}
      : { layout: layouts.find(({ name }) => name === layout) ?? layoutOf(layout) }),
  });
  return { ...finding, iterations: explainLosses(finding.iterations, losses) };
}

/** Says of each iteration without a report which machine owed it and why it is lost. Pure. */
export function explainLosses(iterations: readonly Iteration[], losses: Losses): readonly Iteration[] {
  const { jobs, overall, otherwise = noReport } = losses;
  const came = iterations.filter((one) => !isMissing(one));
  const owed = jobs.flatMap((job) => {
    const back = came.filter(({ machine }) => isOn(machine, job)).length;
    const debt = { machine: job.machine, reason: job.loss ?? otherwise };
    return Array.from({ length: Math.max(0, (job.asked ?? 0) - back) }, () => debt);
  });
  const rest = jobs.find(({ asked, loss }) => asked === undefined && loss !== undefined);
  const last = { machine: rest?.machine ?? 'ci', reason: rest?.loss ?? otherwise };
  let next = 0;
  return iterations.map((iteration) => {
    if (!isMissing(iteration)) return iteration;
    const { machine, reason } = owed[next] ?? last;
    next += 1;
    return { ...iteration, machine, reason: overall ?? reason };
  });
}

function isMissing({ outcome, reason, results }: Iteration): boolean {
  return outcome === 'lost' && reason === noReport && results.length === 0;
}

function isOn(machine: string, job: BatchJob): boolean {
  return machine === job.machine || machine.startsWith(`${job.machine}/`);
}
