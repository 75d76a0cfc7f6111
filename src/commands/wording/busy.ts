import { code, person, type Document, type Inline } from '../../model/document.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import type { RunProgress, Scene } from '../contract/context.ts';
import { sentence } from '../language/fault.ts';
import { grouped, topicOf, typed } from './common.ts';

/** E-BUSY: the same run is active already, and how far it is. */
export function busyDocument(busy: { run: RepeatRun; progress: RunProgress; scene: Scene }): Document {
  const { run, progress, scene } = busy;
  const of = run.asked === 0 ? '' : ` of ${grouped(run.asked)}`;
  const far = `${grouped(progress.executed)}${of}`;
  return {
    topic: topicOf('error', scene.comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: sentence`${person(scene.comment.author.login)} The same run is already active: ${code(run.id)} (${far} executed). No second one was started.`,
      },
      {
        kind: 'paragraph',
        text: sentence`${more(run, scene)}See where it stands with ${typed(`status ${run.id}`, scene)}, or stop it with ${typed(`cancel ${run.id}`, scene)}.`,
      },
    ],
  };
}

/** A run that just repeats can be added to. */
function more({ id, question }: RepeatRun, scene: Scene): readonly Inline[] {
  if (question !== undefined) return [];
  return sentence`Add to it with ${typed(`extend ${id} x${scene.settings.defaultCount}`, scene)}. `;
}
