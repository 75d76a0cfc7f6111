import { UserError } from '../model/errors.ts';
import { ticketCalled, ticketKey, ticketName, type TicketRef } from '../model/ticket.ts';
import type { Command } from './command.ts';
import { given, type Arguments } from './contract/key.ts';
import type { Scene } from './contract/context.ts';
import { onOff, test } from './keys/common.ts';
import {
  blockerGoes,
  followUp,
  ignoreMode,
  needed,
  neededReason,
  releaseCalled,
  until,
  type FollowUpWish,
} from './keys/decisions.ts';
import {
  checkReleaseManager,
  decideOrShow,
  onlyRelease,
  quotedIfNeeded,
  type Asked,
} from './running/deciding.ts';
import { withRight } from './running/dry.ts';
import { rememberedTest } from './running/starting.ts';

const keys = {
  test,
  reason: neededReason('ignore'),
  until: needed(
    until,
    '`ignore` needs `until=`, a day or a release: a test that nobody has to come back to is a test lost.',
  ),
  mode: ignoreMode,
  ticket: followUp,
  release: releaseCalled('release', 'the release that waits for it now', "the ticket's own, if it has one"),
  blocker: blockerGoes,
  'dry-run': onOff('dry-run', 'only say what would be decided'),
};

/** The test is switched off until some day or release, by a change that people review. */
export const ignore: Command<typeof keys> = {
  name: 'ignore',
  aliases: [],
  summary:
    'Opens a pull request that ignores one test, with the reason, until a day or a release, and a ticket that follows it up.',
  usage:
    'ignore [TEST] reason="…" until=DAY | RELEASE [ticket=new | here | KEY | PROJECT] [release=RELEASE] [blocker=stay | move] [mode=ignore | quarantine] [dry-run]',
  right: 'decide',
  keys,
  examples: [
    'ignore CASTest#testConflictingWrites reason="races with its own clock" until=4.2',
    'ignore reason="its own clock" until=2027-01-31 ticket=new blocker=move',
  ],

  async prepare(args, scene) {
    if (args.blocker === 'move') checkMayMove(args.ticket, scene.comment.ticket);
    // It takes a blocker off its release as `blocker remove` does.
    if (args.blocker === 'move' && args['dry-run'] !== true) checkReleaseManager(scene);
    return withRight({ ...args, test: args.test ?? (await rememberedTest(scene)) });
  },

  async apply(args, scene) {
    return decideOrShow(() => asked(args, scene), args, scene);
  },
};

/** A label can only be set where the account of this ticket reaches. @throws UserError E-VALUE */
function checkMayMove(wish: FollowUpWish | undefined, own: TicketRef): void {
  const found = wish?.kind === 'named' ? ticketCalled(wish.name, own) : undefined;
  if (wish?.kind === 'here' || (found !== undefined && ticketKey(found) === ticketKey(own)))
    throw new UserError('E-VALUE', '`blocker=move` needs another ticket than this one to move to.');
  if (wish?.kind !== 'named' || found !== undefined) return;
  const reach = own.tracker === 'jira' ? 'tickets of Jira' : `tickets of \`${own.project}\``;
  throw new UserError(
    'E-VALUE',
    `The blocker can’t move to \`${wish.name}\`: from here only ${reach} are in reach. Let a new one be made, or leave \`blocker=move\` out and name the blocker there.`,
  );
}

async function asked(args: Arguments<typeof keys>, scene: Scene): Promise<Asked> {
  const selector = args.test ?? (await rememberedTest(scene));
  const release = args.release ?? (await onlyRelease(scene));
  return {
    what: 'ignore' as const,
    reason: given(args.reason),
    test: selector.text,
    undo: `unignore ${quotedIfNeeded(selector.text)}`,
    ...(args.until === undefined ? {} : { until: args.until }),
    ...(release === undefined ? {} : { release }),
    ...(args.mode === 'quarantine' ? { mode: args.mode } : {}),
    ...(args.blocker === 'move' ? { movesBlocker: true, byHand: movedBack(release, scene) } : {}),
    ...followUpOf(args, scene),
  };
}

/** `unignore` runs the test again; which ticket blocks the release is another question. */
function movedBack(release: string | undefined, { settings }: Scene): string {
  const of = release === undefined ? '' : ` release=${quotedIfNeeded(release)}`;
  const word = `/${settings.commandWord} blocker`;
  return `for the blocker, \`${word} add${of}\` here and \`${word} remove\` on the follow-up`;
}

function followUpOf({ ticket }: Arguments<typeof keys>, scene: Scene): Pick<Asked, 'followUp' | 'newTicket'> {
  switch (ticket?.kind) {
    case 'named':
      return { followUp: ticket.name };
    case 'here':
      return { followUp: ticketName(scene.comment.ticket) };
    case 'in':
      return { newTicket: { project: ticket.project } };
    case undefined:
    case 'new':
      return { newTicket: {} };
  }
}
