import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { RepeatReport } from '../../reports/report.ts';
import { assess, listReasons } from '../../worker/assessment.ts';
import type { Executed } from './execute.ts';
import type { RunPlan } from './plan.ts';

interface Ended {
  readonly executed: Executed;
  readonly wallMs: number;
  readonly interrupted: boolean;
}

/** Judges what came back and words it as a report; keeps it beside the run's files. */
export async function finishRun(
  plan: RunPlan,
  { executed, wallMs, interrupted }: Ended,
): Promise<RepeatReport> {
  const { asked, iterations, broken } = executed;
  const { verdict, groups, skipReasons, lostReasons } = assess({
    asked,
    iterations,
    ...(broken === undefined ? {} : { broken: broken.what }),
  });
  const report: RepeatReport = {
    run: {
      id: plan.id,
      test: plan.options.selector.text,
      revision: plan.revision,
      where: `this machine, ${plan.options.jobs} at a time`,
      wallMs,
      ...(plan.commit === undefined ? {} : { commit: plan.commit }),
    },
    verdict,
    groups,
    iterations,
    skipReasons: listReasons(skipReasons),
    lostReasons: listReasons(lostReasons),
    exitCodesOnly: plan.exitCodesOnly,
    ...(interrupted ? { partial: 'interrupted' as const } : {}),
    ...(await brokenOutput(plan, executed)),
    evidence: `files of each run: ${relative(plan.cwd, join(plan.home, plan.id, 'iterations')) || '.'}/`,
    next: nextCommands(plan, verdict.kind),
  };
  await writeFile(join(plan.home, plan.id, 'report.json'), JSON.stringify(report));
  if (plan.options.keepLogs === 'failed') await dropPassingOutput(plan, executed);
  return report;
}

function nextCommands(plan: RunPlan, kind: RepeatReport['verdict']['kind']): string[] {
  const render = `retrial render ${plan.id} --format markdown`;
  if (kind === 'clean-so-far' || kind === 'flaky' || kind === 'broken') return [render];
  return [`cat ${relative(plan.cwd, join(plan.home, plan.id))}/iterations/*/output.txt`, 'retrial doctor'];
}

/** The end of what was printed where it broke: the set-up, or the first iteration that was lost. */
async function brokenOutput(
  plan: RunPlan,
  { iterations, broken }: Executed,
): Promise<{ brokenOutput?: string }> {
  const lost = iterations.find((iteration) => iteration.outcome === 'lost');
  const path =
    broken?.output ??
    (lost === undefined
      ? undefined
      : join(plan.home, plan.id, 'iterations', String(lost.index), 'output.txt'));
  const text = path === undefined ? '' : await readFile(path, 'utf8').catch(() => '');
  return text === '' ? {} : { brokenOutput: text.trimEnd().split('\n').slice(-40).join('\n') };
}

/** One passing run is kept to hold failing ones against. */
async function dropPassingOutput(plan: RunPlan, { iterations }: Executed): Promise<void> {
  const passing = iterations.filter((iteration) => iteration.outcome === 'passed').slice(1);
  const outputs = passing.map(({ index }) =>
    join(plan.home, plan.id, 'iterations', String(index), 'output.txt'),
  );
  await Promise.all(outputs.map((path) => rm(path, { force: true })));
}
