import type { Command } from './command.ts';
import { onOff } from './keys/common.ts';
import { linkTarget } from './keys/link-target.ts';
import { withRight } from './running/dry.ts';
import { unlinkDryRunDocument, unlinkedDocument } from './wording/links.ts';

const keys = {
  target: { ...linkTarget, fallback: () => 'everything this ticket is linked to' },
  'dry-run': onOff('dry-run', 'only say what would be taken back'),
};

/** Takes back what `link` said. */
export const unlink: Command<typeof keys> = {
  name: 'unlink',
  aliases: ['untrack'],
  summary: 'Takes back what `link` said: reports no longer name this ticket.',
  usage: 'unlink [TARGET] [dry-run]',
  right: 'run',
  keys,
  needless: ['quiet', 'note', 'release'],
  examples: ['unlink', 'unlink CASTest#testConflictingWrites'],

  async prepare(args) {
    return withRight(args);
  },

  async apply({ target, 'dry-run': isDry }, scene) {
    if (isDry === true) {
      const all = await scene.links.all();
      const meant = all.filter(
        (one) => target === undefined || (one.kind === target.kind && one.target === target.target),
      );
      return { reaction: '+1', document: unlinkDryRunDocument(meant, scene) };
    }
    const removed = await scene.links.untie(target, scene.line);
    return { reaction: '+1', document: unlinkedDocument({ removed, left: await scene.links.all() }, scene) };
  },
};
