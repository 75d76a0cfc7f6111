import { code, text, type Document } from '../../model/document.ts';
import { nothingToRetry } from '../../reports/additions.ts';
import type { NothingToAdd, Scene } from '../contract/context.ts';
import type { AddedReckoning } from '../contract/reckoning.ts';
import { sentence } from '../language/fault.ts';
import { goAhead } from '../running/dry.ts';
import { allows } from '../running/rights.ts';
import { counted, holdersOf, topicOf, typed } from './common.ts';
import { costOf } from './dry-run.ts';

/** What would be added to a run, and whether its author may; nothing has happened. */
export function addingDryRunDocument(id: string, added: AddedReckoning, scene: Scene): Document {
  const rights = allows(scene.right, 'run')
    ? goAhead('You may add them', scene)
    : `You can't add them yourself: that takes ${holdersOf('run', scene)}.`;
  const whole = counted(added.whole, 'run');
  return {
    topic: topicOf('status', scene.comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: sentence`Dry run: this would add ${counted(added.runs, 'run')} to ${code(id)}. Nothing was started.`,
      },
      { kind: 'paragraph', text: [text(`Its report would count ${whole}. Cost: ${costOf(added)}.`)] },
      { kind: 'paragraph', text: [text(rights)] },
    ],
  };
}

/** There is nothing to run again. */
export function nothingToRetryDocument(
  { id, why }: { readonly id: string; readonly why: NothingToAdd },
  scene: Scene,
): Document {
  const isRunning = why === 'still-running';
  return {
    topic: topicOf('status', scene.comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: [code(id), text(` ${nothingToRetry[why]}`)],
      },
      {
        kind: 'paragraph',
        text: isRunning
          ? [text('What it lost is known when it ends.')]
          : sentence`Skipped runs would be skipped again. For more runs: ${typed(`extend ${id} x${scene.settings.defaultCount}`, scene)}.`,
      },
    ],
  };
}
