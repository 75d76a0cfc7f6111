import { UserError } from '../model/errors.ts';
import { fixWords, type FixFinding } from '../model/fix-finding.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { Command } from './command.ts';
import type { Scene } from './contract/context.ts';
import { onOff, runId } from './keys/common.ts';
import { reason, releaseCalled } from './keys/decisions.ts';
import { findOwnRun } from './keys/find-run.ts';
import { decideOrShow, quotedIfNeeded, releaseOf } from './running/deciding.ts';
import { withRight } from './running/dry.ts';

const keys = {
  run: runId({ fallback: 'the last comparison with a fix here' }),
  release: releaseCalled('release', 'the release that is verified', "the ticket's own"),
  reason,
  'dry-run': onOff('dry-run', 'only say what would be decided'),
};

/** A person takes the fix for good. */
export const accept: Command<typeof keys> = {
  name: 'accept',
  aliases: [],
  summary: 'Takes a fix for good by the evidence of a run.',
  usage: 'accept [RUN] [release=RELEASE] [reason="…"] [dry-run]',
  right: 'decide',
  keys,
  examples: ['accept', 'accept r-9d2m reason="0 of 600, and the old code still fails"'],

  async prepare(args) {
    return withRight(args);
  },

  async apply(args, scene) {
    const ask = async () => {
      const release = await releaseOf(args.release, scene);
      const findings = await scene.fixFindings(release);
      const run =
        args.run === undefined ? await lastCheck(findings, scene) : await findOwnRun(args.run, scene);
      await checkProof(run, scene);
      const found = findings.find((one) => one.run === run.id);
      checkReason(run, { found, reason: args.reason, word: scene.settings.commandWord });
      return {
        what: 'accept' as const,
        reason: args.reason ?? 'none given',
        release,
        run: run.id,
        undo: `blocker add release=${quotedIfNeeded(release)}`,
        ...(found === undefined ? {} : { found }),
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

/** What says so by itself needs no word more; anything else is a person's own judgement. @throws UserError E-MISSING */
function checkReason(
  { id }: RepeatRun,
  {
    found,
    reason: why,
    word,
  }: {
    readonly found: FixFinding | undefined;
    readonly reason: string | undefined;
    readonly word: string;
  },
): void {
  if (why !== undefined || found?.says === 'gone') return;
  const words = found === undefined ? 'nothing is told of this ticket’s test' : fixWords(found);
  throw new UserError(
    'E-MISSING',
    `In \`${id}\` ${words}. That shows no fix: to take it all the same, say why, \`/${word} accept ${id} reason="…"\`. Nothing was decided.`,
  );
}

const ofNoFix: readonly FixFinding['says'][] = ['fails', 'clean', 'origin', 'elsewhere'];

/** The newest run that was to show a fix. @throws UserError E-MISSING */
async function lastCheck(findings: readonly FixFinding[], scene: Scene): Promise<RepeatRun> {
  const last = findings.find(({ says }) => !ofNoFix.includes(says));
  if (last !== undefined) return findOwnRun(last.run, scene);
  const { commandWord } = scene.settings;
  throw new UserError(
    'E-MISSING',
    `No comparison with a fix has ended here. Run one, \`/${commandWord} compare OLD..FIX\`, or name the run that proves it: \`/${commandWord} accept RUN\`.`,
  );
}
