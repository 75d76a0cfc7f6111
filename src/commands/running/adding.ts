import { UserError } from '../../model/errors.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import { ticketKey } from '../../model/ticket.ts';
import type { Scene } from '../contract/context.ts';
import { findOwnRun } from '../keys/find-run.ts';

/**
 * The run of this ticket that is to be added to: the one named, or the last one.
 * @throws UserError E-MISSING without a run, E-VALUE for one that cannot be added to
 */
export async function runToAddTo(id: string | undefined, scene: Scene): Promise<RepeatRun> {
  const run = id === undefined ? await scene.latestRun() : await findOwnRun(id, scene);
  const { commandWord } = scene.settings;
  if (run === undefined) {
    const example = `\`/${commandWord} repeat CASTest#testName x${scene.settings.defaultCount}\``;
    throw new UserError('E-MISSING', `No run is known on this ticket yet. Start one: ${example}.`);
  }
  const reason = reasonAgainst(run, scene);
  if (reason !== undefined) throw new UserError('E-VALUE', reason);
  return run;
}

function reasonAgainst(run: RepeatRun, { comment }: Scene): string | undefined {
  const { id, question } = run;
  if (ticketKey(run.ticket) !== ticketKey(comment.ticket))
    return `\`${id}\` belongs to ${run.ticket.key}, where its report goes: say it there.`;
  if (question !== undefined) {
    const again = question === 'decide' ? 'repeat' : question;
    return `\`${id}\` asked a question that takes as many runs as it needs, so nothing can be added. Ask it again with \`${again}\`.`;
  }
  if (run.state === 'failed') return `\`${id}\` never ran: ask for it again with \`repeat\`.`;
  return undefined;
}
