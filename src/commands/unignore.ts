import type { Command } from './command.ts';
import { onOff, test } from './keys/common.ts';
import { reason } from './keys/decisions.ts';
import { decideOrShow, quotedIfNeeded, withRight } from './running/deciding.ts';
import { rememberedTest } from './running/starting.ts';

const keys = {
  test,
  reason,
  'dry-run': onOff('dry-run', 'only say what would be decided'),
};

/** The test runs again. */
export const unignore: Command<typeof keys> = {
  name: 'unignore',
  aliases: [],
  summary: 'Opens a pull request that takes the ignore off one test.',
  usage: 'unignore [TEST] [reason="…"] [dry-run]',
  right: 'decide',
  keys,
  examples: ['unignore CASTest#testConflictingWrites reason="its cause is fixed"'],

  async prepare(args, scene) {
    return withRight({ ...args, test: args.test ?? (await rememberedTest(scene)) });
  },

  async apply(args, scene) {
    const selector = args.test ?? (await rememberedTest(scene));
    const decision = { what: 'unignore' as const, reason: args.reason ?? 'none given', test: selector.text };
    const undo = `ignore ${quotedIfNeeded(selector.text)} reason="…" until=…`;
    return decideOrShow({ decision, undo }, args, scene);
  },
};
