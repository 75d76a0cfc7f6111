import { code, text, type Document } from '../../model/document.ts';
import { nothingToRetry } from '../../reports/additions.ts';
import type { Scene } from '../contract/context.ts';
import { sentence } from '../language/fault.ts';
import { topicOf, typed } from './common.ts';

/** There is nothing to run again. */
export function nothingToRetryDocument(
  { id, why }: { readonly id: string; readonly why: 'nothing-lost' | 'still-running' },
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
