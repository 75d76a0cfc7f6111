import { UserError } from '../model/errors.ts';
import type { Command } from './command.ts';
import { given } from './contract/key.ts';
import { onOff } from './keys/common.ts';
import { needed, neededReason, releaseCalled } from './keys/decisions.ts';
import {
  checkReleaseManager,
  decideOrShow,
  quotedIfNeeded,
  releaseOf,
  releasesByHand,
} from './running/deciding.ts';
import { withRight } from './running/dry.ts';

const keys = {
  to: needed(
    releaseCalled('to', 'the release it has to be settled for', ''),
    '`defer` needs `to=`, the release it has to be settled for.',
  ),
  reason: neededReason('defer'),
  release: releaseCalled('release', 'the release it is put off from', "the ticket's own"),
  'dry-run': onOff('dry-run', 'only say what would be decided'),
};

/** Not in this release: a later one waits for it instead. */
export const defer: Command<typeof keys> = {
  name: 'defer',
  aliases: ['postpone'],
  summary: 'Moves this ticket to a later release; it stays open and blocks that one.',
  usage: 'defer to=RELEASE reason="…" [release=RELEASE] [dry-run]',
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
      const from = releases.length === 0 ? args.release : await releaseOf(args.release, scene);
      if (from !== undefined && releases.length > 0 && !releases.includes(from))
        throw new UserError(
          'E-VALUE',
          `This ticket is not on \`${from}\`: it is on ${releases.map((name) => `\`${name}\``).join(', ')}.`,
        );
      const isReversible = from !== undefined && releases.includes(from) && !releases.includes(to);
      const stays = releases.length > 1 ? ` release=${quotedIfNeeded(to)}` : '';
      return {
        what: 'defer' as const,
        reason: given(args.reason),
        until: to,
        ...(from === undefined ? {} : { release: from }),
        ...(isReversible
          ? { undo: `defer to=${quotedIfNeeded(from)}${stays} reason="…"` }
          : releasesByHand(releases, to)),
      };
    };
    return decideOrShow(ask, args, scene);
  },
};
