import { UserError } from '../model/errors.ts';
import type { Command } from './command.ts';
import * as key from './keys/common.ts';
import { releaseCalled } from './keys/decisions.ts';
import { insteadOfStarting } from './keys/instead.ts';
import * as lanes from './keys/lanes.ts';
import * as manner from './keys/manner.ts';
import * as overlays from './keys/overlays.ts';
import { range, reuse } from './keys/questions.ts';
import { requestOf, start, withTest } from './running/starting.ts';

const keys = {
  range,
  test: key.test,
  xN: { ...key.count, what: 'how often on each side', fallback: () => 'as often as it takes to decide' },
  release: releaseCalled(
    'release',
    'the release from whose branch it branched off, where no base is given',
    'the default branch',
  ),
  unskip: overlays.unskip,
  overlay: overlays.overlay,
  log: overlays.log,
  'tests-from': overlays.testsFrom,
  reuse,
  lane: lanes.lane,
  jdk: lanes.jdk,
  matrix: lanes.matrix,
  timeout: key.timeout,
  via: manner.via,
  shards: manner.shards,
  priority: manner.priority,
  env: manner.env,
  note: key.note,
  quiet: key.onOff('quiet', "post a result only if it isn't good"),
  'dry-run': key.onOff('dry-run', 'only say what would be started'),
};

/** Is my fix good, or did this change break it? */
export const compare: Command<typeof keys> = {
  name: 'compare',
  aliases: ['verify', 'check'],
  summary:
    'Runs a test on two revisions in turns and says what is fixed, what is new, and what was there before.',
  usage:
    'compare [BASE..HEAD] [TEST] [xN] [release=R] [unskip] [overlay=NAME] [log=LOGGER:LEVEL] [tests-from=REVISION] [reuse=TIME] [lane=LANE] [jdk=JDK] [matrix.K=VALUE] [timeout=TIME] [via=SERVICE] [shards=N] [priority=low] [env.K=VALUE] [note="…"] [quiet] [dry-run]',
  right: 'run',
  keys,
  instead: insteadOfStarting,
  examples: [
    'compare trunk..my-fix',
    'compare cassandra-4.0..cassandra-4.1 CASTest#testConflictingWrites xN',
  ],

  async prepare(args, scene) {
    if (args.range?.head === undefined && !scene.comment.isPullRequest) {
      throw new UserError(
        'E-MISSING',
        'On an issue `compare` needs the two revisions: `compare trunk..my-fix`. On a pull request it knows them.',
      );
    }
    return withTest(args, scene);
  },

  async apply(args, scene) {
    const { base, head } = args.range ?? {};
    const { release, ...asked } = args;
    const request = await requestOf({ ...asked, ...(head === undefined ? {} : { ref: head }) }, scene);
    const question = {
      kind: 'compare' as const,
      ...(base === undefined ? {} : { base }),
      ...(release === undefined ? {} : { release }),
      ...(args.xN === undefined ? {} : { runs: args.xN }),
      ...(args.reuse === undefined ? {} : { reuseMs: args.reuse }),
    };
    const changes = overlays.wishesOf(args);
    return start({ ...request, ...changes, count: 2 * (args.xN ?? 0), question }, args, scene);
  },
};
