import type { Command } from './command.ts';
import { count, onOff, test } from './keys/common.ts';
import { reason } from './keys/decisions.ts';
import { decideOrShow, onlyRelease, quotedIfNeeded } from './running/deciding.ts';
import { withRight } from './running/dry.ts';
import { rememberedTest } from './running/starting.ts';

const keys = {
  test,
  xN: count,
  reason,
  'dry-run': onOff('dry-run', 'only say what would be decided'),
};

/** The test runs again, and is run at once: its pull request says nothing about whether it still fails. */
export const unignore: Command<typeof keys> = {
  name: 'unignore',
  aliases: [],
  summary: 'Opens a pull request that takes the ignore off one test, and runs the test on it.',
  usage: 'unignore [TEST] [xN] [reason="…"] [dry-run]',
  right: 'decide',
  keys,
  examples: ['unignore CASTest#testConflictingWrites reason="its cause is fixed"'],

  async prepare(args, scene) {
    return withRight({ ...args, test: args.test ?? (await rememberedTest(scene)) });
  },

  async apply(args, scene) {
    const ask = async () => {
      const selector = args.test ?? (await rememberedTest(scene));
      const release = await onlyRelease(scene);
      return {
        what: 'unignore' as const,
        reason: args.reason ?? 'none given',
        test: selector.text,
        undo: `ignore ${quotedIfNeeded(selector.text)} reason="…" until=…`,
        proofRuns: args.xN ?? scene.settings.defaultCount,
        ...(release === undefined ? {} : { release }),
      };
    };
    return decideOrShow(ask, args, scene);
  },
};
