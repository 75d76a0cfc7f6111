import { code, text, type Block, type Document, type Inline } from '../../model/document.ts';
import type { IssueLink, LinkTarget } from '../../model/issue-link.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import type { Scene, Tied } from '../contract/context.ts';
import { ticketCommand } from '../../reports/next-commands.ts';
import { counted, topicOf } from './common.ts';

/** What a link would tie; nothing has happened. */
export function linkDryRunDocument(target: LinkTarget, scene: Scene): Document {
  return {
    topic: topicOf('help', scene.comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: [text('Dry run: this ticket would track '), ...named(target), text('. Nothing was tied.')],
      },
    ],
  };
}

/** What the ticket is tied to now, and how many failures of the past carry it from this moment on. */
export function linkedDocument(
  { target, tied }: { readonly target: LinkTarget; readonly tied: Tied },
  scene: Scene,
): Document {
  const { isNew, failures, builds, since, days, isAll } = tied;
  const seen =
    failures === 0
      ? `Ordinary CI has not failed that way in the last ${days} days`
      : `${isAll ? '' : 'At least '}${counted(failures, 'failure')} in ${counted(builds, 'build')} of ordinary CI ${failures === 1 ? 'carries' : 'carry'} it already, the oldest ${isAll ? '' : 'of these '}of ${since.slice(0, 10)}`;
  return {
    topic: topicOf('help', scene.comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: [
          text(isNew ? 'This ticket now tracks ' : 'This ticket tracked it already: '),
          ...named(target),
          text('.'),
        ],
      },
      {
        kind: 'paragraph',
        text: [text(`${seen}. Take it back with `), code(takenBack(target, scene)), text('.')],
      },
    ],
  };
}

/** Of this link alone: the ticket may have others. */
function takenBack({ target }: LinkTarget, { settings: { commandWord } }: Scene): string {
  return ticketCommand({ selector: target }, ['unlink'], commandWord);
}

/** What would be untied; nothing has happened. */
export function unlinkDryRunDocument(meant: readonly IssueLink[], scene: Scene): Document {
  const said =
    meant.length === 0
      ? 'Dry run: there is no such link here, so nothing would change.'
      : `Dry run: ${counted(meant.length, 'link')} would be taken back. Nothing was changed.`;
  const list: Block = { kind: 'list', items: meant.map((link) => named(link)) };
  return {
    topic: topicOf('help', scene.comment),
    blocks: [{ kind: 'headline', mark: 'info', text: [text(said)] }, ...(meant.length === 0 ? [] : [list])],
  };
}

/** What was untied, and what is left. */
export function unlinkedDocument(
  { removed, left }: { readonly removed: number; readonly left: readonly IssueLink[] },
  scene: Scene,
): Document {
  const headline =
    removed === 0
      ? 'There was no such link here, so nothing changed.'
      : `${counted(removed, 'link')} taken back.`;
  const rest: readonly Block[] =
    left.length === 0
      ? []
      : [
          { kind: 'paragraph', text: [text('Still linked to:')] },
          { kind: 'list', items: left.map((link) => [...named(link), text(', said '), code(link.by)]) },
        ];
  return {
    topic: topicOf('help', scene.comment),
    blocks: [{ kind: 'headline', mark: 'info', text: [text(headline)] }, ...rest],
  };
}

function named({ kind, target }: LinkTarget): readonly Inline[] {
  return [text(kind === 'test' ? 'the test ' : 'the cause '), code(shorten(plainLine(target), 200))];
}
