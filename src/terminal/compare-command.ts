import { join, relative } from 'node:path';
import { Command } from 'commander';
import type { Comparison } from '../model/comparison.ts';
import { UserError } from '../model/errors.ts';
import type { Side, SidesEvidence } from '../model/question.ts';
import { comparePlan } from '../plans/compare.ts';
import { type CompareQuestion, comparisonOf } from '../plans/comparison.ts';
import { day } from '../reports/blockers-words.ts';
import type { ComparisonReport } from '../reports/comparison-report.ts';
import { adviceFor, adviceOn } from '../worker/assessment.ts';
import { processOutput, type Output } from './output.ts';
import { carryOut, type Carried } from './questions/carry-out.ts';
import { type QuestionFlags, withQuestionFlags } from './questions/flags.ts';
import type { EarlierIterations } from './questions/batch-log.ts';
import { keepReport } from './questions/reports.ts';
import { askNothingNew } from './questions/resumed.ts';
import { mustBeTest, sidesOf } from './questions/sides-of.ts';
import { earlierIterations, earlierRuns, lastEnded, type EarlierRun } from './questions/reuse.ts';
import { keepSetting, questionOptions, readSetting, settle, type Setting } from './questions/setting.ts';
import { renderAny } from './render/formats.ts';
import { adviceScope, factsOf } from './repeat/facts.ts';
import {
  dropOverlays,
  orDropped,
  shownSkipDiff,
  withChangedSides,
  withSettledChanges,
} from './repeat/overlaid.ts';
import { claimWorktrees, type RunPlan } from './repeat/plan.ts';
import type { Session } from './session.ts';

interface CompareFlags extends QuestionFlags {
  readonly reuse: boolean;
}

/** What a comparison is kept with. */
export interface CompareAsked {
  readonly question: CompareQuestion;
  /** The sides as people know them: with the commits before they were changed. */
  readonly shown: Pick<CompareQuestion, 'before' | 'after'>;
  /** Earlier runs that count; the same when it is resumed. */
  readonly earlier: readonly EarlierRun[];
}

type CompareSetting = Setting<CompareAsked>;

/** `retrial compare`: is my fix good, or did this change break it? */
export function compareCommand(session: Session): Command {
  const command = new Command('compare')
    .summary('run a test on two revisions in turns and say what changed')
    .usage('BASE..HEAD [TEST] [options] [-- COMMAND…]')
    .argument(
      '[range]',
      'BASE..HEAD, BASE...HEAD from where they parted, or BASE against the files as they stand',
    )
    .argument('[test]', 'the test whose results count; without it the whole command counts')
    .option('-n, --runs <count>', 'how often on each side; without it as often as it takes to decide')
    .option('--rate <rate>', 'a failure rate that matters: with less, both sides count as clean', '1%')
    .option('--no-reuse', 'do not count earlier runs of the same commits');
  return withQuestionFlags(command).action(
    async (range: string | undefined, test: string | undefined, raw: CompareFlags) => {
      if (raw.resume !== undefined) askNothingNew(command, session);
      const output = processOutput({ colour: raw.color });
      const setting =
        raw.resume === undefined
          ? await settleCompare(session, { range, test, raw, output })
          : await readSetting<CompareAsked>('compare', raw.resume, questionOptions(undefined, raw));
      if (setting.plan.options.dryRun) return output.out(describe(setting));
      session.finish(await run(setting, output));
    },
  );
}

interface Typed {
  readonly output: Output;
  readonly range: string | undefined;
  readonly test: string | undefined;
  readonly raw: CompareFlags;
}

async function settleCompare(session: Session, { range, test, raw, output }: Typed): Promise<CompareSetting> {
  if (range === undefined) {
    throw new UserError('E-MISSING', 'Which revisions? `retrial compare main..my-fix -- npm test`.');
  }
  const { before, after } = await sidesOf(range);
  if (after.commit === undefined && test !== undefined) await mustBeTest(test, before);
  const { runs, ...rest } = raw;
  mustNameBoth(raw, after);
  const ref = after.commit === undefined ? {} : { ref: after.commit };
  const { ref: _, ...options } = questionOptions(test, {
    ...rest,
    ...ref,
    ...(runs === undefined ? {} : { runs }),
  });
  const unchanged = await settle(session, options, after.commit);
  // The base runs in worktrees though the files as they stand do not.
  if (after.commit === undefined) await claimWorktrees(unchanged);
  const { plan, sides } = await changed(unchanged, { before, after });
  return orDropped(plan, async () => keptCompare({ plan, sides, raw, output, shown: { before, after } }));
}

interface ChangedCompare extends Pick<Typed, 'raw' | 'output'> {
  readonly plan: RunPlan;
  readonly sides: Sides;
  readonly shown: Sides;
}

async function keptCompare({ plan, sides, shown, raw, output }: ChangedCompare): Promise<CompareSetting> {
  const { options } = plan;
  const question = {
    ...sides,
    known: plan.knownIssues,
    ...(raw.runs === undefined ? {} : { runs: options.extent.runs ?? 0 }),
    ...(options.rate === undefined ? {} : { rate: options.rate }),
  };
  const skip = (words: string): void => output.err(`It is not counted: ${words}\n`);
  const earlier = raw.reuse ? await earlierRuns(plan, [sides.before, sides.after], skip) : [];
  const setting = { kind: 'compare', plan, question: { question, shown, earlier } };
  await (options.dryRun ? dropOverlays(plan) : keepSetting(setting));
  return setting;
}

