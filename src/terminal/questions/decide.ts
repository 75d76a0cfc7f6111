import { rerunsOf } from '../../ci/remote/settings.ts';
import { join, relative } from 'node:path';
import type { DecideQuestion, Decision } from '../../model/decision.ts';
import type { SidesEvidence } from '../../model/question.ts';
import { percent } from '../../reports/numbers.ts';
import type { RepeatReport } from '../../reports/repeat-report.ts';
import type { Step } from '../../plans/plan.ts';
import { decideOrders, decisionOf } from '../../plans/decide.ts';
import { adviceFor, assess, type Assessment } from '../../worker/assessment.ts';
import type { Output } from '../output.ts';
import { renderReport } from '../render/formats.ts';
import { exitCodeOf } from '../repeat/exit-code.ts';
import { adviceScope, factsOf } from '../repeat/facts.ts';
import type { RepeatOptions } from '../repeat/options.ts';
import { dropOverlays, orDropped, withChanges, shownSkipDiff } from '../repeat/overlaid.ts';
import type { Session } from '../session.ts';
import { type Carried, carryOut } from './carry-out.ts';
import { keepReport } from './reports.ts';
import { keepSetting, readSetting, type Setting, settle } from './setting.ts';

type DecideSetting = Setting<DecideQuestion>;

export interface Asking {
  readonly session: Session;
  readonly options: RepeatOptions;
  readonly output: Output;
  /** A run to go on with. */
  readonly resume: string | undefined;
}

/**
 * `retrial repeat` with a question: as many runs as the answer takes, in batches.
 * @returns the exit code
 */
export async function decide({ session, options, output, resume }: Asking): Promise<number> {
  const setting =
    resume === undefined
      ? await settleDecide(session, options)
      : await readSetting<DecideQuestion>('decide', resume, options);
  if (options.dryRun) {
    if (resume === undefined) await dropOverlays(setting.plan);
    output.out(describe(setting));
    return 0;
  }
  const keep = async (): Promise<void> => keepSetting(setting);
  await (resume === undefined ? orDropped(setting.plan, keep) : keep());
  const { plan, question } = setting;
  const commit = plan.commit === undefined ? {} : { commit: plan.commit };
  const carried = await carryOut(
    {
      setting,
      plan: (evidence) => stepOf(question, evidence),
      conclude: (evidence) => decisionOf(question, evidence.get('run')),
      sideOf: (id) => ({ id, label: plan.revision, ...commit }),
      earlier: [],
    },
    output,
  );
  if (carried.interruptedBy === undefined) await dropOverlays(plan);
  const report = reportOf(setting, carried);
  await keepReport({ kind: 'repeat', report }, plan);
  output.out(renderReport(report, plan.options.format, output.style));
  return exitCodeOf(report.verdict, {
    bisectExit: plan.options.bisectExit,
    decision: carried.finding.kind,
    ...(carried.interruptedBy === undefined ? {} : { interruptedBy: carried.interruptedBy }),
  });
}

async function settleDecide(session: Session, options: RepeatOptions): Promise<DecideSetting> {
  const plan = await withChanges(await settle(session, options, options.ref));
  return { kind: 'decide', plan, question: options.question ?? {} };
}

function stepOf(question: DecideQuestion, evidence: SidesEvidence): Step<Decision> {
  const own = evidence.get('run');
  const orders = decideOrders(question, own);
  const [order] = orders;
  if (order === undefined) return { kind: 'done', finding: decisionOf(question, own) };
  const done = own?.asked ?? 0;
  return { kind: 'run', orders, aim: `runs ${done + 1} to ${done + order.runs}, ${aimOf(question)}` };
}

function aimOf({ rate, expect }: DecideQuestion): string {
  if (expect === 'fail') return 'until one fails';
  return rate === undefined ? 'to see whether it is flaky' : `against a rate of ${percent(rate)}`;
}

function assessed({ plan }: DecideSetting, evidence: SidesEvidence): Assessment {
  const { iterations = [], asked = 0, broken } = evidence.get('run') ?? {};
  const { knownIssues, policy, settings } = plan;
  const reruns = rerunsOf(settings);
  return assess({
    asked,
    iterations,
    knownIssues,
    policy,
    reruns,
    ...(broken === undefined ? {} : { broken }),
  });
}

/** What evidence that was read again comes to, for the same question. */
export function decidedAgain(
  setting: DecideSetting,
  evidence: SidesEvidence,
): Pick<RepeatReport, 'verdict' | 'groups' | 'iterations' | 'decision'> {
  const { verdict, groups } = assessed(setting, evidence);
  const own = evidence.get('run');
  return { verdict, groups, iterations: own?.iterations ?? [], decision: decisionOf(setting.question, own) };
}

function reportOf(setting: DecideSetting, carried: Carried<Decision>): RepeatReport {
  const { plan } = setting;
  const { iterations = [], broken } = carried.evidence.get('run') ?? {};
  const { verdict, groups, advice } = assessed(setting, carried.evidence);
  return {
    run: factsOf(plan),
    verdict,
    groups,
    iterations,
    decision: carried.finding,
    ...adviceFor(advice, { ...adviceScope(plan), decision: carried.finding }),
    wallMs: carried.wallMs,
    lostLogs: carried.lostLogs,
    exitCodesOnly: plan.exitCodesOnly,
    evidence: [{ label: 'Files of each run', at: `${relative(plan.cwd, join(plan.home, plan.id))}/` }],
    ...(carried.interruptedBy === undefined ? {} : { partial: 'interrupted' as const }),
    ...(broken === undefined
      ? {}
      : {
          broken: {
            what: broken,
            output: (carried.brokenOutput ?? '').trimEnd().split('\n').slice(-40).join('\n'),
          },
        }),
  };
}

function describe({ plan, question }: DecideSetting): string {
  const what = `Would run as often as it takes, ${aimOf(question)}`;
  return `${what}, ${plan.options.jobs} at a time, at ${plan.revision}:\n${JSON.stringify(plan.settings, null, 2)}\n${shownSkipDiff(plan)}`;
}
