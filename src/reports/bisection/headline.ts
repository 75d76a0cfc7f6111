import type { Bisection, BisectionOutcome, CulpritEvidence, Untestable } from '../../model/bisection.ts';
import { strong, text, type Block, type Inline, type Mark } from '../../model/document.ts';
import type { Estimate } from '../../model/estimate.ts';
import type { BisectionReport } from '../bisection-report.ts';
import { count, level, percentAtMost, plural } from '../numbers.ts';
import { commitInline, idInline, nameInline } from './commits.ts';

const words: Readonly<Record<BisectionOutcome['kind'], { readonly mark: Mark; readonly word: string }>> = {
  culprit: { mark: 'info', word: 'First bad commit' },
  'no-change': { mark: 'warn', word: 'No change shown' },
  'began-to-run': { mark: 'info', word: 'Began to run, not shown to fail from there' },
  'already-bad': { mark: 'info', word: 'Already bad at the good end' },
  'not-failing': { mark: 'warn', word: 'Does not fail at the bad end' },
  'untestable-end': { mark: 'warn', word: 'Nothing to search' },
  unfinished: { mark: 'warn', word: 'Not finished' },
};

/** The first line: what was found, then how sure that is and the numbers it rests on. */
export function bisectionHeadline(report: BisectionReport): Block {
  const { outcome } = report.bisection;
  const { mark, word } = words[outcome.kind];
  const partial = report.partial === undefined ? '' : ` (${report.partial}, partial)`;
  return {
    kind: 'headline',
    mark,
    text: [strong(`${word}${partial}`), text(': '), ...rest(report, outcome)],
  };
}

function rest(report: BisectionReport, outcome: BisectionOutcome): readonly Inline[] {
  const good = nameInline(report.good);
  const bad = nameInline(report.bad);
  switch (outcome.kind) {
    case 'culprit':
      return [
        ...culpritsInline(report, outcome),
        text(`, ${sureness(outcome.confidence)} sure; ${beforeAndFrom(outcome)}`),
      ];
    case 'no-change':
      return [
        text('the likeliest is '),
        ...culpritsInline(report, outcome),
        text(`, but ${beforeAndFrom(outcome)} may be chance`),
      ];
    case 'began-to-run':
      return [
        text('before '),
        idInline(outcome.boundary.runs, report.run),
        text(` the test does not run; there ${failures(outcome.at)}`),
      ];
    case 'already-bad':
      return [
        text(`${failures(outcome.goodEnd)} at `),
        good,
        text(` in the same way as ${count(outcome.badEnd.failed)} of ${count(outcome.badEnd.executed)} at `),
        bad,
      ];
    case 'not-failing':
      return [text(`${failures(outcome.badEnd)} at `), bad, text(`; ${wouldHaveShown(outcome.badEnd)}`)];
    case 'untestable-end':
      return [
        text(`the ${outcome.end} end `),
        outcome.end === 'good' ? good : bad,
        text(` ${endWords[outcome.why]}`),
      ];
    case 'unfinished':
      return unfinished(report, outcome);
  }
}

const endWords: Readonly<Record<Untestable, string>> = {
  broken: 'cannot be run',
  skipped: 'does not run the test',
  lost: 'brought no run to a verdict',
  masked: 'fails every time in another way',
};

function unfinished(
  { run, bisection }: BisectionReport,
  { stage, suspects }: Extract<BisectionOutcome, { kind: 'unfinished' }>,
): readonly Inline[] {
  if (suspects !== undefined) {
    if (suspects.commits === 1) return [text('most likely '), ...commitInline(suspects.first, run)];
    return [
      text(`the first bad commit is one of ${count(suspects.commits)}, from `),
      idInline(suspects.first, run),
      text(' to '),
      idInline(suspects.last, run),
      text(', with 95 % confidence'),
    ];
  }
  const [good, bad] = [endEstimate(bisection, 'good'), endEstimate(bisection, 'bad')];
  if (stage === 'boundary')
    return [text('the good end does not run the test; where it begins to is not known yet')];
  if (stage === 'bad-end') return [text(`${soFar(bad)} at the bad end`)];
  return [
    text(`${soFar(good)} at the good end, against ${soFar(bad)} at the bad end: too few to tell them apart`),
  ];
}

/** What the row of an end of the asked range shows. */
export function endEstimate({ levels }: Bisection, which: 'good' | 'bad'): Estimate | undefined {
  const tested = levels[0]?.tested ?? [];
  return (which === 'good' ? tested[0] : tested.at(-1))?.estimate;
}

function soFar(estimate: Estimate | undefined): string {
  return estimate === undefined ? 'no run executed' : failures(estimate);
}

function culpritsInline({ run }: BisectionReport, { culprits }: CulpritEvidence): readonly Inline[] {
  const [first, last] = [culprits[0], culprits.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (culprits.length === 1) return commitInline(first, run);
  return [
    text(`one of these ${count(culprits.length)}, `),
    idInline(first, run),
    text(' to '),
    idInline(last, run),
  ];
}

/** "0 of 100 before, 9 of 100 after": after includes the commit itself. */
function beforeAndFrom({ before, from }: CulpritEvidence): string {
  const of = (estimate: Estimate | undefined): string =>
    estimate === undefined ? 'no run' : `${count(estimate.failed)} of ${count(estimate.executed)}`;
  return `${of(before)} before, ${of(from)} after`;
}

function failures({ failed, executed }: Estimate): string {
  return `${count(failed)} of ${plural(executed, 'run')} failed`;
}

function wouldHaveShown(estimate: Estimate): string {
  return `a failure rate of ${percentAtMost(estimate.high)} or more would have shown (${level(estimate)})`;
}

/** A chance as a whole number of per cent, rounded down; above 99 % with one decimal and never 100. */
export function sureness(chance: number): string {
  if (chance > 0.99) return `${(Math.min(999, Math.floor(chance * 1000 + 1e-9)) / 10).toFixed(1)} %`;
  return `${Math.floor(chance * 100 + 1e-9)} %`;
}
