import { code, link, strong, text, type Block, type Document, type Inline } from '../../model/document.ts';
import type { Decision } from '../../model/ledger.ts';
import { ticketName } from '../../model/ticket.ts';
import type { Scene } from '../contract/context.ts';
import type { DecisionMade, DecisionRequest, ShownChange } from '../contract/decisions.ts';
import { fromMessage, sentence, visible } from '../language/fault.ts';
import { allows } from '../running/rights.ts';
import { grouped, holdersOf, topicOf, typed } from './common.ts';
import { stepBlocks } from './decision-steps.ts';

type DecisionRequestWithoutLine = Omit<DecisionRequest, 'line'>;
type Named = Pick<Decision, 'what' | 'release' | 'until' | 'reason' | 'test' | 'mode'>;

/** Runs that were started with a decision, or why none were. */
export type ProofRun = { readonly id: string; readonly count: number } | { readonly refused: string };

/** What was decided, by whom, on which evidence, and how it is taken back. */
export function decisionDocument(made: DecisionMade & { readonly run?: ProofRun }, scene: Scene): Document {
  const { entry, proposal } = made;
  const { decision } = entry;
  const rows = [
    ...rowsOf(decision),
    ...followUpRows(made),
    ...(proposal === undefined
      ? []
      : [
          row('Change', code(visible(proposal.change))),
          row('Pull request', link(`#${proposal.number}`, proposal.url)),
        ]),
    ...unmergedRows(made),
    ...runRows(made.run, scene),
    row('Decided by', code(visible(decision.by))),
    row('Evidence', ...evidenceOf(decision, made)),
    row('Ledger', text(`entry ${grouped(entry.number)}, `), code(entry.hash.slice(0, 12))),
  ];
  return {
    topic: topicOf('decision', scene.comment),
    blocks: [
      { kind: 'headline', mark: 'info', text: headlineOf(decision) },
      table(rows),
      ...stepBlocks(made),
      { kind: 'paragraph', text: [strong('To take it back:'), text(' '), ...backOf(made, scene)] },
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
export function decisionDryRunDocument(
  decision: DecisionRequestWithoutLine,
  scene: Scene,
  change?: ShownChange,
): Document {
  const rights = allows(scene.right, 'decide')
    ? 'You may decide it: post the command without dry-run.'
    : `You can't decide it yourself: that takes ${holdersOf('decide', scene)}.`;
  return {
    topic: topicOf('decision', scene.comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: [text('Dry run: this would say '), ...headlineOf(decision), text('. Nothing was decided.')],
      },
      table([...rowsOf(decision), ...plannedRows(decision)]),
      ...consequences(decision),
      ...(change === undefined ? [] : changeBlocks(change)),
      { kind: 'paragraph', text: [text(rights)] },
    ],
  };
}

function backOf({ undo, byHand }: DecisionMade, scene: Scene): readonly Inline[] {
  const hand = byHand === undefined ? [] : fromMessage(visible(byHand));
  if (undo === undefined) return byHand === undefined ? [text('by hand')] : hand;
  return [typed(undo, scene), ...(byHand === undefined ? [] : [text('; '), ...hand])];
}

function headlineOf({ what, release = '', until = '', test = '', mode }: Named): readonly Inline[] {
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
      if (mode === 'quarantine')
        return sentence`${strong('Quarantine')} ${code(visible(test))} until ${code(visible(until))}`;
      return sentence`${strong('Ignore')} ${code(visible(test))} until ${code(visible(until))}`;
    case 'unignore':
      return sentence`${strong('Run again')} ${code(visible(test))}`;
    case 'link':
      return sentence`${strong('Linked')}`;
  }
}

/** Decisions about a test, which name a release only beside it. */
const aboutCode: readonly Decision['what'][] = ['ignore', 'unignore'];

function rowsOf({ what, release, until, reason, mode }: Named): readonly Row[] {
  return [
    ...(what === 'defer' && release !== undefined ? [row('From', code(visible(release)))] : []),
    row('Reason', text(visible(reason))),
    ...(mode === undefined ? [] : [row('Mode', text('quarantine: it runs on, and breaks no build'))]),
    ...(release === undefined || !aboutCode.includes(what) ? [] : [row('Release', code(visible(release)))]),
    ...(until === undefined || what === 'defer' ? [] : [row('Until', code(visible(until)))]),
  ];
}

/** The ledger takes the ignore back; the pull request that would ignore it is for people to close. */
function unmergedRows({ unmerged }: DecisionMade): readonly Row[] {
  if (unmerged === undefined) return [];
  const { number, url } = unmerged;
  if (number === undefined || url === undefined) return [row('Change', text('none: nothing skips it there'))];
  return [
    row(
      'Change',
      text('none: nothing skips it there. Close '),
      link(`#${number}`, url),
      text(', which would'),
    ),
  ];
}

function followUpRows({ entry, followUp }: DecisionMade): readonly Row[] {
  if (followUp !== undefined) {
    const release = followUp.release === undefined ? [] : [text(', for '), code(visible(followUp.release))];
    return [row('Follow-up', link(visible(followUp.name), followUp.url), text(', made'), ...release)];
  }
  const named = entry.decision.followUp;
  return named === undefined ? [] : [row('Follow-up', code(visible(named)))];
}

/** What a dry run says of the follow-up. */
function plannedRows({ followUp, newTicket, movesBlocker }: DecisionRequestWithoutLine): readonly Row[] {
  const where = newTicket?.project === undefined ? '' : ` in ${newTicket.project}`;
  const made = newTicket === undefined ? [] : [row('Follow-up', text(visible(`a new ticket${where}`)))];
  const named = followUp === undefined ? [] : [row('Follow-up', code(visible(followUp)))];
  const moved = movesBlocker === true ? [row('Blocker', text('the follow-up takes it over'))] : [];
  return [...made, ...named, ...moved];
}

/** What else comes of it. */
function consequences({ what, mode }: DecisionRequestWithoutLine): readonly Block[] {
  const words = {
    ignore:
      mode === 'quarantine'
        ? 'A pull request would put exactly that test on the list of those that block nothing.'
        : 'A pull request would switch off exactly that test.',
    unignore: 'A pull request would take that back, and the test would be repeated on it.',
    defer: 'The ticket would move to that release and block it.',
    'blocker-add': 'The ticket would get the blocker’s label and that release.',
    'blocker-remove': 'The ticket would lose the blocker’s label.',
    waive: undefined,
    accept: undefined,
    link: undefined,
  }[what];
  return words === undefined ? [] : [{ kind: 'paragraph', text: [text(words)] }];
}

function changeBlocks({ words, lines }: ShownChange): readonly Block[] {
  return [
    { kind: 'paragraph', text: [strong('Its change:'), text(' '), code(visible(words))] },
    { kind: 'code', text: lines },
  ];
}

function runRows(run: ProofRun | undefined, scene: Scene): readonly Row[] {
  if (run === undefined) return [];
  if ('refused' in run) return [row('Repeat run', text('none: '), ...fromMessage(run.refused))];
  return [
    row(
      'Repeat run',
      code(run.id),
      text(`, ${grouped(run.count)} times on that branch; `),
      typed('status', scene),
    ),
  ];
}

function evidenceOf(
  { run, evidence }: Decision,
  { evidence: progress, evidenceGoneAt: goneAt }: DecisionMade,
): readonly Inline[] {
  if (run === undefined) return [text('none: no run has ended here')];
  const counts =
    progress === undefined
      ? ''
      : `: ${grouped(progress.executed)} executed, ${grouped(progress.failed)} failed, ${grouped(progress.skipped)} skipped, ${grouped(progress.lost)} lost`;
  const hash = evidence === undefined ? [] : [text(', '), code(evidence.slice(0, 12))];
  const gone =
    goneAt === undefined
      ? []
      : [
          text(
            `; its evidence was let go on ${goneAt.slice(0, 10)}: the numbers can’t be computed from it again`,
          ),
        ];
  return [code(run), text(counts), ...hash, ...gone];
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
