import { code, strong, text, type Document, type Inline } from '../model/document.ts';
import type { BlockerDecision } from '../model/blocker.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { Topic } from '../model/document.ts';
import { ticketCommand } from './next-commands.ts';

/** A decision that holds no more, on its ticket. */
export interface EndedDecision {
  readonly topic: Topic;
  readonly decision: BlockerDecision;
  /** The release that waits for the ticket again; absent where none is named. */
  readonly release?: string;
  /** The test it is about, once anybody said. */
  readonly test?: string;
  /** The command word people type. */
  readonly word: string;
}

const nouns: Readonly<Partial<Record<BlockerDecision['what'], string>>> = {
  ignore: 'ignore',
  defer: 'deferral',
  waive: 'waiver',
};

/** Tells a ticket that what was decided about it has run out, and what can be done now. */
export function endedDecisionDocument({ topic, decision, release, test, word }: EndedDecision): Document {
  const { what, by, at, reason, until, mode } = decision;
  const end: readonly Inline[] = until === undefined ? [] : [text(' until '), code(shown(until))];
  const asked = { selector: test ?? '' };
  // A test in quarantine runs all the time: nothing skips it.
  const run = what === 'ignore' && mode === undefined ? ['repeat', 'unskip'] : ['repeat'];
  const again =
    what === 'ignore'
      ? [
          [
            strong(mode === undefined ? 'Run it for good:' : 'Let it break builds again:'),
            text(' '),
            code(ticketCommand(asked, ['unignore'], word)),
          ],
        ]
      : [];
  return {
    topic,
    blocks: [
      {
        kind: 'headline',
        mark: 'warn',
        text: [strong(`The ${mode ?? nouns[what] ?? 'decision'}`), ...end, text(' has run out')],
      },
      {
        kind: 'paragraph',
        text: [
          code(shown(by)),
          text(` decided it on ${at.slice(0, 10)}: ${shown(reason)}. `),
          ...(release === undefined
            ? [text('Now it is open again, until somebody decides.')]
            : [
                text('Now '),
                code(shown(release)),
                text(' waits for this ticket again, until somebody decides.'),
              ]),
        ],
      },
      {
        kind: 'list',
        items: [
          [strong('See how it stands:'), text(' '), code(ticketCommand(asked, run, word))],
          ...again,
          [strong('Decide again:'), text(' '), code(`/${word} help ${what}`)],
        ],
      },
    ],
  };
}

function shown(value: string): string {
  return shorten(plainLine(value), 500);
}
