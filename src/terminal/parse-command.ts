import { text as textOf } from 'node:stream/consumers';
import { Command } from 'commander';
import { explainComment } from '../commands/running/explain.ts';
import { usualLimits } from '../config/project.ts';
import { UserError } from '../model/errors.ts';
import { processOutput } from './output.ts';
import type { Session } from './session.ts';

interface RawParse {
  readonly tracker: string;
  readonly adf?: boolean;
  readonly word: string;
}

/** More than any tracker stores. */
const longest = 4_000_000;

/** `retrial parse`: what a comment would be read as, for people who wonder why nothing happened. */
export function parseCommand(session: Session): Command {
  return new Command('parse')
    .summary('say which commands a comment holds, and run none')
    .description(
      'Reads a comment from standard input and prints the commands found as JSON:\n[{"line":3,"verb":"repeat","args":{…}}], or the mistakes with their places and exit code 1.',
    )
    .requiredOption('--tracker <name>', 'github (Markdown) or jira (wiki markup)')
    .option('--adf', 'the comment is a Jira Cloud document, as JSON')
    .option('--word <word>', 'the word commands begin with', 'retrial')
    .action(async (raw: RawParse) => {
      if (raw.tracker !== 'github' && raw.tracker !== 'jira') {
        throw new UserError('E-VALUE', `--tracker is github or jira, not \`${raw.tracker}\`.`);
      }
      if (raw.adf === true && raw.tracker !== 'jira') {
        throw new UserError('E-VALUE', '--adf is a form of Jira comments: add --tracker jira.');
      }
      const comment = await textOf(process.stdin);
      if (comment.length > longest) throw new UserError('E-VALUE', 'This is more than a comment can hold.');
      const { commands, faults } = explainComment({
        text: comment,
        ticket: { tracker: raw.tracker, project: raw.tracker === 'jira' ? 'ABC' : 'owner/name', key: '1' },
        ...(raw.adf === true ? { markup: 'adf' as const } : {}),
        settings: {
          defaultCount: usualLimits.defaultRuns,
          maxCount: usualLimits.maxRuns,
          commandWord: raw.word.toLowerCase(),
        },
      });
      processOutput().out(`${JSON.stringify(faults.length > 0 ? faults : commands, undefined, 2)}\n`);
      session.finish(faults.length > 0 ? 1 : 0);
    });
}
