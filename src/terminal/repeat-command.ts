import { Command } from 'commander';
import { newRunId } from '../worker/run-id.ts';
import { overlayOption, testsFromOption } from './change-options.ts';
import { knownOption } from './known-option.ts';
import { processOutput } from './output.ts';
import { decide } from './questions/decide.ts';
import { askNothingNew } from './questions/resumed.ts';
import { carryOut } from './repeat/carry-out.ts';
import { dropOverlays, orDropped, shownSkipDiff, withChanges } from './repeat/overlaid.ts';
import { checkOptions, type RawOptions, type RepeatOptions } from './repeat/options.ts';
import { planRun, type RunPlan } from './repeat/plan.ts';
import type { Session } from './session.ts';

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** `retrial repeat`: the whole engine in a terminal, in any repository. */
export function repeatCommand(session: Session): Command {
  return new Command('repeat')
    .summary('run a test many times and say how flaky it is')
    .usage('[TEST] [options] [-- COMMAND…]')
    .argument(
      '[test]',
      'the test whose results count: Class#method, path::name, path > title; without it the whole command counts',
    )
    .option('-n, --runs <count>', 'how often (200 unless told)')
    .option('--for <time>', 'as often as fits into a time, such as 30m')
    .option('--until-fail', 'until the first failure')
    .option('-j, --jobs <count>', 'how many at a time', '1')
    .option(
      '--ref <revision>',
      'a branch, tag or commit, in worktrees of its own; without it the files as they stand',
    )
    .option('--lane <name>', "a lane of the project's file (its first one unless told)")
    .option('--unskip', 'take the skip off the test for this run; needs --ref')
    .addOption(overlayOption())
    .addOption(testsFromOption())
    .option('--junit <glob>', 'where the command leaves JUnit reports; may be repeated', collect)
    .option('--setup <line>', 'runs once per worktree before the first run, such as "npm ci"')
    .option('--timeout <time>', 'for one run; its whole process group is ended (10m unless told)')
    .option('--env <name=value>', 'a variable for the command; may be repeated', collect)
    .option('--until-decided', 'as often as it takes to know whether it is flaky')
    .option(
      '--rate <rate>',
      'as often as it takes to know whether it fails more often than that, such as 1%; with -n, exit 3 if that is too few',
    )
    .option('--expect <outcome>', '`fail`: as often as it takes to see that the test can still fail')
    .option('--resume <run>', 'go on with a question that was stopped or killed, such as r-7f3k2m')
    .addOption(knownOption())
    .option('--keep-logs <which>', 'output of failed runs and one passing one, or all', 'failed')
    .option('--format <format>', 'text, json, ndjson or markdown', 'text')
    .option('--bisect-exit', 'exit with 125 where nothing can be said, for git bisect run')
    .option('--dry-run', 'say what would run, and run nothing')
    .option('-q, --quiet', 'no progress')
    .option('--no-color', 'no colour')
    .action(async (test: string | undefined, raw: TypedOptions, command: Command) => {
      const options = checkOptions(test, raw);
      if (raw.resume === undefined && options.question === undefined) return act(session, options, raw);
      if (raw.resume !== undefined) askNothingNew(command, session);
      const output = processOutput({ colour: raw.color });
      session.finish(await decide({ session, options, output, resume: raw.resume }));
    });
}

type TypedOptions = RawOptions & { readonly color: boolean; readonly resume?: string };

async function act(session: Session, options: RepeatOptions, raw: TypedOptions): Promise<void> {
  const output = processOutput({ colour: raw.color });
  const plan = await withChanges(await planRun(newRunId(), session.command, options));
  if (!options.dryRun) {
    session.finish(await orDropped(plan, async () => carryOut(plan, output)));
    return;
  }
  await dropOverlays(plan);
  output.out(describe(plan));
}

function describe(plan: RunPlan): string {
  const { runs, forMs, untilFail } = plan.options.extent;
  const extent =
    runs === undefined
      ? forMs === undefined
        ? 'until the first failure'
        : `for ${forMs / 1_000} s`
      : `${runs} times`;
  const end = untilFail && runs !== undefined ? ', or until the first failure' : '';
  const changes = plan.overlays === undefined ? '' : `, ${plan.overlays.join(', ')}`;
  const settings = JSON.stringify(plan.settings, null, 2);
  return `Would run ${extent}${end}, ${plan.options.jobs} at a time, at ${plan.revision}${changes}:\n${settings}\n${shownSkipDiff(plan)}`;
}
