import { UserError } from '../model/errors.ts';
import type { Command } from './command.ts';
import type { Scene } from './contract/context.ts';
import type { Key } from './contract/key.ts';
import { onOff } from './keys/common.ts';
import { blockerCause, reason, releaseCalled } from './keys/decisions.ts';
import { sentence, shown } from './language/fault.ts';
import {
  checkReleaseManager,
  decideOrShow,
  quotedIfNeeded,
  releaseOf,
  releasesByHand,
} from './running/deciding.ts';
import { withRight } from './running/dry.ts';

const action: Key<'add' | 'remove'> = {
  form: 'word',
  what: '`add` or `remove`',
  example: 'add',
  fallback: () => 'add',
  read: ({ text }) =>
    text === 'add' || text === 'remove'
      ? { value: text }
      : { wrong: sentence`${shown(text)} is neither ${shown('add')} nor ${shown('remove')}.`, fix: 'add' },
};

const keys = {
  action,
  release: releaseCalled('release', 'the release it blocks', "the ticket's own"),
  cause: blockerCause,
  reason,
  'dry-run': onOff('dry-run', 'only say what would be decided'),
};

/** Puts a ticket among the blockers of a release, or takes it off. */
export const blocker: Command<typeof keys> = {
  name: 'blocker',
  aliases: [],
  summary: 'Makes this ticket a release blocker, or takes that back.',
  usage: 'blocker [ACTION] [release=RELEASE] [cause=CAUSE] [reason="…"] [dry-run]',
  right: 'decide',
  keys,
  examples: [
    'blocker',
    'blocker add release=4.1 cause=product',
    'blocker remove reason="old bug, was there in 4.0"',
  ],

  async prepare(args, scene) {
    if (args.action === 'remove' && args.cause !== undefined)
      throw new UserError(
        'E-VALUE',
        '`cause=` says what a blocker is about; `blocker remove` makes it none.',
      );
    if (args.action !== 'remove' && scene.comment.isPullRequest)
      throw new UserError(
        'E-VALUE',
        'A pull request is no blocker by itself: say it on the issue that it fixes, and name that issue in the pull request.',
      );
    if (args.action === 'remove' && args['dry-run'] !== true) checkReleaseManager(scene);
    return withRight(args);
  },

  async apply(args, scene) {
    const isAdded = args.action !== 'remove';
    const ask = async () => {
      const release = await releaseOf(args.release, scene);
      return {
        what: isAdded ? ('blocker-add' as const) : ('blocker-remove' as const),
        reason: args.reason ?? 'none given',
        release,
        ...(args.cause === undefined ? {} : { cause: args.cause }),
        ...(isAdded ? releasesByHand(await movedFrom(release, scene), release) : {}),
        undo: `blocker ${isAdded ? 'remove' : 'add'} release=${quotedIfNeeded(release)}`,
      };
    };
    return decideOrShow(ask, args, scene);
  },
};

/** The releases that adding it to this one replaces; where it is on that one already, nothing moves. */
async function movedFrom(release: string, scene: Scene): Promise<readonly string[]> {
  const { releases } = await scene.standing();
  return releases.includes(release) ? [release] : releases;
}
