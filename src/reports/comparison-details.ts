import type { ComparedSignature } from '../model/comparison.ts';
import { code, text, type Block, type Inline } from '../model/document.ts';
import { adviceDetails } from './advice.ts';
import type { ComparisonReport } from './comparison-report.ts';
import { luck } from './comparison-words.ts';
import { groupExamples, groupName } from './failure-groups.ts';
import { percent, percentNumber, plural } from './numbers.ts';
import type { Wording } from './repeat-report.ts';
import { skipDiffBlocks } from './skip-diff.ts';

const MAX_ROWS = 10;

/** How sure one can be, and one example of each cause: folded in a comment, short on a screen. */
export function comparisonDetails(report: ComparisonReport, { audience }: Wording): readonly Block[] {
  const sure = [...howSure(report), ...adviceDetails(report.advice)];
  const changed = skipDiffBlocks(report.run, audience);
  if (audience === 'terminal') return [...sure, ...changed];
  const groups = report.comparison.rows.flatMap(({ group, before, after }) => {
    const estimate = after ?? before;
    return estimate === undefined ? [] : [{ group, estimate }];
  });
  return [
    ...groupExamples(groups),
    { kind: 'fold', summary: [text('How sure this is')], blocks: sure },
    ...changed,
  ];
}

function howSure({ comparison }: ComparisonReport): readonly Block[] {
  const { rows, alpha, rate } = comparison;
  const shared = rows.length > 1 ? `, shared by ${plural(rows.length, 'cause')} (Holm)` : '';
  const promise = `A wrong "regression", and a wrong "fixed", each happen in at most ${percent(alpha)} of comparisons${shared}. Runs that failed only in another way count for neither side of a cause. Rates below ${percent(rate)} were not looked for.`;
  const items = rows.slice(0, MAX_ROWS).filter(tellsMore).map(rowInWords);
  const list: readonly Block[] = items.length === 0 ? [] : [{ kind: 'list', items }];
  return [...list, { kind: 'paragraph', text: [text(promise)] }];
}

function tellsMore({ result, difference }: ComparedSignature): boolean {
  return (result.p ?? 1) < 1 || difference !== undefined;
}

function rowInWords(row: ComparedSignature): readonly Inline[] {
  const { result, difference } = row;
  const { p } = result;
  const chance =
    p === undefined || p >= 1
      ? []
      : [
          text(`: if nothing had changed, counts like these would come ${luck(p)} (one-sided Fisher, p = `),
          code(shortP(p)),
          text(')'),
        ];
  const shift =
    difference === undefined
      ? ''
      : `; the rate moved by ${signed(difference.low)} to ${signed(difference.high)} points`;
  return [groupName(row.group), ...chance, text(`${shift}.`)];
}

function shortP(p: number): string {
  return p < 0.001 ? p.toExponential(1) : String(Number(p.toPrecision(2)));
}

function signed(share: number): string {
  const number = percentNumber(Math.abs(share));
  return share < 0 ? `−${number}` : `+${number}`;
}
