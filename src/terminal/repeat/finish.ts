import { rerunsOf } from '../../ci/remote/settings.ts';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isLookedAt } from '../../model/repeat-run.ts';
import type { RepeatReport } from '../../reports/repeat-report.ts';
import { adviceFor, assess } from '../../worker/assessment.ts';
import { keepReport } from '../questions/reports.ts';
import type { Executed } from './execute.ts';
import { skipsIfKnown } from '../../worker/skips.ts';
import { adviceScope, factsOf } from './facts.ts';
import { tailOf } from './log-tail.ts';
import type { RunPlan } from './plan.ts';

interface Ended {
  readonly executed: Executed;
  readonly wallMs: number;
  readonly interrupted: boolean;
  /** Why iterations never came back before something was added. */
  readonly missing?: string;
}

/** Judges what came back and words it as a report; keeps it beside the run's files. */
export async function finishRun(
  plan: RunPlan,
  { executed, wallMs, interrupted, missing }: Ended,
): Promise<RepeatReport> {
  const { asked, iterations, broken } = executed;
  const { verdict, groups, advice } = assess({
    asked,
    iterations,
    knownIssues: plan.knownIssues,
    policy: plan.policy,
    isAnytime: isLookedAt(plan),
    reruns: rerunsOf(plan.settings),
    ...(missing === undefined ? {} : { missing }),
    ...(broken === undefined ? {} : { broken: broken.what }),
  });
  const folder = join(plan.home, plan.id);
  const report: RepeatReport = {
    run: factsOf(plan),
    verdict,
    groups,
    iterations,
    wallMs,
    exitCodesOnly: plan.exitCodesOnly,
    ...(missing === undefined ? {} : { missing }),
    ...(verdict.kind === 'nothing-ran' ? { skips: await skipsOf(plan) } : {}),
    lostLogs: await lostLogs(folder, executed),
    evidence: [{ label: 'Files of each run', at: `${relative(plan.cwd, join(folder, 'iterations'))}/` }],
    ...adviceFor(advice, { ...adviceScope(plan), verdict, rate: plan.options.rate }),
    ...(interrupted ? { partial: 'interrupted' as const } : {}),
    ...(broken === undefined ? {} : { broken: { what: broken.what, output: await tailOf(broken.output) } }),
  };
  await keepReport({ kind: 'repeat', report }, plan);
  if (plan.options.keepLogs === 'failed') await dropPassingOutput(folder, executed);
  return report;
}

async function lostLogs(folder: string, { iterations }: Executed) {
  const lost = iterations.filter((iteration) => iteration.outcome === 'lost').slice(0, 3);
  return Promise.all(
    lost.map(async ({ index }) => ({ iteration: index, text: await tailOf(outputOf(folder, index)) })),
  );
}

/** One passing run is kept to hold failing ones against. */
async function dropPassingOutput(folder: string, { iterations }: Executed): Promise<void> {
  const passing = iterations.filter((iteration) => iteration.outcome === 'passed').slice(1);
  await Promise.all(passing.map(({ index }) => rm(outputOf(folder, index), { force: true })));
}

function outputOf(folder: string, index: number): string {
  return join(folder, 'iterations', String(index), 'output.txt');
}

/** As committed: of files that were changed since, lines may have moved. */
async function skipsOf({ root, commit, options }: RunPlan) {
  if (root === undefined) return [];
  return skipsIfKnown(options.selector.text, { repository: root, revision: commit ?? 'HEAD' });
}
