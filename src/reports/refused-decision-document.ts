import { code, link, strong, text, type Document, type Topic } from '../model/document.ts';
import type { Decision } from '../model/ledger.ts';
import { plainLine, shorten } from '../model/plain-text.ts';

/** A decision whose change of code people did not take. */
export interface RefusedDecision {
  readonly topic: Topic;
  readonly decision: Decision;
  readonly pull: { readonly number: number; readonly url: string };
}

/** Tells a ticket that its decision came to nothing, and what can be done now. */
export function refusedDecisionDocument({ topic, decision, pull }: RefusedDecision): Document {
  const { what, mode, by, test = '' } = decision;
  const noun = what === 'ignore' ? (mode ?? 'ignore') : 'end of the ignore';
  const left =
    what === 'ignore'
      ? mode === 'quarantine'
        ? 'its failures break builds as before, and no release counts it as settled'
        : 'it runs as before, and no release counts it as settled'
      : 'it stays as it was';
  return {
    topic,
    blocks: [
      {
        kind: 'headline',
        mark: 'warn',
        text: [strong(`The ${noun} was not taken`), text(' of '), code(shown(test))],
      },
      {
        kind: 'paragraph',
        text: [
          code(shown(by)),
          text(` decided it on ${decision.at.slice(0, 10)}, and `),
          link(`#${pull.number}`, pull.url),
          text(` was closed without being merged. So ${left}.`),
        ],
      },
      {
        kind: 'paragraph',
        text: [
          strong('To carry it out all the same:'),
          text(` reopen and merge #${pull.number}, or decide it again.`),
        ],
      },
    ],
  };
}

function shown(value: string): string {
  return shorten(plainLine(value), 500);
}
