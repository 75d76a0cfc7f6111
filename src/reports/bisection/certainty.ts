import type { BisectionOutcome, CulpritEvidence } from '../../model/bisection.ts';
import { strong, text, type Block, type Inline } from '../../model/document.ts';
import type { BisectionReport } from '../bisection-report.ts';
import { count, percent, plural, rateCell } from '../numbers.ts';
import type { Wording } from '../repeat-report.ts';
import { commitInline, idInline } from './commits.ts';
import { sureness } from './headline.ts';

/** How sure it is and what would change it: folded on a ticket. */
export function certainty(report: BisectionReport, { audience }: Wording): readonly Block[] {
  const reasons = reasonsFor(report);
  const why: Block[] = reasons.length === 0 ? [] : [{ kind: 'list', items: reasons }];
  const change: Block = {
    kind: 'paragraph',
    text: [strong('What would change it:'), text(` ${wouldChange(report.bisection.outcome)}`)],
  };
  if (audience === 'terminal') return [...why, change];
  return [
    { kind: 'fold', summary: [text('How sure this is, and what would change it')], blocks: [...why, change] },
  ];
}

function reasonsFor(report: BisectionReport): readonly (readonly Inline[])[] {
  const { outcome, delta, rate } = report.bisection;
  switch (outcome.kind) {
    case 'culprit':
      return [[text(howNamed(outcome, delta))], ...support(report, outcome)];
    case 'no-change':
      return support(report, outcome);
    case 'began-to-run':
      return [[text('A test that did not run before cannot show whether it would have failed there.')]];
    case 'already-bad':
      return [
        [
          text(
            'One failure of the same cause proves that the good end fails too; how often is another question.',
          ),
        ],
      ];
    case 'not-failing':
      return [[text(`A failure rate below ${percent(rate)} counts as not failing.`)]];
    case 'untestable-end':
    case 'unfinished':
      return [];
  }
}

/** What had to be seen before a commit was named. */
function howNamed({ sideBySide, culprits }: CulpritEvidence, delta: number): string {
  if (sideBySide === undefined)
    return `The search ends once one commit holds ${sureness(1 - delta)} of the chance, given all runs, with both failure rates unknown but steady.`;
  const { suspect, parent } = sideBySide;
  const before = culprits.length > 1 ? 'them' : 'it';
  return (
    `Before it was named it ran in turns with the commit before ${before}, so that a busy machine hit both alike: ` +
    `${count(suspect.failed)} of ${plural(suspect.executed, 'run')} failed there, ` +
    `${count(parent.failed)} of ${count(parent.executed)} just before. How sure it is rests on these runs, not on a steady failure rate.`
  );
}

/** Chance of such counts without a change, the runs just before, and who else it may be. */
function support({ run }: BisectionReport, outcome: CulpritEvidence): readonly (readonly Inline[])[] {
  const { noChange, lastGood, runnerUp } = outcome;
  const items: (readonly Inline[])[] = [
    [
      text(
        `If nothing had changed there, counts like these would come up with a chance of ${smallChance(noChange)} (Fisher's exact test, one-sided).`,
      ),
    ],
  ];
  if (lastGood !== undefined) {
    const { failed, executed } = lastGood.estimate;
    const counts = `: ${count(failed)} of ${plural(executed, 'run')} failed, ${rateCell(lastGood.estimate)}.`;
    items.push([
      text('The last commit before it that was run, '),
      idInline(lastGood.commit, run),
      text(counts),
    ]);
  }
  if (runnerUp !== undefined && runnerUp.chance >= 0.001) {
    items.push([
      text(`Next likeliest, ${sureness(runnerUp.chance)}: `),
      ...commitInline(runnerUp.commit, run),
      text('.'),
    ]);
  }
  if (outcome.culprits.length > 1) {
    const names = outcome.culprits
      .slice(0, 5)
      .flatMap((commit, at) => [text(at === 0 ? '' : '; '), ...commitInline(commit, run)]);
    const rest = outcome.culprits.length - 5;
    const more = rest > 0 ? [text(`; and ${count(rest)} more`)] : [];
    items.push([
      text('All but the last of these could not be run, so nothing tells them apart: '),
      ...names,
      ...more,
      text('.'),
    ]);
  }
  return items;
}

function smallChance(p: number): string {
  if (p >= 0.001) return percent(p);
  if (p < 1e-9) return 'less than 1 in a billion';
  const digits = 10 ** Math.floor(Math.log10(1 / p));
  return `less than 1 in ${count(digits)}`;
}

function wouldChange(outcome: BisectionOutcome): string {
  switch (outcome.kind) {
    case 'culprit':
      return 'A failure of the same cause at a commit before it.';
    case 'no-change':
      return outcome.more === undefined
        ? 'A good end that fails clearly less often than the bad one.'
        : `${plural(outcome.more, 'more clean run')} before it would show a change; a failure there would refute it.`;
    case 'began-to-run':
      return 'Clean runs before it, with whatever keeps the test from running taken away.';
    case 'already-bad':
      return 'Nothing within this range: an older good end.';
    case 'not-failing':
      return 'One failure at the bad end.';
    case 'untestable-end':
      return 'An end that runs the test.';
    case 'unfinished':
      return 'More runs.';
  }
}
