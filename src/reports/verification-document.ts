import { code, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { proofOf, type Difference, type Proof, type Verification } from '../model/verification.ts';
import { count, plural } from './numbers.ts';

const mostItems = 50;

const headlines = {
  equal: { mark: 'pass', words: 'Equal' },
  partly: { mark: 'warn', words: 'Equal as far as it could be looked at' },
  older: { mark: 'warn', words: 'As it was recorded, by older rules' },
  different: { mark: 'fail', words: 'Not equal' },
  none: { mark: 'warn', words: 'Not proved' },
} as const satisfies Record<Proof, unknown>;

/** Whether a run's evidence still gives what was reported, and where it does not. */
export function verificationDocument(verification: Verification): Document {
  const { run, differences, unproven, older } = verification;
  const { mark, words } = headlines[proofOf(verification)];
  return {
    topic: { kind: 'status', id: `verify ${run}` },
    blocks: [
      {
        kind: 'headline',
        mark,
        text: [strong(words), text(': run '), code(run)],
      },
      { kind: 'paragraph', text: [text(looked(verification))] },
      ...list('What differs:', differences),
      ...list('Read by older rules; by today’s it would be read otherwise:', older),
      ...list('What could not be looked at:', unproven),
    ],
  };
}

function looked({ iterations, recomputed, hasNumbers, decisions = 0 }: Verification): string {
  const numbers = hasNumbers
    ? 'the numbers of its report were compared'
    : 'no numbers of a report could be compared';
  return `${count(recomputed)} of ${plural(iterations, 'iteration')} computed again from the evidence; ${numbers}.${decisions === 0 ? '' : ` ${plural(decisions, 'decision')} of the ledger ${decisions === 1 ? 'rests' : 'rest'} on it.`}`;
}

function list(title: string, items: readonly Difference[]): readonly Block[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, mostItems).map(inWords);
  const more = items.length - shown.length;
  return [
    { kind: 'paragraph', text: [text(title)] },
    { kind: 'list', items: more > 0 ? [...shown, [text(`${count(more)} more`)]] : shown },
  ];
}

function inWords({ iteration, what }: Difference): readonly Inline[] {
  const where = iteration === undefined ? 'the run: ' : `iteration ${count(iteration)}: `;
  return [text(`${where}${shorten(plainLine(what), 500)}`)];
}
