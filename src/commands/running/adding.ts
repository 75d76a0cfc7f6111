import { UserError } from '../../model/errors.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import { ticketKey } from '../../model/ticket.ts';
import { cannotBeAddedTo } from '../../reports/additions.ts';
import type { Reply } from '../command.ts';
import type { AddRequest, Scene } from '../contract/context.ts';
import { findOwnRun } from '../keys/find-run.ts';
import { addingDryRunDocument, nothingToRetryDocument } from '../wording/adding.ts';
import { oneOfThem, startedTogether } from './together.ts';

/**
 * The run of this ticket that is to be added to: the one named, or the last one.
 * @throws UserError E-MISSING without a run, E-VALUE for one that cannot be added to
 */
export async function runToAddTo(
  id: string | undefined,
  scene: Scene,
  line: (id: string) => string,
): Promise<RepeatRun> {
  const run = id === undefined ? await lastRun(scene, line) : await findOwnRun(id, scene);
  const { commandWord } = scene.settings;
  if (run === undefined) {
    const example = `\`/${commandWord} repeat CASTest#testName x${scene.settings.defaultCount}\``;
    throw new UserError('E-MISSING', `No run is known on this ticket yet. Start one: ${example}.`);
  }
  const reason = reasonAgainst(run, scene);
  if (reason !== undefined) throw new UserError('E-VALUE', reason);
  return run;
}

/** Adds to a run, or says what that would come to. */
export async function addOrShow(
  request: AddRequest,
  isDry: boolean | undefined,
  scene: Scene,
): Promise<Reply> {
  const added = isDry === true ? await scene.reckonAdding(request) : await scene.addRuns(request);
  if (added === 'added') return { reaction: 'eyes' };
  const { id } = request;
  const document =
    typeof added === 'string'
      ? nothingToRetryDocument({ id, why: added }, scene)
      : addingDryRunDocument(id, added, scene);
  return { reaction: '+1', document };
}

/** The last run of the ticket; of several lanes somebody has to choose. */
async function lastRun(scene: Scene, line: (id: string) => string): Promise<RepeatRun | undefined> {
  const latest = await scene.latestRun();
  if (latest === undefined) return undefined;
  const typed = (id: string): string => `/${scene.settings.commandWord} ${line(id)}`;
  return oneOfThem(startedTogether(latest, await scene.runsHere()), { typed, what: 'add to' });
}

function reasonAgainst(run: RepeatRun, { comment }: Scene): string | undefined {
  const { id, question } = run;
  if (ticketKey(run.ticket) !== ticketKey(comment.ticket))
    return `\`${id}\` belongs to ${run.ticket.key}, where its report goes: say it there.`;
  if (question !== undefined) return cannotBeAddedTo(id, question);
  if (run.state === 'failed') return `\`${id}\` never ran: ask for it again with \`repeat\`.`;
  return undefined;
}
