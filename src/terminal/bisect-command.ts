import { join, relative } from 'node:path';
import { Command } from 'commander';
import { askedWords } from '../checkouts/overlay-settings.ts';
import { historyBetween, insideMerge } from '../checkouts/history.ts';
import { noRepository, repositoryRoot } from '../checkouts/revision.ts';
import { unskipAtOneOf } from '../checkouts/shown-unskip.ts';
import type { Bisection } from '../model/bisection.ts';
import type { CommitRange } from '../model/commit-range.ts';
import { UserError } from '../model/errors.ts';
import type { SidesEvidence } from '../model/question.ts';
import { bisectionSoFar, bisectPlan } from '../plans/bisect.ts';
import type { BisectQuestion } from '../plans/bisect/question.ts';
import type { Step } from '../plans/plan.ts';
import type { BisectionReport } from '../reports/bisection-report.ts';
import { processOutput, type Output } from './output.ts';
import { carryOut, type Carried } from './questions/carry-out.ts';
import { type QuestionFlags, withQuestionFlags } from './questions/flags.ts';
import { keepReport } from './questions/reports.ts';
import { askNothingNew } from './questions/resumed.ts';
import { keepSetting, questionOptions, readSetting, settle, type Setting } from './questions/setting.ts';
import { renderAny } from './render/formats.ts';
import { factsOf } from './repeat/facts.ts';
import { commitChanger, dropOverlays, withSettledChanges } from './repeat/overlaid.ts';
import type { RepeatOptions } from './repeat/options.ts';
import type { RunPlan } from './repeat/plan.ts';
import type { Session } from './session.ts';

interface BisectFlags extends QuestionFlags {
  readonly good?: string;
  readonly bad: string;
}

/** What is kept of a bisection: the insides of merges are looked up again when a step asks for them. */
/** What a bisection is kept with. */
export interface BisectAsked {
  readonly good: string;
  readonly bad: string;
  readonly question: BisectQuestion;
}

/** `retrial bisect`: which commit brought a failure that shows only now and then? */
export function bisectCommand(session: Session): Command {
  const command = new Command('bisect')
    .summary('find the commit that brought a failure, though it shows only now and then')
    .usage('--good REV [--bad REV] [TEST] [options] [-- COMMAND…]')
    .argument('[test]', 'the test whose results count; without it the whole command counts')
    .option('--good <revision>', 'a revision without the failure')
    .option('--bad <revision>', 'a revision with it', 'HEAD')
    .option('-n, --runs <count>', 'the most runs the whole search may take')
    .option('--rate <rate>', 'a failure rate that matters: with less, a revision counts as good', '1%');
  return withQuestionFlags(command).action(async (test: string | undefined, raw: BisectFlags) => {
    if (raw.resume !== undefined) askNothingNew(command, session, ['runs']);
    const output = processOutput({ colour: raw.color });
    const { ref: _, ...shown } = questionOptions(test, { ...raw, ref: raw.bad });
    const setting =
      raw.resume === undefined
        ? await settleBisect(session, shown, raw)
        : withBudget(await readSetting<BisectAsked>('bisect', raw.resume, shown), raw, shown.extent.runs);
    if (setting.plan.options.dryRun) return output.out(describe(setting));
    session.finish(await run(setting, output));
  });
}

async function settleBisect(
  session: Session,
  options: RepeatOptions,
  { good, bad, runs }: BisectFlags,
): Promise<Setting<BisectAsked>> {
  if (good === undefined) {
    throw new UserError('E-MISSING', '--good is missing: a revision that does not have the failure.');
  }
  const root = await repositoryRoot(process.cwd());
  if (root === undefined) throw await noRepository(process.cwd(), 'A bisection needs');
  const range = await historyBetween(root, { good, bad });
  const plan = await withSettledChanges(await settle(session, options, bad));
  const question: BisectQuestion = {
    range,
    known: plan.knownIssues,
    maxParallel: options.jobs,
    // A set-up is worth staying at a commit for; without one a checkout costs about as much as a run.
    buildCost: options.setup === undefined ? 1 : 20,
    ...(options.rate === undefined ? {} : { rate: options.rate }),
    ...(runs === undefined ? {} : { mostRuns: options.extent.runs ?? 0 }),
  };
  const setting = { kind: 'bisect', plan, question: { good, bad, question } };
  if (!options.dryRun) await keepSetting(setting);
  return setting;
}

