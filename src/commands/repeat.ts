import { UserError } from '../model/errors.ts';
import type { Command } from './command.ts';
import type { Arguments } from './contract/key.ts';
import * as key from './keys/common.ts';
import { insteadOfStarting } from './keys/instead.ts';
import { expected, rate, stop } from './keys/questions.ts';
import * as lanes from './keys/lanes.ts';
import * as overlays from './keys/overlays.ts';
import { requestOf, start, withTest } from './running/starting.ts';

const keys = {
  test: key.test,
  xN: key.count,
  ref: key.revision,
  rate,
  stop,
  expect: expected,
  unskip: overlays.unskip,
  overlay: overlays.overlay,
  'tests-from': overlays.testsFrom,
  lane: lanes.lane,
  jdk: lanes.jdk,
  matrix: lanes.matrix,
  timeout: key.timeout,
  note: key.note,
  quiet: key.onOff('quiet', "post a result only if it isn't clean"),
  'dry-run': key.onOff('dry-run', 'only say what would be started'),
};

/** Asks for a run: the test, at a revision, N times. */
export const repeat: Command<typeof keys> = {
  name: 'repeat',
  aliases: ['run', 'loop'],
  summary: 'Runs a test many times and reports how often it fails, grouped by cause.',
  usage:
    'repeat [TEST] [xN] [ref=REVISION] [rate=RATE] [stop=decided] [expect=fail] [unskip] [overlay=NAME] [tests-from=REVISION] [lane=LANE] [jdk=JDK] [matrix.K=VALUE] [timeout=TIME] [note="…"] [quiet] [dry-run]',
  right: 'run',
  keys,
  instead: insteadOfStarting,
  examples: [
    'repeat CASTest#testConflictingWrites xN',
    'repeat ref=trunk xN note="without the fix"',
    'repeat rate=1%',
  ],

  async prepare(args, scene) {
    questionOf(args);
    return withTest(args, scene);
  },

  async apply(args, scene) {
    const question = questionOf(args);
    const request = { ...(await requestOf(args, scene)), ...overlays.wishesOf(args) };
    if (question === undefined) {
      return start({ ...request, count: args.xN ?? scene.settings.defaultCount }, args, scene);
    }
    return start({ ...request, count: 0, question }, args, scene);
  },
};

/** A question ends by itself; a number alone is just that. */
function questionOf({ rate: share, stop: when, expect, xN }: Arguments<typeof keys>) {
  if (when === 'never' || (share === undefined && expect === undefined && when === undefined))
    return undefined;
  if (xN !== undefined) {
    throw new UserError(
      'E-VALUE',
      `\`x${xN}\` and a question that ends by itself exclude each other: leave \`x${xN}\` out, or add \`stop=never\`.`,
    );
  }
  return {
    kind: 'decide' as const,
    ...(share === undefined ? {} : { rate: share }),
    ...(expect === undefined ? {} : { expect }),
  };
}
