import yoctocolors from 'yoctocolors';
import { finding, verdictMarks, verdictWords } from '../../reports/headline.ts';
import { count, duration, withInterval } from '../../reports/numbers.ts';
import type { RepeatReport } from '../../reports/report.ts';
import { plainGlyphs, runStrip, unicodeGlyphs } from '../../reports/strip.ts';
import { timesOf } from '../../reports/times.ts';
import { oneLine, safe } from './safe.ts';

/** What the place where text is shown can do. */
export interface Style {
  readonly width: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

const maxGroups = 20;

/** The result of a run for a terminal: verdict, causes, identities, next command. */
export function renderResult(report: RepeatReport, style: Style): string {
  const { run } = report;
  const commit =
    run.commit === undefined || run.revision.startsWith(run.commit.slice(0, 9))
      ? ''
      : ` (${run.commit.slice(0, 9)})`;
  const where = `${run.test === '' ? '' : `${oneLine(run.test, style.width)} at `}${oneLine(run.revision, 60)}${commit}, on ${run.where}`;
  const lines = [
    headline(report, style),
    `  ${where}`,
    ...causes(report, style),
    identities(report),
    ...reasons(report, style),
    ...strip(report, style),
    ...broken(report),
    ...(report.evidence === undefined ? [] : [`  ${report.evidence}`]),
    ...report.next.map((command, position) => `${position === 0 ? 'Next   ' : '       '}${command}`),
  ];
  const text = lines.join('\n');
  return `${style.unicode ? text : plain(text)}\n`;
}

/** Text for places without Unicode. */
export function plain(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    '–': '-',
    '·': '-',
    '±': '+-',
    '…': '...',
    '’': "'",
    '█': '#',
    '░': '.',
    '✗': 'x',
    '×': 'x',
    '→': '->',
  };
  return text.replaceAll(/[–·±…’█░✗×→]/g, (sign) => signs[sign] ?? '?');
}

function headline(report: RepeatReport, style: Style): string {
  const { kind } = report.verdict;
  const mark = verdictMarks[kind];
  const word = (kind === 'clean-so-far' ? 'clean' : verdictWords[kind]).toUpperCase();
  const paint = mark === 'pass' ? yoctocolors.green : mark === 'fail' ? yoctocolors.red : yoctocolors.yellow;
  const shown = style.colour ? yoctocolors.bold(paint(word)) : word;
  const early = report.partial === undefined ? '' : ` (${report.partial} early)`;
  return `${shown}${early}   ${oneLine(finding(report), 400)}`;
}

function causes({ groups }: RepeatReport, style: Style): string[] {
  const shown = groups.slice(0, maxGroups).map(({ group, estimate }) => {
    const times = `${count(group.iterations.length)}×`.padStart(6);
    const place = group.signature.place === undefined ? '' : `  at ${oneLine(group.signature.place, 60)}`;
    const scope =
      group.scope === 'class'
        ? `  (in ${group.phase === 'call' ? '' : `${group.phase} of `}its class, not the test itself)`
        : '';
    const runs = group.iterations.slice(0, 8).join(' ') + (group.iterations.length > 8 ? ' …' : '');
    const title = oneLine(group.signature.title, style.width - 10);
    return `${times}  ${title}${place}${scope}\n          ${withInterval(estimate)}   runs ${runs}`;
  });
  return groups.length > maxGroups ? [...shown, `  Showing ${maxGroups} of ${groups.length} causes.`] : shown;
}

function identities({ verdict, run, iterations }: RepeatReport): string {
  const { asked, executed, passed, failed, skipped, lost } = verdict.counts;
  const times = timesOf(iterations);
  const wall = run.wallMs === undefined ? '' : ` · ${duration(run.wallMs)}`;
  return (
    `  executed ${count(executed)} of ${count(asked)} · skipped ${count(skipped)} · lost ${count(lost)}` +
    ` · passed ${count(passed)} · failed ${count(failed)}${wall}${times === undefined ? '' : ` (${times})`}`
  );
}

function reasons({ skipReasons, lostReasons, exitCodesOnly, verdict }: RepeatReport, style: Style): string[] {
  const lines = [
    ...skipReasons.map(
      (reason) => `  skipped ${count(reason.count)}: ${oneLine(reason.words, style.width - 14)}`,
    ),
    ...lostReasons.map(
      (reason) => `  lost ${count(reason.count)}: ${oneLine(reason.words, style.width - 12)}`,
    ),
  ];
  if (exitCodesOnly && verdict.counts.executed > 0)
    lines.push('  exit codes only, skips invisible: add --junit GLOB');
  return lines.slice(0, 12);
}

function strip({ iterations, groups }: RepeatReport, style: Style): string[] {
  if (iterations.length < 2) return [];
  const glyphs = style.unicode ? unicodeGlyphs : plainGlyphs;
  const drawn = runStrip(
    iterations,
    groups.map(({ group }) => group),
    glyphs,
  );
  return drawn
    .split('\n')
    .slice(-21)
    .map((line) => `  ${safe(line)}`);
}

function broken({ brokenOutput }: RepeatReport): string[] {
  if (brokenOutput === undefined || brokenOutput === '') return [];
  return safe(brokenOutput)
    .split('\n')
    .slice(-15)
    .map((line) => `  | ${line}`);
}
