import { UserError } from '../model/errors.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { Command } from './command.ts';
import type { Scene } from './contract/context.ts';
import { onOff, runId } from './keys/common.ts';
import { reason, releaseCalled } from './keys/decisions.ts';
import { findOwnRun } from './keys/find-run.ts';
import { decideOrShow, quotedIfNeeded, releaseOf } from './running/deciding.ts';
import { withRight } from './running/dry.ts';

const keys = {
  run: runId({ fallback: 'the last comparison here' }),
  release: releaseCalled('release', 'the release that is verified', "the ticket's own"),
  reason,
  'dry-run': onOff('dry-run', 'only say what would be decided'),
};

/** The evidence is enough: a person takes the fix for good. */
export const accept: Command<typeof keys> = {
  name: 'accept',
  aliases: [],
  summary: 'Takes the evidence of a run as enough: the fix is verified.',
  usage: 'accept [RUN] [release=RELEASE] [reason="…"] [dry-run]',
  right: 'decide',
  keys,
  examples: ['accept', 'accept r-9d2m reason="0 of 600, and the old code still fails"'],

  async prepare(args) {
    return withRight(args);
  },

  async apply(args, scene) {
    const ask = async () => {
      const run = args.run === undefined ? await lastComparison(scene) : await findOwnRun(args.run, scene);
      await checkProof(run, scene);
      const release = await releaseOf(args.release, scene);
      return {
        what: 'accept' as const,
        reason: args.reason ?? 'none given',
        release,
        run: run.id,
        undo: `blocker add release=${quotedIfNeeded(release)}`,
      };
    };
    return decideOrShow(ask, args, scene);
  },
};

/** @throws UserError E-VALUE for a run that goes on, or in which nothing ran */
async function checkProof(run: RepeatRun, scene: Scene): Promise<void> {
  const { executed } = await scene.progressOf(run.id);
  if (run.stage !== 'done')
    throw new UserError('E-VALUE', `\`${run.id}\` has not ended yet: wait for its report.`);
  if (executed === 0)
    throw new UserError('E-VALUE', `Nothing ran in \`${run.id}\`: that is no evidence for anything.`);
}

async function lastComparison(scene: Scene): Promise<RepeatRun> {
  const found = (await scene.endedRuns()).find(({ question }) => question === 'compare');
  if (found !== undefined) return found;
  const { commandWord } = scene.settings;
  throw new UserError(
    'E-MISSING',
    `No comparison has ended here. Run one, \`/${commandWord} compare OLD..NEW\`, or name the run that proves it: \`/${commandWord} accept RUN\`.`,
  );
}
