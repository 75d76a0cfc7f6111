import { code, link, strong, text, type Block, type Document, type Inline } from '../../model/document.ts';
import type { Decision } from '../../model/ledger.ts';
import { ticketName } from '../../model/ticket.ts';
import type { DecisionMade, DecisionRequest, RunProgress, Scene } from '../contract/context.ts';
import { sentence, visible } from '../language/fault.ts';
import { allows } from '../running/rights.ts';
import { grouped, holdersOf, topicOf, typed } from './common.ts';

type Named = Pick<Decision, 'what' | 'release' | 'until' | 'reason' | 'run' | 'test' | 'followUp'>;

/** What was decided, by whom, on which evidence, and how it is taken back. */
export function decisionDocument(made: DecisionMade & { readonly undo?: string }, scene: Scene): Document {
  const { entry, evidence, undo, proposal } = made;
  const { decision } = entry;
  const rows = [
    ...rowsOf(decision),
    ...(proposal === undefined
      ? []
      : [
          row('Change', code(visible(proposal.change))),
          row('Pull request', link(`#${proposal.number}`, proposal.url)),
        ]),
    row('Decided by', code(visible(decision.by))),
    row('Evidence', ...evidenceOf(decision, evidence)),
    row('Ledger', text(`entry ${grouped(entry.number)}, `), code(entry.hash.slice(0, 12))),
  ];
  const back: readonly Inline[] =
    undo === undefined ? [text('by hand: it was on several releases, or on none')] : [typed(undo, scene)];
  return {
    topic: topicOf('decision', scene.comment),
    blocks: [
      { kind: 'headline', mark: 'info', text: headlineOf(decision) },
      table(rows),
      { kind: 'paragraph', text: [strong('To take it back:'), text(' '), ...back] },
      {
        kind: 'paragraph',
        text: [
          strong('All decisions here:'),
          text(' '),
          code(`${scene.settings.commandWord} ledger --ticket ${ticketName(decision.ticket)}`),
          text(' in a terminal'),
        ],
      },
    ],
  };
}

/** What would be decided, and whether its author may; nothing has happened. */
export function decisionDryRunDocument(decision: Omit<DecisionRequest, 'line'>, scene: Scene): Document {
  const rights = allows(scene.right, 'decide')
    ? 'You may decide it: post the command without dry-run.'
    : `You can't decide it yourself: that takes ${holdersOf('decide', scene.comment.ticket.tracker)}.`;
  return {
    topic: topicOf('decision', scene.comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: [text('Dry run: this would say '), ...headlineOf(decision), text('. Nothing was decided.')],
      },
      table(rowsOf(decision)),
      { kind: 'paragraph', text: [text(rights)] },
    ],
  };
}

function headlineOf({ what, release = '', until = '', test = '' }: Named): readonly Inline[] {
  switch (what) {
    case 'blocker-add':
      return sentence`${strong('Release blocker')} of ${code(visible(release))}`;
    case 'blocker-remove':
      return sentence`${strong('No release blocker')} of ${code(visible(release))} any more`;
    case 'defer':
      return sentence`${strong('Deferred')} to ${code(visible(until))}`;
    case 'waive':
      return sentence`${strong('Waived')}: ${code(visible(release))} may ship with it`;
    case 'accept':
      return sentence`${strong('Accepted')}: the evidence is enough for ${code(visible(release))}`;
    case 'ignore':
      return sentence`${strong('Ignore')} ${code(visible(test))} until ${code(visible(until))}`;
    case 'unignore':
      return sentence`${strong('Run again')} ${code(visible(test))}`;
    case 'link':
      return sentence`${strong('Linked')}`;
  }
}

function rowsOf({ what, release, until, reason, followUp }: Named): readonly Row[] {
  return [
    ...(what === 'defer' && release !== undefined ? [row('From', code(visible(release)))] : []),
    row('Reason', text(visible(reason))),
    ...(followUp === undefined ? [] : [row('Follow-up', code(visible(followUp)))]),
    ...(until === undefined || what === 'defer' ? [] : [row('Until', code(visible(until)))]),
  ];
}

function evidenceOf({ run, evidence }: Decision, progress: RunProgress | undefined): readonly Inline[] {
  if (run === undefined) return [text('none: no run has ended here')];
  const counts =
    progress === undefined
      ? ''
      : `: ${grouped(progress.executed)} executed, ${grouped(progress.failed)} failed, ${grouped(progress.skipped)} skipped, ${grouped(progress.lost)} lost`;
  const hash = evidence === undefined ? [] : [text(', '), code(evidence.slice(0, 12))];
  return [code(run), text(counts), ...hash];
}

type Row = readonly (readonly Inline[])[];

function row(title: string, ...value: readonly Inline[]): Row {
  return [[text(title)], value];
}

function table(rows: readonly Row[]): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'What', align: 'left' },
      { title: 'As decided', align: 'left' },
    ],
    rows,
  };
}
