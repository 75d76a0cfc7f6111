import type { Advice, FoundRun } from '../model/advice.ts';
import type { TestSkip } from '../model/test-skip.ts';
import { recommendationDocument } from '../reports/recommendation-document.ts';
import { ticketCommand } from '../reports/next-commands.ts';
import type { Command } from './command.ts';
import type { Scene } from './contract/context.ts';
import * as key from './keys/common.ts';
import { rememberedTest, withTest } from './running/starting.ts';
import { topicOf } from './wording/common.ts';

const keys = { test: key.test };

/** Ignore it or fix it? What the ticket's runs say together. */
export const recommend: Command<typeof keys> = {
  name: 'recommend',
  aliases: ['advise', 'advice'],
  summary: 'Weighs what the runs of this ticket found out: fix, ignore, relink, close, or run more.',
  usage: 'recommend [TEST]',
  right: 'read',
  keys,
  instead: { release: 'It goes by the release of the ticket.' },
  examples: ['recommend', 'recommend CASTest#testConflictingWrites'],

  async prepare(args, scene) {
    return withTest(args, scene);
  },

  async apply(args, scene) {
    const test = args.test ?? (await rememberedTest(scene));
    const { runs, advice, ...around } = await scene.recommendation(test);
    const document = recommendationDocument({
      topic: topicOf('advice', scene.comment),
      test: test.text,
      requestedBy: scene.comment.author.login,
      runs,
      around,
      next: nextOf(test.text, { runs, advice, scene, skips: around.skips ?? [] }),
      ...(advice === undefined ? {} : { advice }),
    });
    return { reaction: '+1', document };
  },
};

interface Known {
  readonly runs: readonly FoundRun[];
  readonly advice: Advice | undefined;
  readonly scene: Scene;
  readonly skips: readonly TestSkip[];
}

/** The command that would tell most of what is missing. */
function nextOf(test: string, { runs, advice, scene, skips }: Known): string {
  const { commandWord, defaultCount } = scene.settings;
  const typed = (...words: readonly string[]): string =>
    ticketCommand({ selector: test }, words, commandWord);
  const has = (kind: FoundRun['finding']['kind']): boolean =>
    runs.some(({ finding }) => finding.kind === kind);
  const unskip = skips.some(({ isConditional }) => !isConditional) ? ['unskip'] : [];
  if (!has('repeat') && !has('compare')) return typed('repeat', `x${defaultCount}`, ...unskip);
  if (advice?.action === 'close' && has('compare')) return typed('repeat', ...stillBites(runs));
  if (!has('compare')) return typed('compare', 'OLD..NEW');
  if (advice?.action === 'fix-before-release' && !has('bisect')) return typed('bisect', 'good=OLD');
  return typed('repeat', `x${defaultCount}`);
}

/** Whether the fixed side's test still fails on the old code. */
function stillBites(runs: readonly FoundRun[]): readonly string[] {
  const [found] = runs.flatMap(({ finding }) => (finding.kind === 'compare' ? [finding.comparison] : []));
  const name = (label: string | undefined, otherwise: string): string =>
    label !== undefined && /^\w[\w./-]*$/.test(label) ? label : otherwise;
  const old = name(found?.before.side.label, 'OLD');
  const fix = name(found?.after.side.label, 'FIX');
  return [`ref=${old}`, `tests-from=${fix}`, 'expect=fail', 'stop=decided'];
}
