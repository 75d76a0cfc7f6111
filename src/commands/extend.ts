import { UserError } from '../model/errors.ts';
import type { Command } from './command.ts';
import * as key from './keys/common.ts';
import { addOrShow, runToAddTo } from './running/adding.ts';
import { withRight } from './running/dry.ts';

const keys = {
  run: key.runId({ fallback: 'the last run of this ticket' }),
  xN: key.count,
  'dry-run': key.onOff('dry-run', 'only say what would be added'),
};

/** Adds runs to one that ended or still goes on; its report then counts the whole. */
export const extend: Command<typeof keys> = {
  name: 'extend',
  aliases: ['more'],
  summary: 'Adds runs to a run; the report counts the whole, and says that it was looked at in between.',
  usage: 'extend [RUN] [xN] [dry-run]',
  right: 'run',
  keys,
  needless: ['quiet', 'note', 'release'],
  examples: ['extend xN', 'extend r-7f3k xN'],

  async prepare(args, scene) {
    const { commandWord, defaultCount } = scene.settings;
    const line = (run: string): string => `extend ${run} x${args.xN ?? defaultCount}`;
    const { id } = await runToAddTo(args.run, scene, line);
    if (args.xN === undefined) {
      throw new UserError(
        'E-MISSING',
        `\`extend\` needs the number of runs to add: \`/${commandWord} ${line(id)}\`.`,
      );
    }
    return withRight({ ...args, run: id });
  },

  async apply({ run: id = '', xN: runs = 0, 'dry-run': isDry }, scene) {
    return addOrShow({ id, kind: 'extend', runs, line: scene.line }, isDry, scene);
  },
};
