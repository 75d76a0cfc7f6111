import type { RepeatRun } from '../model/repeat-run.ts';
import type { Command, Prepared } from './command.ts';
import type { Scene } from './contract/context.ts';
import * as key from './keys/common.ts';
import { findOwnRun } from './keys/find-run.ts';
import { startedTogether } from './running/together.ts';
import { allows } from './running/rights.ts';
import { withRight } from './running/dry.ts';
import { cancelDocument, cancelDryRunDocument, nothingToCancelDocument } from './wording/cancel.ts';
import type { Standing } from './wording/status.ts';

const keys = {
  run: key.runId({ orAll: true, fallback: 'your last active command here, in all its lanes' }),
  'dry-run': key.onOff('dry-run', 'only say what would be stopped'),
};

/** Ends runs early; what they have is reported as partial. */
export const cancel: Command<typeof keys> = {
  name: 'cancel',
  aliases: ['stop', 'abort'],
  summary: 'Stops a run, in CI too; what has run so far is reported as partial.',
  usage: 'cancel [RUN | all] [dry-run]',
  right: 'run',
  keys,
  needless: ['quiet', 'note', 'release'],
  examples: ['cancel', 'cancel r-7f3k', 'cancel all'],

  async prepare(args, scene): Promise<Prepared<typeof keys>> {
    const chosen = await choose(args.run, scene);
    if (args['dry-run'] === true) return withRight(args);
    const foreign = chosen.some((run) => !isOwn(run, scene));
    return foreign ? { args, right: 'decide' } : { args };
  },

  async apply(args, scene) {
    const meant = await choose(args.run, scene);
    // A run that somebody else started since the right was checked stays.
    const mayAll = allows(scene.right, 'decide');
    const mine = meant.filter((run) => mayAll || (allows(scene.right, 'run') && isOwn(run, scene)));
    const isDry = args['dry-run'] === true;
    const chosen = isDry ? meant : mine;
    if (chosen.length === 0) {
      const active = await scene.activeRuns();
      return { reaction: '+1', document: nothingToCancelDocument({ asked: args.run, active, scene }) };
    }
    if (isDry) {
      const needed =
        mine.length === meant.length ? undefined : meant.every((run) => isOwn(run, scene)) ? 'run' : 'decide';
      return {
        reaction: '+1',
        document: cancelDryRunDocument(await standingsOf(meant, scene), needed, scene),
      };
    }
    for (const run of chosen) await scene.cancelRun(run.id);
    const ended = (await standingsOf(chosen, scene)).map(({ run, progress }) => ({
      run: { ...run, state: 'cancelled' as const },
      progress,
    }));
    return { reaction: '+1', document: cancelDocument(ended, scene) };
  },
};

async function standingsOf(runs: readonly RepeatRun[], scene: Scene): Promise<readonly Standing[]> {
  return Promise.all(runs.map(async (run) => ({ run, progress: await scene.progressOf(run.id) })));
}

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
