import type { Command } from 'commander';
import { UserError } from '../../model/errors.ts';
import { plainLine } from '../../model/plain-text.ts';
import type { Session } from '../session.ts';

/** How an answer is shown; `--no-reuse` says again what was so from the start. */
const usual: ReadonlySet<string> = new Set(['resume', 'format', 'quiet', 'color', 'dryRun', 'reuse']);

/**
 * A question that goes on is the one that was asked: whatever else is typed would be dropped without a word.
 * @param more options that may be given anew
 * @throws UserError E-VALUE that names what is too much
 */
export function askNothingNew(command: Command, session: Session, more: readonly string[] = []): void {
  const options = command.options.filter((option) => {
    const name = option.attributeName();
    return command.getOptionValueSource(name) === 'cli' && !usual.has(name) && !more.includes(name);
  });
  const tail = session.command.length === 0 ? [] : ['the command behind `--`'];
  const extra = [...command.args, ...options.map(({ short, long }) => long ?? short ?? '')].map(
    (word) => `\`${plainLine(word)}\``,
  );
  const named = [...extra, ...tail];
  if (named.length === 0) return;
  throw new UserError(
    'E-VALUE',
    `--resume goes on with what was asked: leave out ${named.join(', ')}. To ask anew, leave out --resume.`,
  );
}
