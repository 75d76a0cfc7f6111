import { UserError } from '../model/errors.ts';
import type { Command } from './command.ts';
import type { QuestionRequest } from './contract/context.ts';
import type { Arguments } from './contract/key.ts';
import type { ProjectSettings } from './contract/settings.ts';
import * as key from './keys/common.ts';
import { releaseCalled } from './keys/decisions.ts';
import { insteadOfStarting } from './keys/instead.ts';
import { expected, rate, stop } from './keys/questions.ts';
import * as lanes from './keys/lanes.ts';
import * as manner from './keys/manner.ts';
import * as overlays from './keys/overlays.ts';
import { requestOf, start, withTest } from './running/starting.ts';

const keys = {
  test: key.test,
  xN: key.count,
  ref: key.revision,
  rate,
  stop,
  expect: expected,
  release: releaseCalled(
    'release',
    'the release on whose branch it runs where no `ref=` is given',
    "the ticket's own",
  ),
  unskip: overlays.unskip,
  overlay: overlays.overlay,
  log: overlays.log,
  'tests-from': overlays.testsFrom,
  lane: lanes.lane,
  jdk: lanes.jdk,
  matrix: lanes.matrix,
  timeout: key.timeout,
  via: manner.via,
  shards: manner.shards,
  scope: manner.scope,
  priority: manner.priority,
  env: manner.env,
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
    'repeat [TEST] [xN] [ref=REVISION] [rate=RATE] [stop=first|decided] [expect=fail] [release=R] [unskip] [overlay=NAME] [log=LOGGER:LEVEL] [tests-from=REVISION] [lane=LANE] [jdk=JDK] [matrix.K=VALUE] [timeout=TIME] [via=SERVICE] [shards=N] [scope=class] [priority=low] [env.K=VALUE] [note="…"] [quiet] [dry-run]',
  right: 'run',
  keys,
  instead: insteadOfStarting,
  examples: [
    'repeat CASTest#testConflictingWrites xN',
    'repeat ref=trunk xN note="without the fix"',
    'repeat rate=1%',
  ],

  async prepare(args, scene) {
    questionOf(args, scene.settings);
    return withTest(args, scene);
  },

  async apply(args, scene) {
    const question = questionOf(args, scene.settings);
    const request = { ...(await requestOf(args, scene)), ...overlays.wishesOf(args) };
    if (question === undefined) {
      return start({ ...request, count: args.xN ?? scene.settings.defaultCount }, args, scene);
    }
    return start({ ...request, count: 0, question }, args, scene);
  },
};

/** A question ends by itself; a number alone is just that. */
function questionOf(args: Arguments<typeof keys>, settings: ProjectSettings): QuestionRequest | undefined {
  const { rate: share, stop: when, expect, xN } = args;
  if (when === 'first') return untilFirst(args, settings);
  if (when === 'never' || (share === undefined && expect === undefined && when === undefined))
    return undefined;
  if (xN !== undefined) {
    throw new UserError(
      'E-VALUE',
      `\`x${xN}\` and a question that ends by itself exclude each other: leave \`x${xN}\` out, or add \`stop=never\`.`,
    );
  }
  return {
    kind: 'decide',
    ...(share === undefined ? {} : { rate: share }),
    ...(expect === undefined ? {} : { expect }),
  };
}

/** What ends at its first failure ends in no other way, save after its number of runs. */
function untilFirst(
  { rate: share, expect, xN }: Arguments<typeof keys>,
  { defaultCount }: ProjectSettings,
): QuestionRequest {
  if (share !== undefined) {
    const words = '`stop=first` ends at the first failure, whatever the rate: leave `rate=` out.';
    throw new UserError('E-VALUE', words);
  }
  if (expect !== undefined) {
    const words = '`expect=fail` ends at the first failure by itself: leave `stop=first` out.';
    throw new UserError('E-VALUE', words);
  }
  return { kind: 'decide', first: true, most: xN ?? defaultCount };
}
