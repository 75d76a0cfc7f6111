import { strong, text, type Block, type Mark } from '../model/document.ts';
import type { Decision, DecisionKind } from '../model/decision.ts';
import type { VerdictKind } from '../model/verdict.ts';
import { count, percent, plural } from './numbers.ts';
import type { RepeatReport } from './repeat-report.ts';

/** Without these words the answer is the verdict itself. */
const words: Readonly<
  Partial<Record<DecisionKind, { readonly mark: Mark; readonly word: (rate: string) => string }>>
> = {
  below: { mark: 'pass', word: (rate) => `Below ${rate}` },
  above: { mark: 'fail', word: (rate) => `Above ${rate}` },
  'still-bites': { mark: 'pass', word: () => 'Still bites' },
  'fails-no-more': { mark: 'fail', word: () => 'Fails no more' },
  undecided: { mark: 'warn', word: () => 'Not decided' },
};

/** An environment that broke and a test that never ran are said before any answer. */
const unanswerable: readonly VerdictKind[] = ['nothing-ran', 'environment-broken'];

/**
 * The first line of a run that was asked a question: the answer in a word, then its number in the words of the
 * verdict. Undefined where the verdict says it all.
 */
export function decisionHeadline(
  { decision, verdict, partial }: Pick<RepeatReport, 'decision' | 'verdict' | 'partial'>,
  number: string,
): Block | undefined {
  if (decision === undefined || unanswerable.includes(verdict.kind)) return undefined;
  const found = words[decision.kind];
  if (found === undefined) return undefined;
  const { mark, word } = found;
  const stopped = partial === undefined ? '' : ` (${partial}, partial)`;
  const answer = `${word(percent(decision.rate))}${stopped}`;
  return { kind: 'headline', mark, text: [strong(answer), text(`: ${number}`)] };
}

/** What the answer means, in a sentence a person could say; nothing where the headline says it. */
export function decisionMeaning(decision: Decision | undefined): readonly Block[] {
  const sentence = decision === undefined ? undefined : meaningOf(decision);
  return sentence === undefined ? [] : [{ kind: 'paragraph', text: [text(sentence)] }];
}

function meaningOf(decision: Decision): string | undefined {
  const { kind, more, failed, executed } = decision;
  const rate = percent(decision.rate);
  switch (kind) {
    case 'still-bites':
      return 'The test can still fail where it should, so its passing elsewhere says something.';
    case 'fails-no-more':
      return `It was expected to fail here. If it still did in ${rate} of its runs, ${count(executed)} clean ones would happen less than once in 20 times: it has lost its bite, or the bug is not here.`;
    case 'undecided':
      return more === undefined
        ? `${count(failed)} of ${plural(executed, 'run')} is too near to ${rate} to tell in any number of runs that is worth running.`
        : `${plural(more, failed === 0 ? 'more clean run' : 'more run')}${failed === 0 ? '' : ' that fail as often'} would decide it against ${rate}.`;
    case 'below':
    case 'above':
      return `If the true rate were ${rate}, this answer would come up at most once in 20 times.`;
    case 'not-seen':
      return 'It was to end at its first failure, and there was none.';
    case 'reproduced':
      return decision.first === undefined
        ? undefined
        : `It ended at its first failure, of at most ${plural(decision.first.most, 'run')}: an end like that makes the rate read high. The interval allows for it.`;
    case 'nothing-ran':
      return undefined;
  }
}
