import { machineTimeWords } from './machine-time.ts';
import type { ComparedRevision, ComparedSignature, ComparisonKind } from '../model/comparison.ts';
import { code, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import { plainLine, plainText, shorten } from '../model/plain-text.ts';
import { adviceLine } from './advice.ts';
import { day } from './blockers-words.ts';
import { oddWords } from './counted-oddly.ts';
import { comparisonDetails } from './comparison-details.ts';
import { comparisonNext } from './comparison-next.ts';
import type { ComparisonReport } from './comparison-report.ts';
import { kindWords, luck, sideName, statement } from './comparison-words.ts';
import { evidencePlaces } from './details.ts';
import { groupName, knownIssue, scopeInWords } from './failure-groups.ts';
import { identities, identitiesOnScreen } from './identities.ts';
import { intervalPlot } from './interval-plot.ts';
import { count, duration, percentAtMost, plural, rateCell } from './numbers.ts';
import { plottedComparison } from './plots/plotted.ts';
import { reasonsInline } from './reason-counts.ts';
import type { Wording } from './repeat-report.ts';
import { rerunItems } from './reruns.ts';
import { addressee, mannerInline, remarks, testInline } from './subject.ts';

const MAX_ROWS = 20;
const LOG_LINES = 20;

/**
 * Two revisions side by side: the verdict, the counts of both, a row per cause, a plot, the next command, and how sure
 * one can be. Any renderer can show it.
 * @throws RangeError when counts contradict their identities
 */
export function comparisonDocument(report: ComparisonReport, wording: Wording): Document {
  const { comparison, run } = report;
  const isTicket = wording.audience === 'ticket';
  const next = comparisonNext(report, wording);
  const blocks = [
    headline(report),
    subject(report, wording),
    ...[comparison.before, comparison.after].map((side) => countsOf(side, isTicket)),
    ...warnings(report),
    ...table(comparison.rows),
    ...plot(comparison.rows),
    ...brokenLog(report),
    ...adviceLine(report.advice),
    ...(isTicket ? next : []),
    ...comparisonDetails(report, wording),
    evidencePlaces(report.evidence ?? [], run.id),
    ...(isTicket ? [] : next),
  ];
  return { topic: { kind: 'result', id: run.id }, blocks };
}

function headline({ comparison, partial }: ComparisonReport): Block {
  const isFix =
    comparison.overall.kind === 'pre-existing' &&
    comparison.rows.some(({ result }) => result.kind === 'fixed');
  const { mark, word } = kindWords[isFix ? 'fixed' : comparison.overall.kind];
  const stopped = partial === undefined ? '' : ` (${partial}, partial)`;
  return {
    kind: 'headline',
    mark,
    text: [strong(`${word}${stopped}`), text(': '), ...statement(comparison)],
  };
}

function subject(report: ComparisonReport, { audience }: Wording): Block {
  const { run, comparison, wallMs, spent } = report;
  const { before, after } = comparison;
  const lane = run.lane === undefined ? '' : `, ${run.lane}`;
  const overlays = run.overlays.length === 0 ? '' : `, ${run.overlays.map(plainLine).join(', ')}`;
  return {
    kind: 'paragraph',
    text: [
      ...addressee(run, audience),
      testInline(run),
      text(': before = '),
      ...revisionOf(before),
      text(', after = '),
      ...revisionOf(after),
      text(`${lane}${overlays}`),
      ...mannerInline(run),
      text(`, ${howRun(report)} on ${run.service}. Took ${duration(wallMs)}.${machineTimeWords(spent)}`),
      ...remarks(run),
    ],
  };
}

/** In turns, unless earlier runs count: those ran at another time, perhaps on another day's machine. */
function howRun({ comparison, reusedFrom = {} }: ComparisonReport): string {
  const { before, after } = comparison;
  if (before.reused + after.reused === 0) return 'in turns';
  return `${whenRun(before, reusedFrom.before)} against ${whenRun(after, reusedFrom.after)},`;
}

function whenRun({ counts, reused }: ComparedRevision, ended: string | undefined): string {
  const now = counts.asked - reused;
  const words = now > 0 || reused === 0 ? [`${plural(now, 'run')} now`] : [];
  const earlier =
    ended === undefined ? plural(reused, 'earlier run') : `${plural(reused, 'run')} of ${day(ended)}`;
  return [...words, ...(reused === 0 ? [] : [earlier])].join(' and ');
}

function revisionOf(revision: ComparedRevision): readonly Inline[] {
  const short = revision.side.commit?.slice(0, 7);
  const isNamed = short === undefined || plainLine(revision.side.label).includes(short);
  return isNamed ? [sideName(revision)] : [sideName(revision), text(' ('), code(short), text(')')];
}

function countsOf(revision: ComparedRevision, isTicket: boolean): Block {
  const { counts, reasons, reused } = revision;
  const words = isTicket ? identities(counts) : `${identitiesOnScreen(counts)}.`;
  const why = reasons.length === 0 ? [] : [text(' Not run: '), ...reasonsInline(reasons), text('.')];
  const earlier =
    reused === 0 ? [] : [text(` ${plural(reused, 'run')} of these from earlier runs of this commit.`)];
  return { kind: 'paragraph', text: [sideName(revision), text(`: ${words}`), ...why, ...earlier] };
}

function warnings({ run, comparison, exitCodesOnly }: ComparisonReport): readonly Block[] {
  const { before, after, skipsDiffer, overall } = comparison;
  const sides = [before, after];
  const said = [
    ...rerunItems(run),
    ...(exitCodesOnly
      ? [[text('Exit codes only: a skipped test looks like a passed one. Add --junit.')]]
      : []),
    ...(skipsDiffer && overall.kind !== 'no-data'
      ? [[text('Only one side skipped runs, so the two may not have run the same thing.')]]
      : []),
    ...sides.flatMap((side) => oddWords(side.odd).map((words) => [sideName(side), text(`: ${words}`)])),
    ...sides
      .filter(({ clustered }) => clustered === true)
      .map((side) => [
        text('Failures of '),
        sideName(side),
        text(' gather on some machines: the runs are not independent, and the intervals too narrow.'),
      ]),
    ...sides
      .filter(({ broken }) => broken !== undefined)
      .map((side) => [
        sideName(side),
        text(' could not be run to its end: '),
        code(shorten(plainLine(side.broken ?? ''), 300)),
      ]),
  ];
  return said.map((words) => ({ kind: 'paragraph', text: [strong('Note:'), text(' '), ...words] }));
}

function table(rows: readonly ComparedSignature[]): readonly Block[] {
  if (rows.length === 0) return [];
  const titles = ['Failure', 'Before', 'After', 'Reading'];
  const columns = titles.map((title) => ({ title, align: 'left' as const }));
  const shown = rows
    .slice(0, MAX_ROWS)
    .map((row) => [
      nameCell(row),
      [text(cellOf(row, 'before'))],
      [text(cellOf(row, 'after'))],
      [text(reading(row))],
    ]);
  const cut: Block = {
    kind: 'paragraph',
    text: [text(`Showing ${MAX_ROWS} of ${plural(rows.length, 'cause')}.`)],
  };
  return [{ kind: 'table', columns, rows: shown }, ...(rows.length > MAX_ROWS ? [cut] : [])];
}

function nameCell(row: ComparedSignature): readonly Inline[] {
  const { group } = row;
  const isPlain = group.scope === 'method' && group.phase === 'call';
  return [groupName(group), ...(isPlain ? [] : [text(`, ${scopeInWords(group)}`)]), ...knownIssue(group)];
}

function cellOf(row: ComparedSignature, side: 'before' | 'after'): string {
  const estimate = row[side];
  if (estimate === undefined) return 'nothing ran';
  return `${count(estimate.failed)} / ${count(estimate.executed)}, ${rateCell(estimate)}`;
}

const readings: Readonly<Record<ComparisonKind, string>> = {
  regression: 'new',
  'pre-existing-worse': 'was there before, fails more often now',
  'no-data': 'nothing to compare with',
  'need-more-runs': 'not decided',
  'pre-existing': 'unchanged, was there before',
  'still-flaky-better': 'fails less often, still flaky',
  fixed: 'fixed',
  'not-reproduced': 'not reproduced',
};

function reading({ result }: ComparedSignature): string {
  const word = readings[result.kind];
  const { p = 1, residual, more, side } = result;
  const rest = residual === undefined ? '' : `; at most ${percentAtMost(residual)} may be left`;
  if (p < 1 && (result.kind === 'fixed' || result.kind === 'regression'))
    return `${word}: by luck alone ${luck(p)}${rest}`;
  if (more !== undefined && more > 0) return `${word}: ${side ?? 'it'} needs ${plural(more, 'more run')}`;
  return word;
}

function plot(rows: readonly ComparedSignature[]): readonly Block[] {
  if (rows.length === 0) return [];
  return [{ kind: 'code', text: intervalPlot(plottedComparison(rows)) }];
}

function brokenLog({ brokenOutput }: ComparisonReport): readonly Block[] {
  if (brokenOutput === undefined || brokenOutput.trim() === '') return [];
  return [{ kind: 'code', text: plainText(brokenOutput).trimEnd().split('\n').slice(-LOG_LINES).join('\n') }];
}
