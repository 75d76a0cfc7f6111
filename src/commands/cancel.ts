import type { RepeatRun } from '../model/repeat-run.ts';
import type { Command, Prepared } from './command.ts';
import type { Scene } from './contract/context.ts';
import * as key from './keys/common.ts';
import { findOwnRun } from './keys/find-run.ts';
import { startedTogether } from './running/together.ts';
import { allows } from './running/rights.ts';
import { cancelDocument, nothingToCancelDocument } from './wording/cancel.ts';

const keys = { run: key.runId({ orAll: true, fallback: 'your last active command here, in all its lanes' }) };

/** Ends runs early; what they have is reported as partial. */
export const cancel: Command<typeof keys> = {
  name: 'cancel',
  aliases: ['stop', 'abort'],
  summary: 'Stops a run, in CI too; what has run so far is reported as partial.',
  usage: 'cancel [RUN | all]',
  right: 'run',
  keys,
  examples: ['cancel', 'cancel r-7f3k', 'cancel all'],

  async prepare(args, scene): Promise<Prepared<typeof keys>> {
    const chosen = await choose(args.run, scene);
    const foreign = chosen.some((run) => !isOwn(run, scene));
    return foreign ? { args, right: 'decide' } : { args };
  },

  async apply(args, scene) {
    // A run that somebody else started since the right was checked stays.
    const mayAll = allows(scene.right, 'decide');
    const chosen = (await choose(args.run, scene)).filter((run) => mayAll || isOwn(run, scene));
    if (chosen.length === 0) {
      const active = await scene.activeRuns();
      return { reaction: '+1', document: nothingToCancelDocument({ asked: args.run, active, scene }) };
    }
    for (const run of chosen) await scene.cancelRun(run.id);
    const ended = await Promise.all(
      chosen.map(async (run) => ({
        run: { ...run, state: 'cancelled' as const },
        progress: await scene.progressOf(run.id),
      })),
    );
    return { reaction: '+1', document: cancelDocument(ended, scene) };
  },
};

/** The active runs that are meant: the one named, all of the ticket, or the author's last, in each of its lanes. */
async function choose(id: string | undefined, scene: Scene): Promise<readonly RepeatRun[]> {
  if (id !== undefined && id !== 'all') {
    return [await findOwnRun(id, scene)].filter((run) => run.state === 'active');
  }
  const active = await scene.activeRuns();
  if (id === 'all') return active;
  const last = active.findLast((run) => isOwn(run, scene));
  return last === undefined ? [] : startedTogether(last, active);
}

function isOwn(run: RepeatRun, scene: Scene): boolean {
  return run.requestedBy.toLowerCase() === scene.comment.author.login.toLowerCase();
}
