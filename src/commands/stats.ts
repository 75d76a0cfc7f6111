import { ticketCommand } from '../reports/next-commands.ts';
import { statisticsDocument } from '../reports/statistics-document.ts';
import type { Command } from './command.ts';
import * as key from './keys/common.ts';
import { rememberedTest, withTest } from './running/starting.ts';
import { topicOf } from './wording/common.ts';

const keys = { test: key.test };

/** How often did it fail here? What the ticket's runs counted together. */
export const stats: Command<typeof keys> = {
  name: 'stats',
  aliases: ['statistics', 'history'],
  summary: "Counts what this ticket's runs of a test brought: per revision, per cause, with intervals.",
  usage: 'stats [TEST]',
  right: 'read',
  keys,
  examples: ['stats', 'stats CASTest#testConflictingWrites'],

  async prepare(args, scene) {
    return withTest(args, scene);
  },

  async apply(args, scene) {
    const test = args.test ?? (await rememberedTest(scene));
    const { commandWord, defaultCount } = scene.settings;
    const document = statisticsDocument({
      topic: topicOf('status', scene.comment),
      test: test.text,
      statistics: await scene.statistics(test),
      skips: await scene.skips(test),
      next: ticketCommand({ selector: test.text }, ['repeat', `x${defaultCount}`], commandWord),
    });
    return { reaction: '+1', document };
  },
};
