import { lackingRuns, type ComparedRevision } from '../model/comparison.ts';
import { code, strong, text, type Block } from '../model/document.ts';
import { plainLine } from '../model/plain-text.ts';
import type { ComparisonReport } from './comparison-report.ts';
import { terminalCommand, ticketCommand } from './next-commands.ts';
import type { Wording } from './repeat-report.ts';

const MAX_COUNT = 2000;
const USUAL = 200;

interface Step {
  readonly verb: string;
  /** In a terminal: goes on with a run, which knows its test and its command. */
  readonly resumes?: boolean;
  /** Words of a ticket's command and of a terminal's. */
  readonly ticket: readonly string[];
  readonly terminal: readonly string[];
}

/** What to do now, with commands that can be copied as they stand. */
export function comparisonNext(report: ComparisonReport, wording: Wording): readonly Block[] {
  const isTicket = wording.audience === 'ticket';
  const { why, steps } = adviceFor(report, { most: wording.maxCount ?? MAX_COUNT, isTicket });
  const words = [strong('Next:'), text(` ${why}`)];
  if (steps.length === 0) return [{ kind: 'paragraph', text: [...words, text('.')] }];
  if (isTicket) {
    const commands = steps.flatMap(({ verb, ticket }, at) => [
      text(at === 0 ? '' : ', then '),
      code(ticketCommand(report.run, [verb, ...ticket], wording.commandWord)),
    ]);
    return [{ kind: 'paragraph', text: [...words, text(': '), ...commands] }];
  }
  const lines = steps.map(({ verb, terminal, resumes }) =>
    resumes === true ? ['retrial', verb, ...terminal].join(' ') : terminalCommand(report.run, verb, terminal),
  );
  return [
    { kind: 'paragraph', text: words },
    { kind: 'code', text: lines.join('\n') },
  ];
}

function adviceFor(
  report: ComparisonReport,
  { most, isTicket }: { readonly most: number; readonly isTicket: boolean },
): { readonly why: string; readonly steps: readonly Step[] } {
  const { before, after, overall } = report.comparison;
  const [base, head] = [nameOf(before, isTicket), nameOf(after, isTicket)];
  const again: Step = { verb: 'compare', ticket: [`${base}..${head}`], terminal: [`${base}..${head}`] };
  if (report.partial !== undefined) return { why: 'let it decide', steps: [goOn(report, again)] };
  switch (overall.kind) {
    case 'regression':
    case 'pre-existing-worse':
      return { why: 'find the commit that did it', steps: [bisect(base, head)] };
    case 'pre-existing':
    case 'still-flaky-better':
      return report.comparison.rows.some(({ result }) => result.kind === 'fixed')
        ? { why: 'merge the fix; the older failure has a rate of its own', steps: [repeat(head, USUAL)] }
        : { why: 'it was there before: learn how often it fails', steps: [repeat(head, USUAL)] };
    case 'fixed':
      return {
        why: 'nothing more to run: merge it, and see that the test can still fail on the old code',
        steps: [bites(base)],
      };
    case 'not-reproduced':
      return { why: 'look for rarer failures', steps: [rarer(head, report.comparison.rate)] };
    case 'need-more-runs': {
      const { side, runs = most } = lackingRuns(report.comparison);
      return {
        why: 'repeat first, since a comparison counts such runs but not those of an earlier comparison',
        steps: [repeat(side === 'before' ? base : head, Math.min(most, runs)), again],
      };
    }
    case 'no-data':
      return {
        why: 'see why it does not run there',
        steps: [repeat(overall.side === 'after' ? head : base, 1)],
      };
  }
}

/** A ticket's comparison begins anew; one in a terminal goes on where it stopped. */
function goOn({ run }: ComparisonReport, again: Step): Step {
  return { ...again, terminal: ['--resume', run.id], resumes: true };
}

/** On a ticket a pull request has a number; elsewhere nobody knows it. */
function nameOf({ side }: ComparedRevision, isTicket: boolean): string {
  const label = plainLine(side.label);
  if (isTicket && /^#\d{1,9}$/.test(label)) return label;
  return /^[\w][\w./+-]*$/.test(label) ? label : (side.commit?.slice(0, 12) ?? 'HEAD');
}

function repeat(ref: string, times: number): Step {
  return {
    verb: 'repeat',
    ticket: [`x${times}`, `ref=${ref}`],
    terminal: ['-n', String(times), '--ref', ref],
  };
}

function bites(ref: string): Step {
  return {
    verb: 'repeat',
    ticket: ['expect=fail', `ref=${ref}`],
    terminal: ['--until-fail', '--ref', ref],
  };
}

function bisect(good: string, bad: string): Step {
  return { verb: 'bisect', ticket: [`good=${good}`, `bad=${bad}`], terminal: ['--good', good, '--bad', bad] };
}

/** So many clean runs show a fifth of the rate with 95 %: ln(0.05) / ln(1 - rate). */
function rarer(ref: string, rate: number): Step {
  const clean = Math.ceil(Math.log(0.05) / Math.log1p(-rate / 5));
  const share = `${Number(((rate / 5) * 100).toPrecision(2))}%`;
  return {
    verb: 'repeat',
    ticket: [`rate=${share}`, `ref=${ref}`],
    terminal: ['-n', String(clean), '--rate', share, '--ref', ref],
  };
}
