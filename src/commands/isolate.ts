import { USUAL_SCOPE_RUNS } from '../model/isolation.ts';
import type { Command } from './command.ts';
import * as key from './keys/common.ts';
import { releaseCalled } from './keys/decisions.ts';
import { insteadOfStarting } from './keys/instead.ts';
import * as lanes from './keys/lanes.ts';
import * as manner from './keys/manner.ts';
import * as overlays from './keys/overlays.ts';
import { requestOf, start, withTest } from './running/starting.ts';

const keys = {
  test: key.test,
  xN: { ...key.count, what: 'how often in each company', fallback: () => `x${USUAL_SCOPE_RUNS}` },
  ref: key.revision,
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
  priority: manner.priority,
  env: manner.env,
  note: key.note,
  'dry-run': key.onOff('dry-run', 'only say what would be started'),
};

/** Does it fail alone, or because of what runs around it? */
export const isolate: Command<typeof keys> = {
  name: 'isolate',
  aliases: [],
  summary:
    'Runs a test alone, with its class, with the suite, in shuffled order and under load, and says what its failure depends on.',
  usage:
    'isolate [TEST] [xN] [ref=REVISION] [release=R] [unskip] [overlay=NAME] [log=LOGGER:LEVEL] [tests-from=REVISION] [lane=LANE] [jdk=JDK] [matrix.K=VALUE] [timeout=TIME] [via=SERVICE] [priority=low] [env.K=VALUE] [note="…"] [dry-run]',
  right: 'run',
  keys,
  instead: { ...insteadOfStarting, shards: 'It runs on one machine.' },
  examples: ['isolate CASTest#testConflictingWrites', 'isolate ref=trunk xN'],

  async prepare(args, scene) {
    return withTest(args, scene);
  },

  async apply(args, scene) {
    const request = await requestOf(args, scene);
    const question = { kind: 'isolate' as const, ...(args.xN === undefined ? {} : { runs: args.xN }) };
    return start({ ...request, ...overlays.wishesOf(args), count: 0, question }, args, scene);
  },
};
