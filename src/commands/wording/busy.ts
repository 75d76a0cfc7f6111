import { code, person, type Document, type Inline } from '../../model/document.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import type { Scene } from '../contract/context.ts';
import type { RunProgress } from '../contract/decisions.ts';
import { sentence, visible } from '../language/fault.ts';
import { grouped, topicOf, typed } from './common.ts';

/** E-BUSY: the same run is active already, and how far it is. */
export function busyDocument(busy: {
  readonly run: RepeatRun;
  readonly progress: RunProgress;
  readonly scene: Scene;
  /** The lanes that were asked for; absent for the project's first one. */
  readonly lanes?: readonly string[];
}): Document {
  const { run, progress, scene } = busy;
  const of = run.asked === 0 ? '' : ` of ${grouped(run.asked)}`;
  // Of several lanes all are started or none: nothing is half done.
  const isOneOfSeveral = busy.lanes !== undefined && busy.lanes.length > 1;
  const lane = isOneOfSeveral ? ` in the lane ${visible(run.lane)}` : '';
  const rest = isOneOfSeveral
    ? 'Nothing was started in the other lanes either: name those that are idle.'
    : 'No second one was started.';
  const far = `${grouped(progress.executed)}${of}`;
  return {
    topic: topicOf('error', scene.comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: sentence`${person(scene.comment.author.login)} The same run is already active${lane}: ${code(run.id)} (${far} executed). ${rest}`,
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
