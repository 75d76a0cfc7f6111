import type { Command } from './command.ts';
import { given } from './contract/key.ts';
import * as key from './keys/common.ts';
import { needed, releaseCalled } from './keys/decisions.ts';
import { insteadOfStarting } from './keys/instead.ts';
import * as lanes from './keys/lanes.ts';
import * as manner from './keys/manner.ts';
import * as overlays from './keys/overlays.ts';
import { mostSteps, revisionCalled } from './keys/questions.ts';
import { requestOf, start, withTest } from './running/starting.ts';

const keys = {
  good: needed(
    revisionCalled('good', 'a revision without the failure', ''),
    '`bisect` needs `good=`, a revision that does not have the failure.',
  ),
  bad: revisionCalled(
    'bad',
    'a revision with it',
    "the pull request's head, else what the last command on this ticket named, else the branch of the ticket's release, else the default branch",
  ),
  test: key.test,
  xN: {
    ...key.count,
    what: 'the most runs the whole search may take',
    fallback: () => 'as many as it takes',
  },
  'max-steps': mostSteps,
  'first-parent': key.onOff('first-parent', 'name the merge that brought it, and do not look inside'),
  release: releaseCalled(
    'release',
    'the release whose branch is the bad end where no `bad=` is given',
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
  priority: manner.priority,
  env: manner.env,
  note: key.note,
  'dry-run': key.onOff('dry-run', 'only say what would be started'),
};

/** Which commit did it? */
export const bisect: Command<typeof keys> = {
  name: 'bisect',
  aliases: [],
  summary: 'Searches the commit that brought the failure, though it shows only now and then.',
  usage:
    'bisect good=REVISION [bad=REVISION] [TEST] [xN] [max-steps=N] [first-parent] [release=R] [unskip] [overlay=NAME] [log=LOGGER:LEVEL] [tests-from=REVISION] [lane=LANE] [jdk=JDK] [matrix.K=VALUE] [timeout=TIME] [via=SERVICE] [shards=N] [priority=low] [env.K=VALUE] [note="…"] [dry-run]',
  right: 'run',
  keys,
  instead: {
    ...insteadOfStarting,
    quiet: 'A search always reports.',
  },
  examples: ['bisect good=cassandra-4.0', 'bisect good=v1.2 bad=trunk CASTest#testConflictingWrites'],

  async prepare(args, scene) {
    return withTest(args, scene);
  },

  async apply(args, scene) {
    const { bad, xN } = args;
    const good = given(args.good);
    const request = await requestOf({ ...args, ...(bad === undefined ? {} : { ref: bad }) }, scene);
    const question = {
      kind: 'bisect' as const,
      good,
      ...(xN === undefined ? {} : { mostRuns: xN }),
      ...(args['max-steps'] === undefined ? {} : { mostSteps: args['max-steps'] }),
      ...(args['first-parent'] === true ? { intoMerges: false as const } : {}),
    };
    return start({ ...request, ...overlays.wishesOf(args), count: 0, question }, args, scene);
  },
};
