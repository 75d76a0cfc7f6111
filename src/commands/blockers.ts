import { blockersDocument } from '../reports/blockers-document.ts';
import type { Command } from './command.ts';
import { releaseCalled } from './keys/decisions.ts';
import { releaseOf } from './running/deciding.ts';
import { topicOf } from './wording/common.ts';

const keys = {
  release: {
    ...releaseCalled('release', 'a release', "the ticket's own"),
    form: 'word' as const,
    example: '4.1',
  },
};

/** What does the release wait for? */
export const blockers: Command<typeof keys> = {
  name: 'blockers',
  aliases: ['board', 'summary'],
  summary: 'Shows what blocks a release: each ticket, its evidence, whom it waits for, and what comes next.',
  usage: 'blockers [RELEASE]',
  right: 'read',
  keys,
  examples: ['blockers', 'blockers 4.1', 'blockers "5.0 alpha"'],

  async apply(args, scene) {
    const release = await releaseOf(args.release, scene);
    const look = await scene.lookAtRelease(release);
    const document = blockersDocument({
      topic: topicOf('status', scene.comment),
      ...look,
      word: scene.settings.commandWord,
    });
    return { reaction: '+1', document };
  },
};
