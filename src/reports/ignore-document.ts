import { code, link, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import type { Decision } from '../model/ledger.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { ticketName } from '../model/ticket.ts';

/** What else such a pull request names. */
export interface ProposedChange {
  /** In words. */
  readonly change: string;
  /** Where people read the follow-up, when it is of our making. */
  readonly followUp?: { readonly url: string } | undefined;
}

/** What a pull request says that ignores a test, or ignores it no more: who decided, why, and what is lost. */
export function ignoreDocument(decision: Decision, { change, followUp: made }: ProposedChange): Document {
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
  const lost: readonly Inline[] = isIgnore
    ? [
        strong('What is lost:'),
        text(
          ' as long as this holds, nothing tells when the code under this test breaks. No other test changes.',
        ),
      ]
    : [
        strong('What comes back:'),
        text(' the test runs again, and fails again if its cause is still there.'),
      ];
  const headline: Block = {
    kind: 'headline',
    mark: isIgnore ? 'warn' : 'info',
    text: isIgnore ? [strong('Ignores one test')] : [strong('Ignores a test no more')],
  };
  const columns = ['What', 'As decided'].map((title) => ({ title, align: 'left' as const }));
  return {
    topic: { kind: 'decision', id: shown(decision.id) },
    blocks: [headline, { kind: 'table', columns, rows }, { kind: 'paragraph', text: lost }],
  };
}

function shown(value: string): string {
  return shorten(plainLine(value), 500);
}
