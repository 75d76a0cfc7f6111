import { code, link, strong, text, type Block, type Document, type Inline } from '../../model/document.ts';
import { fixWords } from '../../model/fix-finding.ts';
import type { Decision } from '../../model/ledger.ts';
import { ticketName } from '../../model/ticket.ts';
import { stillRunsWords, switchedOffWords } from '../../reports/lost-coverage.ts';
import type { Scene } from '../contract/context.ts';
import type { DecisionMade, DecisionRequest, ShownChange } from '../contract/decisions.ts';
import { fromMessage, visible } from '../language/fault.ts';
import { goAhead } from '../running/dry.ts';
import { allows } from '../running/rights.ts';
import { grouped, holdersOf, topicOf, typed } from './common.ts';
import { headlineOf, row, rowsOf, statusRows, table, type Row } from './decision-rows.ts';
import { stepBlocks } from './decision-steps.ts';

type DecisionRequestWithoutLine = Omit<DecisionRequest, 'line'> & Pick<DecisionMade, 'found'>;

/** Runs that were started with a decision, or why none were. */
export type ProofRun = { readonly id: string; readonly count: number } | { readonly refused: string };

/** What was decided, by whom, on which evidence, and how it is taken back. */
export function decisionDocument(made: DecisionMade & { readonly run?: ProofRun }, scene: Scene): Document {
  const { entry, proposal } = made;
  const { decision } = entry;
  const rows = [
    ...rowsOf(decision),
    ...statusRows(decision, scene),
    ...followUpRows(made),
    ...(proposal === undefined
      ? []
      : [
          row('Change', code(visible(proposal.change))),
          row(
            'Pull request',
            link(`#${proposal.number}`, proposal.url),
            text(' to '),
            code(visible(proposal.base)),
          ),
        ]),
    ...unmergedRows(made),
    ...runRows(made.run, scene),
    row('Decided by', code(visible(decision.by))),
    row('Evidence', ...evidenceOf(decision, made)),
    ...foundRows(made),
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
    ? goAhead('You may decide it', scene)
    : `You can't decide it yourself: that takes ${holdersOf('decide', scene)}.`;
  return {
    topic: topicOf('decision', scene.comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: [text('Dry run: this would say '), ...headlineOf(decision), text('. Nothing was decided.')],
      },
      table([
        ...rowsOf(decision),
        ...statusRows(decision, scene),
        ...plannedRows(decision),
        ...foundRows(decision),
      ]),
      ...consequences(decision, change),
      ...(change === undefined ? [] : changeBlocks(change)),
      { kind: 'paragraph', text: [text(rights)] },
    ],
  };
}

function foundRows({ found }: Pick<DecisionMade, 'found'>): readonly Row[] {
  return found === undefined ? [] : [row('What it says', code(found.run), text(`: ${fixWords(found)}`))];
}

function backOf({ entry, undo, byHand }: DecisionMade, scene: Scene): readonly Inline[] {
  const steps: readonly (readonly Inline[])[] = [
    ...(undo === undefined ? [] : [[typed(undo, scene)]]),
    ...(byHand === undefined ? [] : [fromMessage(visible(byHand))]),
    ...(statusRows(entry.decision, scene).length === 0 ? [] : [[text('its status by hand')]]),
  ];
  if (steps.length === 0) return [text('by hand')];
  return steps.flatMap((step, at) => (at === 0 ? step : [text('; '), ...step]));
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
function consequences(
  { what, mode }: DecisionRequestWithoutLine,
  change: ShownChange | undefined,
): readonly Block[] {
  const words = {
    ignore:
      mode === 'quarantine'
        ? 'A pull request would put exactly that test on the list of those that block nothing.'
        : `A pull request would switch off ${switchedOffWords(change?.coverage)}. ${stillRunsWords(change?.coverage)}`,
    unignore: 'A pull request would take that back, and the test would be repeated on it.',
    defer: 'The ticket would move to that release and block it.',
    'blocker-add': 'The ticket would get the blocker’s label and that release.',
    'blocker-remove': 'The ticket would lose the blocker’s label.',
    waive: undefined,
    accept: undefined,
    link: undefined,
    unlink: undefined,
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
