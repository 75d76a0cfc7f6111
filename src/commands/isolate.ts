import type { Command } from './command.ts';
import * as key from './keys/common.ts';
import { requestOf, start, withTest } from './running/starting.ts';

/** Enough to tell "fails only with others" from chance at the rates people ask about. */
const usualRuns = 50;

const keys = {
  test: key.test,
  xN: { ...key.count, what: 'how often in each surrounding', fallback: () => `x${usualRuns}` },
  ref: key.revision,
  timeout: key.timeout,
  note: key.note,
  'dry-run': key.onOff('dry-run', 'only say what would be started'),
};

/** Does it depend on what runs around it? */
export const isolate: Command<typeof keys> = {
  name: 'isolate',
  aliases: ['alone'],
  summary:
    'Runs a test alone, with its class, with its suite, shuffled and under load, and says what it depends on.',
  usage: 'isolate [TEST] [xN] [ref=REVISION] [timeout=TIME] [note="…"] [dry-run]',
  right: 'run',
  keys,
  examples: ['isolate CASTest#testConflictingWrites', 'isolate x100'],
  prepare: async (args, scene) => withTest(args, scene),

  async apply(args, scene) {
    const question = { kind: 'isolate' as const, runs: args.xN ?? usualRuns };
    return start({ ...(await requestOf(args, scene)), count: 0, question }, args, scene);
  },
};
