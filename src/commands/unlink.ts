import type { Command } from './command.ts';
import { linkTarget } from './keys/link-target.ts';
import { unlinkedDocument } from './wording/links.ts';

const keys = {
  target: { ...linkTarget, fallback: () => 'everything this ticket is linked to' },
};

/** Takes back what `link` said. */
export const unlink: Command<typeof keys> = {
  name: 'unlink',
  aliases: ['untrack'],
  summary: 'Takes back what `link` said: reports no longer name this ticket.',
  usage: 'unlink [TARGET]',
  right: 'run',
  keys,
  examples: ['unlink', 'unlink CASTest#testConflictingWrites'],

  async apply({ target }, scene) {
    const removed = await scene.links.untie(target);
    return { reaction: '+1', document: unlinkedDocument({ removed, left: await scene.links.all() }, scene) };
  },
};
