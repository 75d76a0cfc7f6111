import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { recipeSchema, writesApart } from '../ci/local/recipe.ts';
import { comparableCommands } from '../ci/local/scopes.ts';
import { UserError } from '../model/errors.ts';
import { type Isolation, type IsolationKind, type Scope, USUAL_SCOPE_RUNS } from '../model/isolation.ts';
import { type IsolateQuestion, isolateStep, isolationOf } from '../plans/isolate.ts';
import type { IsolationReport } from '../reports/isolation-report.ts';
import { copiesUnderLoad, settingsOfScope } from '../worker/questions/isolate.ts';
import { shellWord } from '../reports/next-commands.ts';
import { processOutput, type Output } from './output.ts';
import { type Carried, carryOut } from './questions/carry-out.ts';
import { type QuestionFlags, withQuestionFlags } from './questions/flags.ts';
import { keepReport } from './questions/reports.ts';
import { askNothingNew } from './questions/resumed.ts';
import { keepSetting, questionOptions, readSetting, settle, type Setting } from './questions/setting.ts';
import { renderAny } from './render/formats.ts';
import { factsOf } from './repeat/facts.ts';
import { dropOverlays, orDropped, withChanges, shownSkipDiff } from './repeat/overlaid.ts';
import { wholeNumber } from './repeat/options.ts';
import type { RunPlan } from './repeat/plan.ts';
import type { Session } from './session.ts';

/** What an isolation is kept with. */
export interface IsolateAsked extends IsolateQuestion {
  readonly commands: readonly (readonly [Scope, readonly string[]])[];
  readonly copies: number;
}

type IsolateSetting = Setting<IsolateAsked>;

/** `retrial isolate`: does it fail alone, or because of what runs around it? */
export function isolateCommand(session: Session): Command {
  const command = new Command('isolate')
    .summary('say whether a failure depends on other tests, their order, or load')
    .usage('TEST [options] [-- COMMAND…]')
    .argument('[test]', 'the test: path > title, path::name, Class#method')
    .option('-n, --runs <count>', `how often in each company (${USUAL_SCOPE_RUNS} unless told)`)
    .option(
      '--ref <revision>',
      'a branch, tag or commit, in worktrees of its own; needed for copies at once',
    );
  return withQuestionFlags(command).action(
    async (test: string | undefined, raw: QuestionFlags & { readonly ref?: string }) => {
      if (raw.resume !== undefined) askNothingNew(command, session);
      const output = processOutput({ colour: raw.color });
      const setting =
        raw.resume === undefined
          ? await settleIsolate(session, test, raw)
          : await readSetting<IsolateAsked>('isolate', raw.resume, questionOptions(undefined, raw));
      if (setting.plan.options.dryRun) return output.out(describe(setting));
      session.finish(await run(setting, output));
    },
  );
}

async function settleIsolate(
  session: Session,
  test: string | undefined,
  raw: QuestionFlags & { readonly ref?: string },
): Promise<IsolateSetting> {
  if (test === undefined) {
    throw new UserError(
      'E-MISSING',
      'Which test? `retrial isolate "test/login.test.ts > refuses" -- npx vitest run test/login.test.ts`.',
    );
  }
  const { runs, ...rest } = raw;
  const options = questionOptions(test, rest);
  const plan = await withChanges(await settle(session, options, raw.ref));
  return orDropped(plan, async () => keptIsolate(plan, runs));
}

/** @throws UserError when the command cannot be run in several companies */
async function keptIsolate(plan: RunPlan, runs: string | undefined): Promise<IsolateSetting> {
  const { options } = plan;
  const recipe = recipeSchema.parse(plan.settings);
  const hasRoom = plan.commit !== undefined || writesApart(recipe.command);
  const { commands, left } = comparableCommands({ recipe, selector: options.selector, hasRoom });
  const question = {
    scopes: [...commands.keys()],
    left,
    known: plan.knownIssues,
    runs: runs === undefined ? USUAL_SCOPE_RUNS : wholeNumber('-n', runs, 100_000),
    commands: [...commands],
    copies: copiesUnderLoad(availableParallelism()),
  };
  const setting = { kind: 'isolate', plan, question };
  await (options.dryRun ? dropOverlays(plan) : keepSetting(setting));
  return setting;
}

async function run(setting: IsolateSetting, output: Output): Promise<number> {
  const { plan, question } = setting;
  const commit = plan.commit === undefined ? {} : { commit: plan.commit };
  const carried = await carryOut(
    {
      setting,
      plan: (evidence) => isolateStep(question, evidence),
      conclude: (evidence) => isolationOf(question, evidence),
      sideOf: (id) => ({ id, label: id, ...commit }),
      settingsOf: (side) =>
        settingsOfScope(plan.settings, side, { ...question, commands: new Map(question.commands) }),
      earlier: [],
    },
    output,
  );
  if (carried.interruptedBy === undefined) await dropOverlays(plan);
  const isolation = carried.finding;
  const report: IsolationReport = {
    run: factsOf(plan),
    isolation,
    wallMs: carried.wallMs,
    exitCodesOnly: plan.exitCodesOnly,
    copies: question.copies,
    evidence: [{ label: 'Files of each run', at: `${relative(plan.cwd, join(plan.home, plan.id))}/` }],
    ...(carried.brokenOutput === undefined ? {} : { brokenOutput: carried.brokenOutput }),
    ...(carried.interruptedBy === undefined ? {} : { partial: 'interrupted' as const }),
  };
  await keepReport({ kind: 'isolate', report }, plan);
  output.out(renderAny({ kind: 'isolate', report }, plan.options.format, output.style));
  return exitCodeOf(isolation, carried.interruptedBy);
}

const codes: Readonly<Record<IsolationKind, number>> = {
  'not-reproduced': 0,
  order: 1,
  load: 1,
  'order-and-load': 1,
  'by-itself': 1,
  undecided: 3,
  'no-data': 4,
};

function exitCodeOf({ kind, scopes }: Isolation, by: Carried<Isolation>['interruptedBy']): number {
  if (by !== undefined) return by === 'SIGINT' ? 130 : 143;
  return scopes.some(({ broken }) => broken !== undefined) ? 5 : codes[kind];
}

function describe({ plan, question }: IsolateSetting): string {
  const lines = question.commands.map(
    ([scope, command]) => `  ${scope.padEnd(9)} ${command.map(shellWord).join(' ')}`,
  );
  const left = question.left.map(({ scope, why }) => `  ${scope.padEnd(9)} left out: ${why}`);
  return `Would run ${question.runs} times each, at ${plan.revision}:\n${[...lines, ...left].join('\n')}\n${shownSkipDiff(plan)}`;
}
