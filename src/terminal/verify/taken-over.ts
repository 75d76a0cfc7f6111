import { join } from 'node:path';
import { readIterationFolder } from '../../ci/local/folder.ts';
import type { Iteration } from '../../model/iteration.ts';
import type { TestSelector } from '../../model/selector.ts';
import { differencesOf } from '../../worker/differences.ts';
import { isReadOtherwise } from '../../worker/kept-results.ts';
import { readArtifacts } from '../../worker/reading.ts';
import { type Findings, newFindings } from '../../worker/verifying/seals.ts';
import type { EarlierIterations } from '../questions/batch-log.ts';
import { readReport } from '../questions/reports.ts';
import { earlierIterations, type EarlierRun } from '../questions/reuse.ts';

interface Asked {
  /** The folder of all runs. */
  readonly home: string;
  readonly selector: TestSelector;
}

/** An iteration of a run's folder, computed from its files; rejects when they are missing or can't be read. */
export async function iterationAgain(
  folder: string,
  index: number,
  selector: TestSelector,
): Promise<Iteration> {
  return readArtifacts(await readIterationFolder(folder, index), selector);
}

/** What earlier runs brought to a comparison, read from their files as far as those are there. */
export async function earlierAgain(
  { home, selector }: Asked,
  runs: readonly EarlierRun[],
): Promise<{ readonly earlier: readonly EarlierIterations[]; readonly findings: Findings }> {
  const findings = newFindings();
  const recorded = await earlierIterations({ home }, runs);
  for (const { run } of runs.filter((one) => !recorded.some((found) => found.run === one.run)))
    findings.unproven.push({ what: `the iterations it took over from run ${run}: its report is gone` });
  const earlier: EarlierIterations[] = [];
  for (const one of recorded) {
    const again = await Promise.all(
      one.iterations.map(async ({ index }) =>
        iterationAgain(join(home, one.run), index, selector).catch(() => undefined),
      ),
    );
    const unread = again.filter((found) => found === undefined).length;
    if (unread > 0)
      findings.unproven.push({
        what: `${unread} of ${one.iterations.length} iterations it took over from run ${one.run}: their files are missing, or can’t be read`,
      });
    const isOlder = isReadOtherwise((await readReport(join(home, one.run))) ?? {});
    const list = findings[isOlder ? 'older' : 'differences'];
    for (const [at, before] of one.iterations.entries())
      for (const { iteration, what } of differencesOf(before, again[at] ?? before))
        list.push({
          what: `of run ${one.run}, which it took over, iteration ${iteration ?? '?'}: ${what}`,
        });
    earlier.push({
      ...one,
      iterations: one.iterations.map((before, at) => (isOlder ? before : (again[at] ?? before))),
    });
  }
  return { earlier, findings };
}