type Sides = Pick<CompareQuestion, 'before' | 'after'>;

/** Both sides with the changes that were asked for. @throws UserError as `withChangedSides` */
async function changed(
  plan: RunPlan,
  sides: Sides,
): Promise<{ readonly plan: RunPlan; readonly sides: Sides }> {
  const { before, after } = sides;
  if (before.commit === undefined || after.commit === undefined) return { plan, sides };
  const { commit: head } = after;
  const settled = await withSettledChanges(plan);
  const made = await withChangedSides(settled, {
    before: { label: before.label, commit: before.commit },
    after: { label: after.label, commit: head },
  });
  if (made === undefined) return { plan, sides };
  return {
    plan: {
      ...settled,
      commit: made.after.commit,
      base: head,
      overlays: made.words,
      skipDiff: made.skipDiff,
    },
    sides: {
      before: { ...before, commit: made.before.commit },
      after: { ...after, commit: made.after.commit },
    },
  };
}

/** What changes the code needs worktrees: the files people work in stay as they are. */
function mustNameBoth({ unskip, overlay, testsFrom }: CompareFlags, { commit }: Side): void {
  if (commit !== undefined || (unskip ?? overlay ?? testsFrom) === undefined) return;
  throw new UserError(
    'E-VALUE',
    '--unskip, --overlay and --tests-from change files, so they work in worktrees of their own: name both revisions, such as main..HEAD.',
  );
}

async function run(setting: CompareSetting, output: Output): Promise<number> {
  const { plan } = setting;
  const earlier = await earlierIterations(plan, setting.question.earlier);
  const question = askedComparison(setting.question, earlier);
  const carried = await carryOut(
    {
      setting,
      plan: comparePlan(question),
      conclude: (evidence) => comparisonOf(question, evidence),
      sideOf: (id) => (id === 'before' ? question.before : question.after),
      earlier,
    },
    output,
  );
  if (carried.interruptedBy === undefined) await dropOverlays(plan);
  const report: ComparisonReport = {
    run: { ...factsOf(plan), revision: question.after.label },
    comparison: asAsked(carried.finding, setting.question.shown),
    reusedFrom: lastEnded(setting.question.earlier),
    wallMs: carried.wallMs,
    exitCodesOnly: plan.exitCodesOnly,
    ...adviceFor(adviceOn(carried.finding, plan.policy), adviceScope(plan)),
    evidence: [{ label: 'Files of each run', at: `${relative(plan.cwd, join(plan.home, plan.id))}/` }],
    ...(carried.brokenOutput === undefined ? {} : { brokenOutput: carried.brokenOutput }),
    ...(carried.interruptedBy === undefined ? {} : { partial: 'interrupted' as const }),
  };
  await keepReport({ kind: 'compare', report }, plan);
  output.out(renderAny({ kind: 'compare', report }, plan.options.format, output.style));
  return exitCodeOf(carried.finding, carried.interruptedBy);
}

/** A comparison of changed code, with the commits as people know them. */
function asAsked(comparison: Comparison, shown: Sides): Comparison {
  const before = { ...comparison.before, side: shown.before };
  return { ...comparison, before, after: { ...comparison.after, side: shown.after } };
}

/** With how much of each side earlier runs brought. */
function askedComparison({ question }: CompareAsked, earlier: readonly EarlierIterations[]): CompareQuestion {
  const reused = (side: string): number =>
    earlier.filter((one) => one.side === side).reduce((sum, one) => sum + one.iterations.length, 0);
  return { ...question, reused: { before: reused('before'), after: reused('after') } };
}

/** What evidence says of a comparison, whoever read it. */
export function comparisonAgain(
  asked: CompareAsked,
  earlier: readonly EarlierIterations[],
  evidence: SidesEvidence,
): Comparison {
  return asAsked(comparisonOf(askedComparison(asked, earlier), evidence), asked.shown);
}

/** The documented exit codes of `compare`. */
function exitCodeOf(
  { before, after, overall }: Comparison,
  by: Carried<Comparison>['interruptedBy'],
): number {
  if (by !== undefined) return by === 'SIGINT' ? 130 : 143;
  if (before.broken !== undefined || after.broken !== undefined) return 5;
  switch (overall.kind) {
    case 'fixed':
    case 'not-reproduced':
      return 0;
    case 'need-more-runs':
      return 3;
    case 'no-data':
      return 4;
    case 'regression':
    case 'pre-existing':
    case 'pre-existing-worse':
    case 'still-flaky-better':
      return 1;
  }
}

function describe({ plan, question }: CompareSetting): string {
  const { before, after, runs } = question.question;
  const extent = runs === undefined ? 'as often as it takes' : `${runs} times each`;
  const counted = question.earlier.map(({ side, run, indexes, ended }) => {
    const { label } = side === 'before' ? question.shown.before : question.shown.after;
    return `  ${label}: ${indexes.length} runs of ${run}, ${day(ended)}\n`;
  });
  const earlier = counted.length === 0 ? '' : `Would count earlier runs:\n${counted.join('')}`;
  return `Would run ${before.label} and ${after.label} in turns, ${extent}, ${plan.options.jobs} at a time:\n${JSON.stringify(plan.settings, null, 2)}\n${earlier}${shownSkipDiff(plan)}`;
}
