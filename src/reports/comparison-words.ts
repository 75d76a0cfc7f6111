import { code, strong, text, type Inline, type Mark } from '../model/document.ts';
import type {
  ComparedRevision,
  ComparedSide,
  ComparedSignature,
  Comparison,
  ComparisonKind,
} from '../model/comparison.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { groupName } from './failure-groups.ts';
import { count, percentAtMost, plural } from './numbers.ts';

/** How a kind is said in one word, with its sign. */
export const kindWords: Readonly<Record<ComparisonKind, { readonly mark: Mark; readonly word: string }>> = {
  regression: { mark: 'fail', word: 'Regression' },
  'pre-existing-worse': { mark: 'fail', word: 'Worse' },
  'no-data': { mark: 'warn', word: 'No verdict' },
  'need-more-runs': { mark: 'warn', word: 'Not decided' },
  'pre-existing': { mark: 'info', word: 'Unchanged' },
  'still-flaky-better': { mark: 'info', word: 'Better, but still flaky' },
  fixed: { mark: 'pass', word: 'Fixed' },
  'not-reproduced': { mark: 'pass', word: 'Not reproduced' },
};

/** A side as people call it. */
export function sideName({ side }: ComparedRevision): Inline {
  return code(shorten(plainLine(side.label), 80));
}

/** What the verdict is about, behind its word: "`X` is gone. One older failure remains, not caused by this change." */
export function statement(comparison: Comparison): readonly Inline[] {
  const { overall, rows, before, after } = comparison;
  const [main] = rowsOf(comparison, overall.kind);
  const name = main === undefined ? text('it') : groupName(main.group);
  switch (overall.kind) {
    case 'fixed':
      return [name, text(` is gone (${bothOf(main)})${othersOf(rows.length)}`)];
    case 'regression':
      return [
        name,
        text(' is new on '),
        sideName(after),
        text(`: ${outOf(main, 'after')}, ${outOf(main, 'before')} before`),
      ];
    case 'pre-existing-worse':
      return [
        name,
        text(
          ` was there before and fails more often now: ${outOf(main, 'before')}, then ${outOf(main, 'after')}`,
        ),
      ];
    case 'still-flaky-better':
      return [
        name,
        text(` still fails, but less often: ${outOf(main, 'before')}, then ${outOf(main, 'after')}`),
      ];
    case 'pre-existing':
      return unchanged(comparison, name);
    case 'not-reproduced':
      return [
        text(
          `neither side failed in ${count(before.counts.executed)} and ${count(after.counts.executed)} runs; `,
        ),
        text(`a failure rate of ${percentAtMost(comparison.rate)} or more would have shown`),
      ];
    case 'need-more-runs':
      return missing(comparison, main);
    case 'no-data':
      return nothingRan(comparison);
  }
}

/** The rows of one kind, those to be named first. */
export function rowsOf({ rows }: Comparison, kind: ComparisonKind): readonly ComparedSignature[] {
  return rows.filter(({ result }) => result.kind === kind);
}

/** "12 of 400". */
export function outOf(row: ComparedSignature | undefined, side: ComparedSide): string {
  const estimate = row?.[side];
  return estimate === undefined ? 'no run' : `${count(estimate.failed)} of ${count(estimate.executed)}`;
}

/** "12 of 400 before, 0 of 1,000 after". */
function bothOf(row: ComparedSignature | undefined): string {
  return `${outOf(row, 'before')} before, ${outOf(row, 'after')} after`;
}

/** "less than once in a million", "about once in 33 times". */
export function luck(p: number): string {
  if (p < 1e-6) return 'less than once in a million times';
  const times = 1 / p;
  return times < 1.5 ? 'nearly every time' : `about once in ${count(Number(times.toPrecision(2)))} times`;
}

/** A fix is named even where something older still fails: it is what was asked about. */
function unchanged(comparison: Comparison, name: Inline): readonly Inline[] {
  const [fixed] = rowsOf(comparison, 'fixed');
  const older = rowsOf(comparison, 'pre-existing').length;
  const [same] = rowsOf(comparison, 'pre-existing');
  if (fixed === undefined) return [name, text(` was there before, and still is (${bothOf(same)})`)];
  const remain = older === 1 ? 'One older failure remains' : `${count(older)} older failures remain`;
  return [groupName(fixed.group), text(` is gone (${bothOf(fixed)}). ${remain}, not caused by this change`)];
}

function missing(
  { overall, before, after }: Comparison,
  main: ComparedSignature | undefined,
): readonly Inline[] {
  const revision = overall.side === 'before' ? before : after;
  const more = overall.more === undefined ? 'more runs' : plural(overall.more, 'more run');
  const seen =
    main === undefined ? [] : [text(` (${outOf(main, 'before')} before, ${outOf(main, 'after')} after)`)];
  const about = main === undefined ? [] : [text('for '), groupName(main.group), ...seen, text(', ')];
  const whole = [...about, strong(more), text(' of '), sideName(revision), text(' are needed')];
  const { cheapest } = main ?? {};
  if (cheapest === undefined || cheapest.inAll >= (overall.more ?? 0)) return whole;
  const from = cheapest.side === 'before' ? before : after;
  const cheaper = `; cheaper is ${plural(cheapest.runs, 'run')} of `;
  return [...whole, text(cheaper), sideName(from), text(` first, about ${count(cheapest.inAll)} in all`)];
}

function nothingRan({ overall, before, after }: Comparison): readonly Inline[] {
  if (overall.side === 'both') return [text('nothing ran on either side')];
  const revision = overall.side === 'before' ? before : after;
  const { asked, skipped, lost } = revision.counts;
  const why = [`${count(skipped)} skipped`, `${count(lost)} lost`].join(', ');
  const start = [
    text('nothing ran on '),
    sideName(revision),
    text(` (0 of ${count(asked)} executed: ${why})`),
  ];
  if (overall.more === undefined || overall.more === 0) return start;
  return [...start, text('; '), strong(plural(overall.more, 'executed run')), text(' of it would decide')];
}

function othersOf(rows: number): string {
  return rows <= 1
    ? ''
    : `, and so ${rows === 2 ? 'is the other failure' : `are the ${count(rows - 1)} others`}`;
}
