import type { Command } from './command.ts';
import { configDocument } from './wording/about.ts';

/** What holds here, without asking an operator. */
export const config: Command = {
  name: 'config',
  aliases: ['settings'],
  summary: "Shows this project's settings as they hold, without secrets.",
  usage: 'config',
  right: 'read',
  keys: {},
  examples: ['config'],

  async apply(_, scene) {
    return { reaction: '+1', document: configDocument(scene, await scene.permits.all()) };
  },
};
