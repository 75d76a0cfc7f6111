import type { RepeatRun } from '../model/repeat-run.ts';
import type { Command } from './command.ts';
import type { Scene } from './contract/context.ts';
import * as key from './keys/common.ts';
import { findOwnRun } from './keys/find-run.ts';
import { statusDocument } from './wording/status.ts';

const keys = { run: key.runId({ fallback: 'all that are active here' }) };

/** Says where runs stand, without waiting for them. */
export const status: Command<typeof keys> = {
  name: 'status',
  aliases: [],
  summary: 'Says where the runs of this ticket stand.',
  usage: 'status [RUN]',
  right: 'read',
  keys,
  examples: ['status', 'status r-7f3k'],

  async prepare(args, scene) {
    if (args.run !== undefined) await findOwnRun(args.run, scene);
    return { args };
  },

  async apply(args, scene) {
    const runs = args.run === undefined ? await scene.activeRuns() : [await findOwnRun(args.run, scene)];
    const standings = await Promise.all(runs.map((run) => standingOf(run, scene)));
    const latest = standings.length === 0 ? await scene.latestRun() : undefined;
    return { reaction: '+1', document: statusDocument({ standings, latest, scene }) };
  },
};

async function standingOf(run: RepeatRun, scene: Scene) {
  return { run, progress: await scene.progressOf(run.id) };
}
