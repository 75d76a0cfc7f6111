import { UserError } from '../model/errors.ts';
import type { Command } from './command.ts';
import { onOff, test } from './keys/common.ts';
import { followUp, needed, reason, until } from './keys/decisions.ts';
import { decideOrShow, neededReason, quotedIfNeeded, withRight } from './running/deciding.ts';
import { rememberedTest } from './running/starting.ts';

const keys = {
  test,
  reason: needed(reason),
  until: needed(until),
  ticket: followUp,
  'dry-run': onOff('dry-run', 'only say what would be decided'),
};

/** The test is switched off until some day or release, by a change that people review. */
export const ignore: Command<typeof keys> = {
  name: 'ignore',
  aliases: [],
  summary: 'Opens a pull request that ignores one test, with the reason, until a day or a release.',
  usage: 'ignore [TEST] reason="…" until=DAY | RELEASE [ticket=KEY] [dry-run]',
  right: 'decide',
  keys,
  examples: ['ignore CASTest#testConflictingWrites reason="races with its own clock" until=4.2'],

  async prepare(args, scene) {
    neededReason('ignore', args.reason);
    if (args.until === undefined) {
      throw new UserError(
        'E-MISSING',
        '`ignore` needs `until=`, a day or a release: a test that nobody has to come back to is a test lost.',
      );
    }
    return withRight({ ...args, test: args.test ?? (await rememberedTest(scene)) });
  },

  async apply(args, scene) {
    const selector = args.test ?? (await rememberedTest(scene));
    const decision = {
      what: 'ignore' as const,
      reason: neededReason('ignore', args.reason),
      test: selector.text,
      ...(args.until === undefined ? {} : { until: args.until }),
      ...(args.ticket === undefined ? {} : { followUp: args.ticket }),
    };
    const undo = `unignore ${quotedIfNeeded(selector.text)}`;
    return decideOrShow({ decision, undo }, args, scene);
  },
};
