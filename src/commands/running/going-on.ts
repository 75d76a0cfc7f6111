import type { Reply } from '../command.ts';
import type { CommandContext } from '../contract/context.ts';
import { decidedReply } from './deciding.ts';

/**
 * The new answer to a decision that lacked a step, which is gone on with; none where nothing was recorded for the line.
 * What its author may do by now is not asked: it is decided.
 */
export async function goOnWith(line: number, context: CommandContext): Promise<Reply | undefined> {
  const made = await context.decided(line);
  return made === undefined ? undefined : decidedReply(made, { ...context, line, commands: [] });
}
