import type { Command } from './command.ts';
import { given } from './contract/key.ts';
import { onOff } from './keys/common.ts';
import { neededReason, releaseCalled, until } from './keys/decisions.ts';
import { checkReleaseManager, decideOrShow, quotedIfNeeded, releaseOf } from './running/deciding.ts';
import { withRight } from './running/dry.ts';

const keys = {
  reason: neededReason('waive'),
  release: releaseCalled('release', 'the release that may ship with it', "the ticket's own"),
  until,
  'dry-run': onOff('dry-run', 'only say what would be decided'),
};

/** The release may ship with it, and somebody's name stands for that. */
export const waive: Command<typeof keys> = {
  name: 'waive',
  aliases: [],
  summary: 'Lets the release ship with this failure, recorded by name.',
  usage: 'waive reason="…" [release=RELEASE] [until=DAY | RELEASE] [dry-run]',
  right: 'decide',
  keys,
  examples: ['waive reason="the test races with its own tear-down, the code is right"'],

  async prepare(args, scene) {
    if (args['dry-run'] !== true) checkReleaseManager(scene);
    return withRight(args);
  },

  async apply(args, scene) {
    const ask = async () => {
      const release = await releaseOf(args.release, scene);
      return {
        what: 'waive' as const,
        reason: given(args.reason),
        release,
        undo: `blocker add release=${quotedIfNeeded(release)}`,
        ...(args.until === undefined ? {} : { until: args.until }),
      };
    };
    return decideOrShow(ask, args, scene);
  },
};
