import { UserError } from '../model/errors.ts';
import { ticketCommand } from '../reports/next-commands.ts';
import { statisticsDocument } from '../reports/statistics-document.ts';
import type { Command } from './command.ts';
import type { StatisticsWindow } from './contract/context.ts';
import type { Arguments, Key } from './contract/key.ts';
import * as key from './keys/common.ts';
import { releaseCalled } from './keys/decisions.ts';
import { readDuration, writeDuration } from './language/duration.ts';
import { sentence, shown } from './language/fault.ts';
import { rememberedTest, withTest } from './running/starting.ts';
import { topicOf } from './wording/common.ts';

/** A test that failed half a year ago says little of today's. */
const usualWindow = '30d';

const keys = {
  test: key.test,
  release: releaseCalled('release', "only runs that were asked for on this release's branch", 'all releases'),
  since: {
    ...key.timeout,
    what: 'only runs that were asked for in the last time, such as `30d` or `2w`',
    example: 'since=30d',
    hints: ['window', 'days', 'last'],
    fallback: () => `\`${usualWindow}\`; \`all\` counts all runs of this ticket`,
    read(value) {
      if (value.text.toLowerCase() === 'all') return { value: Number.POSITIVE_INFINITY };
      const duration = readDuration(value.text);
      if (duration !== undefined && duration > 0) return { value: duration };
      return {
        wrong: sentence`${shown(value.text)} isn't a time; write ${shown('30d')}, ${shown('2w')} or ${shown('all')}.`,
      };
    },
  } satisfies Key<number>,
  branch: {
    form: 'pair',
    what: 'only runs that were asked for at this revision',
    example: 'branch=trunk',
    hints: ['ref', 'revision', 'commit'],
    fallback: () => 'all revisions',
    read: (value) => ({ value: value.text }),
  } satisfies Key<string>,
};

/** How often did it fail here, and in ordinary CI? What the ticket's runs counted together, and each branch and lane. */
export const stats: Command<typeof keys> = {
  name: 'stats',
  aliases: ['statistics', 'history'],
  summary:
    "Counts what this ticket's runs of a test brought, per revision and cause, and what ordinary CI says of it.",
  usage: 'stats [TEST] [since=TIME] [branch=REVISION] [release=R]',
  right: 'read',
  keys,
  examples: ['stats', 'stats CASTest#testConflictingWrites', 'stats since=30d branch=trunk'],

  async prepare(args, scene) {
    if (args.branch !== undefined && args.release !== undefined) {
      throw new UserError('E-VALUE', '`branch=` and `release=` both say which revision: leave one out.');
    }
    return withTest(args, scene);
  },

  async apply(args, scene) {
    const test = args.test ?? (await rememberedTest(scene));
    const { commandWord, defaultCount } = scene.settings;
    const ordinary = await scene.ordinary(test, windowOf(args));
    const document = statisticsDocument({
      topic: topicOf('status', scene.comment),
      test: test.text,
      statistics: await scene.statistics(test, windowOf(args)),
      ...(ordinary === undefined ? {} : { ordinary }),
      ...onlyOf(args),
      isUsual: args.since === undefined,
      skips: await scene.skips(test),
      next: ticketCommand({ selector: test.text }, ['repeat', `x${defaultCount}`], commandWord),
    });
    return { reaction: '+1', document };
  },
};

function windowOf({ since, branch, release }: Arguments<typeof keys>): StatisticsWindow {
  const lastMs = since ?? readDuration(usualWindow);
  return {
    ...(lastMs === undefined || lastMs === Number.POSITIVE_INFINITY ? {} : { lastMs }),
    ...(branch === undefined ? {} : { revision: branch }),
    ...(release === undefined ? {} : { release }),
  };
}

/** What was left out, in words. */
function onlyOf(args: Arguments<typeof keys>): { readonly only?: string } {
  const { branch, release } = args;
  const { lastMs } = windowOf(args);
  const parts = [
    ...(lastMs === undefined ? [] : [`of the last ${writeDuration(lastMs)}`]),
    ...(branch === undefined ? [] : [`at ${branch}`]),
    ...(release === undefined ? [] : [`on the branch of ${release}`]),
  ];
  return parts.length === 0 ? {} : { only: parts.join(' ') };
}
