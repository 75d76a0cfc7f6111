import type { Command } from './command.ts';
import { pingDocument } from './wording/about.ts';

/** Is anybody there, and which version? */
export const ping: Command = {
  name: 'ping',
  aliases: ['version'],
  summary: 'Says that I am here, and in which version.',
  usage: 'ping',
  right: 'read',
  keys: {},
  examples: ['ping'],

  async apply(_, scene) {
    return { reaction: '+1', document: pingDocument(scene) };
  },
};
