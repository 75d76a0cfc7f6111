import type { Command } from './command.ts';
import { given } from './contract/key.ts';
import { onOff } from './keys/common.ts';
import { needed, neededReason, releaseCalled } from './keys/decisions.ts';
import { checkReleaseManager, decideOrShow, quotedIfNeeded, releasesByHand } from './running/deciding.ts';
import { withRight } from './running/dry.ts';

const keys = {
  to: needed(
    releaseCalled('to', 'the release it has to be settled for', ''),
    '`defer` needs `to=`, the release it has to be settled for.',
  ),
  reason: neededReason('defer'),
  'dry-run': onOff('dry-run', 'only say what would be decided'),
};

/** Not in this release: a later one waits for it instead. */
export const defer: Command<typeof keys> = {
  name: 'defer',
  aliases: ['postpone'],
  summary: 'Moves this ticket to a later release; it stays open and blocks that one.',
  usage: 'defer to=RELEASE reason="…" [dry-run]',
  right: 'decide',
  keys,
  examples: ['defer to=4.2 reason="needs a lock rework, and 4.0 has it too"'],

  async prepare(args, scene) {
    if (args['dry-run'] !== true) checkReleaseManager(scene);
    return withRight(args);
  },

  async apply(args, scene) {
    const ask = async () => {
      const to = given(args.to);
      const { releases } = await scene.standing();
      const [from] = releases;
      const isReversible = from !== undefined && releases.length === 1 && from !== to;
      return {
        what: 'defer' as const,
        reason: given(args.reason),
        until: to,
        ...(from === undefined ? {} : { release: from }),
        ...(isReversible
          ? { undo: `defer to=${quotedIfNeeded(from)} reason="…"` }
          : releasesByHand(releases, to)),
      };
    };
    return decideOrShow(ask, args, scene);
  },
};
