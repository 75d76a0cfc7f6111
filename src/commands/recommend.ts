import { recommendationDocument } from '../reports/recommendation-document.ts';
import type { Command } from './command.ts';
import * as key from './keys/common.ts';
import { releaseCalled } from './keys/decisions.ts';
import { rememberedTest, withTest } from './running/starting.ts';
import { topicOf } from './wording/common.ts';
import { nextSteps } from './wording/next-steps.ts';

const keys = {
  test: key.test,
  release: releaseCalled('release', 'the release that the advice is for', "the ticket's own"),
};

/** Ignore it or fix it? What the ticket's runs say together. */
export const recommend: Command<typeof keys> = {
  name: 'recommend',
  aliases: ['advise', 'advice'],
  summary: 'Weighs what the runs of this ticket found out: fix, ignore, relink, close, or run more.',
  usage: 'recommend [TEST] [release=R]',
  right: 'read',
  keys,
  examples: ['recommend', 'recommend CASTest#testConflictingWrites'],

  async prepare(args, scene) {
    return withTest(args, scene);
  },

  async apply(args, scene) {
    const test = args.test ?? (await rememberedTest(scene));
    const {
      runs,
      elsewhere = [],
      advice,
      confidence,
      policyUrl,
      ...around
    } = await scene.recommendation(test, args.release);
    const own = runs.filter(({ run }) => !elsewhere.includes(run));
    const document = recommendationDocument({
      topic: topicOf('advice', scene.comment),
      test: test.text,
      requestedBy: scene.comment.author.login,
      runs,
      around,
      steps: nextSteps({
        test: test.text,
        runs: own,
        advice,
        settings: scene.settings,
        around,
        today: scene.comment.createdAt,
      }),
      elsewhere,
      ...(advice === undefined ? {} : { advice }),
      ...(confidence === undefined ? {} : { confidence }),
      ...(policyUrl === undefined ? {} : { policyUrl }),
    });
    return { reaction: '+1', document };
  },
};
