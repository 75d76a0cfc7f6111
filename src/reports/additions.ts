import { text, type Inline } from '../model/document.ts';
import type { QuestionName } from '../model/question.ts';
import type { Addition } from '../model/repeat-run.ts';
import { count, plural } from './numbers.ts';

/** What was added to a run and what that means for its interval, an item each; empty for a run as it was asked. */
export function additionItems(asked: number, additions: readonly Addition[]): readonly (readonly Inline[])[] {
  const extensions = additions.filter(({ kind }) => kind === 'extend');
  const again = sumOf(additions.filter(({ kind }) => kind === 'retry'));
  const items: string[] = [];
  if (extensions.length > 0) {
    const first = asked - sumOf(additions);
    const parts = [first, ...extensions.map(({ runs }) => runs)].map(count).join(' + ');
    const why = extensions.some(({ seen }) => seen > 0)
      ? 'results could be seen before more were wanted, so the interval is the wider one that holds at every look.'
      : 'more were wanted before any result had come back, so this is one planned sample.';
    items.push(`Counts all of ${parts} runs: ${why}`);
  }
  if (again > 0)
    items.push(`${plural(again, 'lost iteration')} asked once more; what was lost stays counted.`);
  return items.map((words) => [text(words)]);
}

/** Why nothing is asked once more, behind the name of the run. */
export const nothingToRetry = {
  'nothing-lost': 'lost nothing, so there is nothing to run again.',
  'still-running': 'still runs, so nothing was asked again.',
} as const;

/** For a run whose changes of the code come to something else by now. */
export const changedCode = 'The changes no longer give the code that was run before. Ask for a new run.';

/** For a run with a question, in a message: names in backticks. */
export function cannotBeAddedTo(run: string, question: QuestionName): string {
  const again = question === 'decide' ? 'repeat' : question;
  return `\`${run}\` asked a question that takes as many runs as it needs, so nothing can be added. Ask it again with \`${again}\`.`;
}

/** What was lost and not asked again yet: a lost iteration stays counted as lost when it is asked once more. */
export function stillLost(
  { additions = [] }: { readonly additions?: readonly Addition[] },
  lost: number,
): number {
  return Math.max(0, lost - sumOf(additions.filter(({ kind }) => kind === 'retry')));
}

/** How many runs were wanted in all: what was asked once more stands for what was lost. */
export function wantedRuns(asked: number, additions: readonly Addition[] = []): number {
  return asked - sumOf(additions.filter(({ kind }) => kind === 'retry'));
}

function sumOf(additions: readonly Addition[]): number {
  return additions.reduce((sum, { runs }) => sum + runs, 0);
}
