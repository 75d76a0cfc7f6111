import { text, type Inline } from '../model/document.ts';
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

function sumOf(additions: readonly Addition[]): number {
  return additions.reduce((sum, { runs }) => sum + runs, 0);
}
