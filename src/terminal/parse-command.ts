import { text as textOf } from 'node:stream/consumers';
import { Command } from 'commander';
import { languageOf } from '../app/language.ts';
import type { ProjectSettings } from '../commands/contract/settings.ts';
import { explainComment } from '../commands/running/explain.ts';
import { isOurs } from '../commands/running/ours.ts';
import { readProjectConfig, usualLimits } from '../config/project.ts';
import { UserError } from '../model/errors.ts';
import { processOutput } from './output.ts';
import type { Session } from './session.ts';
import { readNamed } from './unreadable-path.ts';

interface RawParse {
  readonly tracker: string;
  readonly adf?: boolean;
  readonly word: string;
  readonly settings?: string;
  readonly project?: string;
}

/** More than any tracker stores. */
const longest = 4_000_000;

/** `retrial parse`: what a comment would be read as, for people who wonder why nothing happened. */
export function parseCommand(session: Session): Command {
  return new Command('parse')
    .summary('say which commands a comment holds, and run none')
    .description(
      'Reads a comment from standard input and prints the commands found as JSON:\n[{"line":3,"verb":"repeat","args":{…}}], or the mistakes with their codes and places and exit code 1.\nWhat only a ticket or a repository knows is not looked at: rights, budgets, revisions, and whether a test is there.',
    )
    .requiredOption('--tracker <name>', 'github (Markdown) or jira (wiki markup)')
    .option('--adf', 'the comment is a Jira Cloud document, as JSON')
    .option('--word <word>', 'the word commands begin with', 'retrial')
    .option(
      '--settings <file>',
      "the project's file, such as .github/retrial.yml, whose limits and lanes hold",
    )
    .option('--project <owner/name>', 'the repository that addresses of branches and commits lead to')
    .action(async (raw: RawParse) => {
      if (raw.tracker !== 'github' && raw.tracker !== 'jira') {
        throw new UserError('E-VALUE', `--tracker is github or jira, not \`${raw.tracker}\`.`);
      }
      if (raw.adf === true && raw.tracker !== 'jira') {
        throw new UserError('E-VALUE', '--adf is a form of Jira comments: add --tracker jira.');
      }
      const settings = await settingsOf(raw);
      const comment = await textOf(process.stdin);
      if (comment.length > longest) throw new UserError('E-VALUE', 'This is more than a comment can hold.');
      if (raw.adf === true) mustBeJson(comment);
      const { out, err } = processOutput();
      const { commands, faults } = explainComment({
        text: comment,
        ticket: { tracker: raw.tracker, project: raw.project ?? 'owner/name', key: '1' },
        ...(raw.adf === true ? { markup: 'adf' as const } : {}),
        settings,
      });
      out(`${JSON.stringify(faults.length > 0 ? faults : commands, undefined, 2)}\n`);
      if (isOurs(comment))
        err("On a ticket nothing of it is read: it carries the mark of Retrial's own comments.\n");
      session.finish(faults.length > 0 ? 1 : 0);
    });
}

/** Whatever else is no document would be read as one without words. */
function mustBeJson(comment: string): void {
  try {
    JSON.parse(comment);
  } catch {
    throw new UserError(
      'E-VALUE',
      'This is no JSON: --adf takes the `body` of a comment as Jira Cloud gives it.',
    );
  }
}

/** The usual ones, or those of a project's file. @throws UserError E-VALUE, E-CONFIG for a file that can't be used */
async function settingsOf({ word, settings: path }: RawParse): Promise<ProjectSettings> {
  const commandWord = word.toLowerCase();
  if (path === undefined)
    return { defaultCount: usualLimits.defaultRuns, maxCount: usualLimits.maxRuns, commandWord };
  const file = await readNamed('--settings', path);
  return { ...languageOf(readProjectConfig(file)), commandWord };
}
