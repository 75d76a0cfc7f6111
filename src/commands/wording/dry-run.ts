import { code, text, type Block, type Document, type Inline } from '../../model/document.ts';
import { mannerWords } from '../../model/manner.ts';
import { USUAL_SCOPE_RUNS } from '../../model/isolation.ts';
import type { RunRequest, Scene } from '../contract/context.ts';
import type { ReckonedCost, Reckoning, ShownOrder } from '../contract/reckoning.ts';
import { writeDuration } from '../language/duration.ts';
import { sentence, visible } from '../language/fault.ts';
import { writeRevision } from '../language/revision.ts';
import { goAhead } from '../running/dry.ts';
import { allows } from '../running/rights.ts';
import { counted, holdersOf, topicOf } from './common.ts';

/** What a `repeat` would start, and whether its author may; nothing has happened. */
export function dryRunDocument(request: RunRequest, scene: Scene, reckoning: Reckoning): Document {
  const { comment, right, settings } = scene;
  const may = allows(right, 'run');
  const rights = may
    ? goAhead('You may start this run', scene)
    : `You can't start it yourself: that takes ${holdersOf('run', scene)}.`;
  return {
    topic: topicOf('status', comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: sentence`Dry run: this would be ${amountOf(request)} of ${code(request.selector.text)}. Nothing was started.`,
      },
      {
        kind: 'table',
        columns: [
          { title: 'What', align: 'left' },
          { title: 'As I understood it', align: 'left' },
        ],
        rows: [
          row('Test', code(visible(request.selector.text))),
          ...questionRows(request),
          row('Runs', text(`${amountOf(request)} (at most ${settings.maxCount.toLocaleString('en-US')})`)),
          row('Revision', revisionOf(request, reckoning)),
          ...laneRows(request, scene),
          ...overlayRows(request),
          ...mannerRows(request),
          row('Time for one', timeoutOf(request, settings.defaultTimeoutMs)),
          row('Cost', text(costOf(reckoning))),
          row('Result', text(request.quiet ? "posted only if it isn't clean" : 'posted here')),
          ...(request.note === undefined ? [] : [row('Note', text(visible(request.note)))]),
        ],
      },
      ...skipDiffBlocks(reckoning.skipDiff),
      ...orderBlocks(request, reckoning),
      { kind: 'paragraph', text: [text(rights)] },
    ],
  };
}

function skipDiffBlocks(diff = ''): readonly Block[] {
  if (diff === '') return [];
  return [
    { kind: 'paragraph', text: [text('How the skip would be taken off:')] },
    { kind: 'code', text: visibleLines(diff.split('\n')) },
  ];
}

/** What would be sent, as it would be; names in it come from the project's file and the command. */
function orderBlocks({ question }: RunRequest, { orders }: Reckoning): readonly Block[] {
  if (orders.length === 0) return [];
  const rounds =
    question === undefined
      ? ''
      : ' This is the first round, without what earlier runs have shown; later rounds ask for numbers and commits of their own.';
  const each = orders.flatMap((order): readonly Block[] => [
    { kind: 'paragraph', text: orderTitle(order) },
    { kind: 'code', text: visibleLines(order.facts.map(({ name, value }) => `${name}: ${value}`)) },
  ]);
  const note = `The run's id and its commit are settled when it starts.${rounds}`;
  return [...each, { kind: 'paragraph', text: [text(note)] }];
}

function orderTitle({ lane, side, service, isPushed = false }: ShownOrder): readonly Inline[] {
  const where = lane === '' ? [] : sentence` in the lane ${code(visible(lane))}`;
  const what = side === undefined ? [] : sentence` for ${code(visible(side))}`;
  if (isPushed)
    return sentence`What would be pushed${what}${where}, which starts ${code(service)} without a call:`;
  return sentence`What ${code(service)} would be sent${what}${where}:`;
}

function visibleLines(lines: readonly string[]): string {
  return lines.map((line) => visible(line).slice(0, 1_000)).join('\n');
}

/** Iterations, and the time that they would take together. */
export function costOf({ iterations, minutes, isMeasured, fits }: ReckonedCost): string {
  const by = isMeasured ? 'as this test took lately' : 'reckoned, since nothing was measured yet';
  const room = fits
    ? 'the budgets have room for it'
    : 'more than the budgets have room for: it would be refused';
  return `at most ${counted(iterations, 'iteration')}, about ${counted(minutes, 'CI minute')} (${by}); ${room}`;
}

function amountOf({ count, question }: RunRequest): string {
  if (question?.kind === 'isolate') return `${question.runs ?? USUAL_SCOPE_RUNS} in each company`;
  if (question?.kind === 'decide' && 'first' in question)
    return `at most ${counted(question.most, 'run')} up to the first failure`;
  return count === 0 ? 'as many runs as it takes' : counted(count, 'run');
}

function questionRows({ question }: RunRequest): readonly (readonly (readonly Inline[])[])[] {
  if (question?.kind === 'compare') {
    const base =
      question.base === undefined ? text('where it branched off') : code(writeRevision(question.base));
    const { reuseMs } = question;
    const reused = reuseMs === 0 ? 'none' : `of the last ${writeDuration(reuseMs ?? 0)}`;
    return [
      row('Compared with', base),
      ...(reuseMs === undefined ? [] : [row('Earlier runs', text(reused))]),
    ];
  }
  if (question?.kind !== 'bisect') return [];
  const { good, mostSteps, intoMerges } = question;
  return [
    row('Without the failure', code(writeRevision(good))),
    ...(mostSteps === undefined ? [] : [row('Commits', text(`at most ${mostSteps} are tried`))]),
    ...(intoMerges === false ? [row('Merges', text('named, and not looked into'))] : []),
  ];
}

function overlayRows({ overlays }: RunRequest): readonly (readonly (readonly Inline[])[])[] {
  if (overlays === undefined) return [];
  const words = [
    ...(overlays.testsFrom === undefined ? [] : [`tests-from=${writeRevision(overlays.testsFrom)}`]),
    ...overlays.names.map((name) => `overlay=${name}`),
    ...(overlays.unskip ? ['unskip'] : []),
  ];
  return [row('Changes of the code', code(visible(words.join(' '))))];
}

function mannerRows({ manner = {} }: RunRequest): readonly (readonly (readonly Inline[])[])[] {
  const words = mannerWords(manner);
  return words.length === 0 ? [] : [row('Run so', code(visible(words.join(' '))))];
}

function laneRows({ lanes }: RunRequest, { settings }: Scene): readonly (readonly (readonly Inline[])[])[] {
  const asked = lanes ?? settings.lanes?.slice(0, 1) ?? [];
  if (asked.length === 0) return [];
  const each = asked.length === 1 ? '' : `, ${asked.length} runs with a result each`;
  return [row('Lane', text(`${asked.join(', ')}${each}`))];
}

function row(title: string, value: Inline): readonly (readonly Inline[])[] {
  return [[text(title)], [value]];
}

/** As typed, else what the ticket makes of it. */
function revisionOf({ revision }: RunRequest, reckoning: Reckoning): Inline {
  return code(visible(revision === undefined ? reckoning.revision : writeRevision(revision)));
}

function timeoutOf({ timeoutMs }: RunRequest, defaultMs: number | undefined): Inline {
  const milliseconds = timeoutMs ?? defaultMs;
  return text(milliseconds === undefined ? "the CI service's own limit" : writeDuration(milliseconds));
}
