import { createReadStream } from 'node:fs';
import type { IterationArtifacts } from '../ci/service.ts';
import type { Iteration } from '../model/iteration.ts';
import type { TestSelector } from '../model/selector.ts';
import { readIteration } from '../results/iteration.ts';
import { collectReport } from '../results/parse-report.ts';
import type { ParsedReport } from '../results/report.ts';

/** Reads what one iteration left behind; reports are streamed, so their size does not matter. */
export async function readArtifacts(
  artifacts: IterationArtifacts,
  selector: TestSelector,
): Promise<Iteration> {
  const isRead = artifacts.reports !== undefined && artifacts.exit.endedBy !== 'output';
  const reports = isRead ? await Promise.all(artifacts.reports.map(readReport)) : undefined;
  const { preparedMs } = artifacts;
  const iteration = iterationOf(artifacts, reports, selector);
  return preparedMs === undefined ? iteration : { ...iteration, preparedMs };
}

/** The iteration that how its process ended and its reports amount to. Pure. */
export function iterationOf(
  { index, exit, durationMs, machine }: Pick<IterationArtifacts, 'index' | 'exit' | 'durationMs' | 'machine'>,
  reports: readonly ParsedReport[] | undefined,
  selector: TestSelector,
): Iteration {
  if (exit.endedBy === 'output') {
    const reason = 'it wrote more output than allowed and was ended';
    return { index, outcome: 'lost', reason, results: [], durationMs, machine };
  }
  return readIteration({
    index,
    selector,
    exit: {
      code: exit.code ?? null,
      signal: exit.signal ?? null,
      timedOut: exit.endedBy === 'timeout',
      ...(exit.spawnError === undefined ? {} : { spawnError: exit.spawnError }),
      ...(exit.sought === undefined ? {} : { sought: exit.sought }),
    },
    reports,
    durationMs,
    machine,
  });
}

async function readReport(path: string): Promise<ParsedReport> {
  const report = collectReport(path);
  for await (const chunk of createReadStream(path)) report.write(chunk);
  return report.end();
}
