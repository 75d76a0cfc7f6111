import type { BisectionOutcome } from '../../model/bisection.ts';
import type { Commit } from '../../model/commit-range.ts';
import { code, strong, text, type Block, type Inline } from '../../model/document.ts';
import type { BisectionReport } from '../bisection-report.ts';
import { shellWord, terminalCommand, ticketCommand } from '../next-commands.ts';
import { count } from '../numbers.ts';
import type { Wording } from '../repeat-report.ts';

const MAX_COUNT = 2000;
/** As many commits as `max-steps=` takes. */
const MAX_STEPS = 1_000;
/** Runs that show a rate of 1 % with 95 %. */
const ENOUGH_CLEAN = 300;

/** What to do now: why, and commands that can be copied as they stand. */
interface Advice {
  readonly why: string;
  readonly commands: readonly string[];
}

/** The next step: in a sentence on a ticket, on lines of its own in a terminal. */
export function bisectionNext(report: BisectionReport, wording: Wording): readonly Block[] {
  const { why, commands } = adviceFor(report, wording);
  if (wording.audience === 'terminal') {
    const lines: Block[] = commands.length === 0 ? [] : [{ kind: 'code', text: commands.join('\n') }];
    return [{ kind: 'paragraph', text: [strong('Next:'), text(` ${why}`)] }, ...lines];
  }
  const shown = commands.flatMap((command, at): readonly Inline[] => [
    text(at === 0 ? ': ' : ', or '),
    code(command),
  ]);
  return [{ kind: 'paragraph', text: [strong('Next:'), text(` ${why}`), ...shown] }];
}

function adviceFor(report: BisectionReport, wording: Wording): Advice {
  const { outcome } = report.bisection;
  switch (outcome.kind) {
    case 'culprit':
      return afterCulprit(report, outcome.culprits, wording);
    case 'no-change': {
      const times = Math.min(wording.maxCount ?? MAX_COUNT, Math.max(1, outcome.more ?? ENOUGH_CLEAN));
      const at = outcome.lastGood?.commit ?? report.bisection.levels[0]?.good;
      return {
        why: 'run the good side more often',
        commands: repeatAt(report, { commit: at, times }, wording),
      };
    }
    case 'began-to-run':
      return {
        why: 'see what switched it on there, take away what keeps it from running before, and repeat it there',
        commands: [`git show ${outcome.boundary.runs.id.slice(0, 12)}`],
      };
    case 'already-bad':
      return {
        why: 'search further back, from an older revision without the failure',
        commands: furtherBack(report, wording),
      };
    case 'not-failing':
      return {
        why: 'see whether it fails at all, or name a bad end where it was seen to fail',
        commands: repeatAt(
          report,
          { commit: report.bisection.levels[0]?.bad, times: 2 * ENOUGH_CLEAN },
          wording,
        ),
      };
    case 'untestable-end':
      return { why: `name another ${outcome.end} end, one that runs the test`, commands: [] };
    case 'unfinished':
      return { why: unfinishedWhy(outcome), commands: again(report, outcome, wording) };
  }
}

function afterCulprit(report: BisectionReport, culprits: readonly Commit[], wording: Wording): Advice {
  const [first, last] = [culprits[0], culprits.at(-1)];
  const show = last === undefined ? [] : [`git show ${last.id.slice(0, 12)}`];
  const before = first?.parents[0];
  if (before === undefined || last === undefined) return { why: 'look at what it changed', commands: show };
  const range = `${before.slice(0, 12)}..${last.id.slice(0, 12)}`;
  const why = 'look at what it changed, and compare it with the commit before it for a second opinion';
  return { why, commands: [...show, commandOf(report, ['compare', range], wording)] };
}

function furtherBack(report: BisectionReport, wording: Wording): readonly string[] {
  const { good } = endsOf(report);
  return [commandOf(report, searchWords({ good: 'OLDER', bad: good }, wording), wording)];
}

function unfinishedWhy({ stage, more, triedAll }: Extract<BisectionOutcome, { kind: 'unfinished' }>): string {
  if (triedAll !== undefined) return 'let it try more commits';
  if (more === undefined) return 'let it go on';
  const where = stage === 'good-end' ? ' at the good end' : '';
  return `let it go on, about ${count(more)} more runs${where} are missing`;
}

/** The same search with a larger budget; in a terminal the run goes on where it stopped. */
function again(
  report: BisectionReport,
  { more, triedAll }: Extract<BisectionOutcome, { kind: 'unfinished' }>,
  wording: Wording,
): readonly string[] {
  if (triedAll !== undefined && wording.audience === 'ticket')
    return [
      commandOf(
        report,
        [...searchWords(endsOf(report), wording), `max-steps=${Math.min(MAX_STEPS, 2 * triedAll)}`],
        wording,
      ),
    ];
  const budget = report.bisection.counts.asked + (more ?? ENOUGH_CLEAN);
  if (wording.audience === 'terminal') {
    const larger = report.partial === undefined ? ` -n ${budget}` : '';
    return [`retrial bisect --resume ${shellWord(report.run.id)}${larger}`];
  }
  const words = searchWords(endsOf(report), wording);
  return [commandOf(report, [...words, `x${Math.min(wording.maxCount ?? MAX_COUNT, budget)}`], wording)];
}

interface Ends {
  readonly good: string;
  readonly bad: string;
}

/** Both ends as they can be typed again: their names, or their commits where a name would need quotes. */
function endsOf({ good, bad, bisection }: BisectionReport): Ends {
  const level = bisection.levels[0];
  const safe = (name: string, commit: Commit | undefined): string =>
    /^\w[\w./+-]*$/.test(name) ? name : (commit?.id.slice(0, 12) ?? 'REVISION');
  return { good: safe(good, level?.good), bad: safe(bad, level?.bad) };
}

function searchWords({ good, bad }: Ends, { audience }: Wording): readonly string[] {
  return audience === 'ticket'
    ? ['bisect', `good=${good}`, `bad=${bad}`]
    : ['bisect', '--good', good, '--bad', bad];
}

/** A command about the run's test; the first word is its verb. */
function commandOf({ run }: BisectionReport, words: readonly string[], wording: Wording): string {
  if (wording.audience === 'ticket') return ticketCommand(run, words, wording.commandWord);
  const [verb = '', ...rest] = words;
  return terminalCommand(run, verb, rest);
}

function repeatAt(
  report: BisectionReport,
  { commit, times }: { commit: Commit | undefined; times: number },
  wording: Wording,
): readonly string[] {
  if (commit === undefined) return [];
  const ref = commit.id.slice(0, 12);
  const words =
    wording.audience === 'ticket' ? [`x${times}`, `ref=${ref}`] : ['-n', String(times), '--ref', ref];
  return [commandOf(report, ['repeat', ...words], wording)];
}
