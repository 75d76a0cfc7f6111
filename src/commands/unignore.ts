import { UserError } from '../model/errors.ts';
import { parseSelector } from '../model/selector.ts';
import type { Command } from './command.ts';
import type { Scene } from './contract/context.ts';
import type { DecisionMade } from './contract/decisions.ts';
import { count, onOff, test } from './keys/common.ts';
import { reason } from './keys/decisions.ts';
import { decidedReply, decideOnce, decideOrShow, onlyRelease, quotedIfNeeded } from './running/deciding.ts';
import { withRight } from './running/dry.ts';
import { rememberedTest } from './running/starting.ts';
import type { ProofRun } from './wording/decision.ts';

const keys = {
  test,
  xN: count,
  reason,
  'dry-run': onOff('dry-run', 'only say what would be decided'),
};

/** The test runs again, and is run at once: its pull request says nothing about whether it still fails. */
export const unignore: Command<typeof keys> = {
  name: 'unignore',
  aliases: [],
  summary: 'Opens a pull request that takes the ignore off one test, and runs the test on it.',
  usage: 'unignore [TEST] [xN] [reason="…"] [dry-run]',
  right: 'decide',
  keys,
  examples: ['unignore CASTest#testConflictingWrites reason="its cause is fixed"'],

  async prepare(args, scene) {
    return withRight({ ...args, test: args.test ?? (await rememberedTest(scene)) });
  },

  async apply(args, scene) {
    const ask = async () => {
      const selector = args.test ?? (await rememberedTest(scene));
      const release = await onlyRelease(scene);
      return {
        what: 'unignore' as const,
        reason: args.reason ?? 'none given',
        test: selector.text,
        undo: `ignore ${quotedIfNeeded(selector.text)} reason="…" until=…`,
        ...(release === undefined ? {} : { release }),
      };
    };
    if (args['dry-run'] === true) return decideOrShow(ask, args, scene);
    const made = await decideOnce(ask, scene);
    const run = await proofOf(made, args.xN ?? scene.settings.defaultCount, scene);
    return decidedReply({ ...made, ...(run === undefined ? {} : { run }) }, scene);
  },
};

/** The runs on the branch of the pull request, where there is one; a run that can't be started takes nothing back. */
async function proofOf(
  { entry, proposal }: DecisionMade,
  times: number,
  scene: Scene,
): Promise<ProofRun | undefined> {
  if (proposal === undefined) return undefined;
  const { comment, line } = scene;
  const { ticket, id: commentId, author } = comment;
  const revision = { kind: 'name' as const, name: proposal.branch };
  const selector = parseSelector(entry.decision.test ?? '');
  const request = { ticket, commentId, line, requestedBy: author.login, selector, revision, quiet: false };
  try {
    const { run } = await scene.startRun({ ...request, count: times });
    return { id: run.id, count: times };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { refused: error.message };
  }
}
