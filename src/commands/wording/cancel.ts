import { goAhead } from '../running/dry.ts';
import { code, text, type Block, type Document, type Inline } from '../../model/document.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import type { Right } from '../../model/ticket.ts';
import type { Scene } from '../contract/context.ts';
import { sentence } from '../language/fault.ts';
import { counted, holdersOf, topicOf, typed } from './common.ts';
import { standingsTable, type Standing } from './status.ts';

/** What was stopped and how far it had come. */
export function cancelDocument(ended: readonly Standing[], scene: Scene): Document {
  const ids = ended.flatMap(({ run }, index): readonly Inline[] => [
    text(index === 0 ? '' : ', '),
    code(run.id),
  ]);
  return {
    topic: topicOf('cancel', scene.comment),
    blocks: [
      { kind: 'headline', mark: 'info', text: sentence`Cancelled ${counted(ended.length, 'run')}: ${ids}.` },
      standingsTable(ended),
      { kind: 'paragraph', text: [text('What has run so far will be reported as partial.')] },
    ],
  };
}

/** What would be stopped, and whose right that takes, where its author has none; nothing has happened. */
export function cancelDryRunDocument(
  standings: readonly Standing[],
  needed: Right | undefined,
  scene: Scene,
): Document {
  const rights =
    needed === undefined
      ? goAhead('You may stop that', scene)
      : `You can't stop that yourself: it takes ${holdersOf(needed, scene)}.`;
  return {
    topic: topicOf('cancel', scene.comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: [text(`Dry run: this would cancel ${counted(standings.length, 'run')}. Nothing was stopped.`)],
      },
      standingsTable(standings),
      { kind: 'paragraph', text: [text(rights)] },
    ],
  };
}

/** A hint instead of silence: what is active, and whose. */
export function nothingToCancelDocument(hint: {
  asked: string | undefined;
  active: readonly RepeatRun[];
  scene: Scene;
}): Document {
  const { asked, active, scene } = hint;
  const one = asked === undefined || asked === 'all' ? undefined : asked;
  const headline =
    one === undefined
      ? sentence`Nothing to cancel: ${active.length === 0 ? 'no run is active here' : 'you have no active run here'}.`
      : sentence`Nothing to cancel: ${code(one)} has ended.`;
  const list: readonly Block[] =
    active.length === 0
      ? []
      : [
          { kind: 'paragraph', text: [text('Active here:')] },
          { kind: 'list', items: active.map((run) => itemOf(run, scene)) },
        ];
  return {
    topic: topicOf('cancel', scene.comment),
    blocks: [{ kind: 'headline', mark: 'info', text: headline }, ...list],
  };
}

function itemOf(run: RepeatRun, scene: Scene): readonly Inline[] {
  return sentence`${code(run.selector.text)}, asked by ${code(run.requestedBy)}: ${typed(`cancel ${run.id}`, scene)}`;
}
