import type { Command } from 'commander';
import { overlayOption, testsFromOption } from '../change-options.ts';
import { knownOption } from '../known-option.ts';
import type { RawOptions } from '../repeat/options.ts';

/** What commander hands over of the options that every question takes. */
export type QuestionFlags = Omit<RawOptions, 'for' | 'untilFail' | 'bisectExit' | 'ref'> & {
  readonly color: boolean;
  readonly resume?: string;
};

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** The options of `repeat` that say how a test is run, for commands that ask more than one revision. */
export function withQuestionFlags(command: Command): Command {
  return command
    .option('-j, --jobs <count>', 'how many at a time', '1')
    .option('--lane <name>', "a lane of the project's file (its first one unless told)")
    .option('--unskip', 'take the skip off the test, at each revision that has it')
    .addOption(overlayOption())
    .addOption(testsFromOption())
    .option('--junit <glob>', 'where the command leaves JUnit reports; may be repeated', collect)
    .option('--setup <line>', 'runs once per worktree before the first run, such as "npm ci"')
    .option('--timeout <time>', 'for one run; its whole process group is ended (10m unless told)')
    .option('--env <name=value>', 'a variable for the command; may be repeated', collect)
    .addOption(knownOption())
    .option('--resume <run>', 'go on with a run that was stopped or killed, such as r-7f3k2m')
    .option('--keep-logs <which>', 'output of failed runs and one passing one, or all', 'failed')
    .option('--format <format>', 'text, json or markdown', 'text')
    .option('--dry-run', 'say what would run, and run nothing')
    .option('-q, --quiet', 'no progress')
    .option('--no-color', 'no colour');
}
