import { code, link, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import type { Counts } from '../model/iteration.ts';
import type { Decision } from '../model/ledger.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { ticketName } from '../model/ticket.ts';
import { stillRunsWords, switchedOffWords, type LostCoverage } from './lost-coverage.ts';
import { count, plural } from './numbers.ts';

/** What else such a pull request names. */
export interface ProposedChange {
  /** In words. */
  readonly change: string;
  /** The file is the list of tests that run and block nothing. */
  readonly isListed?: boolean;
  /** What it switches off, and leaves; absent for what switches nothing off. */
  readonly coverage?: LostCoverage | undefined;
  /** How the run ended that the decision rests on. */
  readonly found?: Counts | undefined;
  /** Where people read the follow-up, when it is of our making. */
  readonly followUp?: { readonly url: string } | undefined;
}

/** What a pull request says that ignores a test, or ignores it no more: who decided, why, and what is lost. */
export function ignoreDocument(
  decision: Decision,
  { change, isListed = false, followUp: made, coverage, found }: ProposedChange,
): Document {
  const { what, test = '', by, reason, until, ticket, run, followUp } = decision;
  const isIgnore = what === 'ignore';
  const row = (title: string, value: Inline): readonly (readonly Inline[])[] => [[text(title)], [value]];
  const rows = [
    row('Test', code(shown(test))),
    row('Decided by', code(shown(by))),
    row('On', code(shown(ticketName(ticket)))),
    row('Reason', text(shown(reason))),
    ...(until === undefined ? [] : [row('Until', code(shown(until)))]),
    ...(followUp === undefined
      ? []
      : [row('Follow-up', made === undefined ? code(shown(followUp)) : link(shown(followUp), made.url))]),
    ...(run === undefined ? [] : [row('Evidence', code(run))]),
    row('Change', code(shown(change))),
  ];
  const { title, label, words } = meaningOf({ isIgnore, isListed, coverage });
  const lost: readonly Inline[] = [strong(`${label}:`), text(` ${words}`)];
  const paragraphs = [lost, ...foundWith(found)].map((each) => ({ kind: 'paragraph' as const, text: each }));
  const headline: Block = { kind: 'headline', mark: isIgnore ? 'warn' : 'info', text: [strong(title)] };
  const columns = ['What', 'As decided'].map((title) => ({ title, align: 'left' as const }));
  return {
    topic: { kind: 'decision', id: shown(decision.id) },
    blocks: [headline, { kind: 'table', columns, rows }, ...paragraphs],
  };
}

/** What the test has shown so far; nothing where no run of it is known. */
function foundWith(found: Counts | undefined): readonly (readonly Inline[])[] {
  if (found === undefined) return [];
  const { executed, failed } = found;
  const words =
    executed === 0 ? ' nothing ran' : ` ${count(failed)} of ${plural(executed, 'executed iteration')} failed`;
  return [[strong('What the test found:'), text(`${words}, in the run named above.`)]];
}

/** What the change means for whoever reviews it. */
function meaningOf({
  isIgnore,
  isListed,
  coverage,
}: {
  readonly isIgnore: boolean;
  readonly isListed: boolean;
  readonly coverage: LostCoverage | undefined;
}) {
  if (isListed && isIgnore)
    return {
      title: 'Puts one test in quarantine',
      label: 'What is lost',
      words:
        'the test still runs, and its failures block nothing where the build reads this list. No other test changes.',
    };
  if (isListed)
    return {
      title: 'Takes one test out of quarantine',
      label: 'What comes back',
      words: 'its failures break builds again.',
    };
  if (isIgnore)
    return {
      title: titleOf(coverage),
      label: 'What is lost',
      words: `as long as this holds, nothing tells when the code under ${coverage !== undefined && coverage.lost > 1 ? 'these tests' : 'this test'} breaks. ${reachOf(coverage)}${stillRunsWords(coverage)}`,
    };
  return {
    title: 'Ignores a test no more',
    label: 'What comes back',
    words: 'the test runs again, and fails again if its cause is still there.',
  };
}

function titleOf(coverage: LostCoverage | undefined): string {
  if (coverage?.isEveryVariant === true) return 'Ignores all variants of one test';
  return coverage !== undefined && coverage.lost > 1
    ? `Ignores ${count(coverage.lost)} tests`
    : 'Ignores one test';
}

function reachOf(coverage: LostCoverage | undefined): string {
  return coverage?.isEveryVariant === true || (coverage?.lost ?? 0) > 1
    ? `It switches off ${switchedOffWords(coverage)}. `
    : '';
}

function shown(value: string): string {
  return shorten(plainLine(value), 500);
}
