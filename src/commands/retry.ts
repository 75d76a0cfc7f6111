import type { Command } from './command.ts';
import * as key from './keys/common.ts';
import { addOrShow, runToAddTo } from './running/adding.ts';
import { withRight } from './running/dry.ts';

const keys = {
  run: key.runId({ fallback: 'the last run of this ticket' }),
  'dry-run': key.onOff('dry-run', 'only say what would be run again'),
};

/** Asks once more for what a run lost to its machines; skipped and failed iterations stay as they are. */
export const retry: Command<typeof keys> = {
  name: 'retry',
  aliases: ['rerun'],
  summary: 'Runs again what a run lost to its machines; what was skipped or failed stays as it is.',
  usage: 'retry [RUN] [dry-run]',
  right: 'run',
  keys,
  needless: ['quiet', 'note', 'release'],
  examples: ['retry', 'retry r-7f3k'],

  async prepare(args, scene) {
    const { id } = await runToAddTo(args.run, scene, (run) => `retry ${run}`);
    return withRight({ ...args, run: id });
  },

  async apply({ run: id = '', 'dry-run': isDry }, scene) {
    return addOrShow({ id, kind: 'retry', line: scene.line }, isDry, scene);
  },
};
