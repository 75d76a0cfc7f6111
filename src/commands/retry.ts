import type { Command } from './command.ts';
import * as key from './keys/common.ts';
import { runToAddTo } from './running/adding.ts';
import { nothingToRetryDocument } from './wording/adding.ts';

const keys = { run: key.runId({ fallback: 'the last run of this ticket' }) };

/** Asks once more for what a run lost to its machines; skipped and failed iterations stay as they are. */
export const retry: Command<typeof keys> = {
  name: 'retry',
  aliases: ['rerun'],
  summary: 'Runs again what a run lost to its machines; what was skipped or failed stays as it is.',
  usage: 'retry [RUN]',
  right: 'run',
  keys,
  examples: ['retry', 'retry r-7f3k'],

  async prepare(args, scene) {
    const { id } = await runToAddTo(args.run, scene, (run) => `retry ${run}`);
    return { args: { run: id } };
  },

  async apply({ run: id = '' }, scene) {
    const added = await scene.addRuns({ id, kind: 'retry', line: scene.line });
    if (added === 'added') return { reaction: 'eyes' };
    return { reaction: '+1', document: nothingToRetryDocument({ id, why: added }, scene) };
  },
};