/** A search that goes on may be given a larger budget. */
function withBudget(
  setting: Setting<BisectAsked>,
  { runs }: BisectFlags,
  most: number | undefined,
): Setting<BisectAsked> {
  if (runs === undefined || most === undefined) return setting;
  const { question, ...ends } = setting.question;
  return { ...setting, question: { ...ends, question: { ...question, mostRuns: most } } };
}

async function run(setting: Setting<BisectAsked>, output: Output): Promise<number> {
  const { plan } = setting;
  const { good, bad, question } = setting.question;
  const inside = new Map<string, CommitRange>();
  const asked = { ...question, inside };
  const change = await commitChanger(plan);
  const carried = await carryOut(
    {
      setting,
      plan: async (evidence) => nextStep(asked, inside, { evidence, root: plan.root ?? plan.cwd }),
      conclude: (evidence) => bisectionSoFar(asked, evidence),
      sideOf: (id) => ({ id, label: id.slice(0, 9), commit: id }),
      earlier: [],
      ...(change === undefined ? {} : { change }),
    },
    output,
  );
  if (carried.interruptedBy === undefined) await dropOverlays(plan);
  const report: BisectionReport = {
    run: {
      ...factsOf(plan),
      overlays: askedWords(plan.options.overlays ?? {}).map((one) => `each commit with ${one}`),
      ...(await skipDiffOf(plan, question.range)),
    },
    good,
    bad,
    bisection: carried.finding,
    wallMs: carried.wallMs,
    exitCodesOnly: plan.exitCodesOnly,
    evidence: [{ label: 'Files of each run', at: `${relative(plan.cwd, join(plan.home, plan.id))}/` }],
    ...(carried.interruptedBy === undefined ? {} : { partial: 'interrupted' as const }),
  };
  await keepReport({ kind: 'bisect', report }, plan);
  output.out(renderAny({ kind: 'bisect', report }, plan.options.format, output.style));
  return exitCodeOf(carried.finding, carried.interruptedBy);
}

/** How the skip was taken off at the bad end, or at the good one where the test is not skipped there. */
async function skipDiffOf(
  { root, options }: RunPlan,
  { good, commits }: CommitRange,
): Promise<Pick<RunPlan, 'skipDiff'>> {
  if (options.overlays?.unskip !== true || root === undefined) return {};
  const ends = [commits.at(-1)?.id ?? good.id, good.id];
  return { skipDiff: await unskipAtOneOf(root, ends, options.selector) };
}

/** Looks into a merge when the plan wants to, and asks again. */
async function nextStep(
  question: BisectQuestion,
  inside: Map<string, CommitRange>,
  { evidence, root }: { readonly evidence: SidesEvidence; readonly root: string },
): Promise<Step<Bisection>> {
  for (;;) {
    const step = bisectPlan(question)(evidence);
    if (step.kind !== 'expand') return step;
    inside.set(step.merge, await insideMerge(root, step.merge));
  }
}

/** What evidence says of a bisection, whoever read it. */
export async function bisectionAgain(
  { question }: BisectAsked,
  evidence: SidesEvidence,
  root: string,
): Promise<Bisection> {
  const inside = new Map<string, CommitRange>();
  const asked = { ...question, inside };
  await nextStep(asked, inside, { evidence, root });
  return bisectionSoFar(asked, evidence);
}

/** The documented exit codes of `bisect`. */
function exitCodeOf({ outcome }: Bisection, by: Carried<Bisection>['interruptedBy']): number {
  if (by !== undefined) return by === 'SIGINT' ? 130 : 143;
  switch (outcome.kind) {
    case 'culprit':
    case 'began-to-run':
      return 0;
    case 'no-change':
    case 'already-bad':
    case 'not-failing':
    case 'unfinished':
      return 3;
    case 'untestable-end':
      return outcome.why === 'broken' ? 5 : 4;
  }
}

function describe({ plan, question }: Setting<BisectAsked>): string {
  const { range } = question.question;
  return `Would search ${range.commits.length} commits after ${question.good}, up to ${question.bad}, ${plan.options.jobs} at a time:\n${JSON.stringify(plan.settings, null, 2)}\n`;
}
