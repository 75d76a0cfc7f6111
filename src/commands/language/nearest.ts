/** Longer words are nobody's typing mistake; they are cut so that hostile ones cost nothing. */
const longest = 40;

/** What a mistyped word was probably meant to be. */
export interface Nearest {
  /** Within two typing mistakes, and fewer mistakes than letters. */
  readonly likely?: string;
  /** The five closest, best first. */
  readonly closest: readonly string[];
}

/** Ranks words by their distance from what was typed; equal distances keep the order given. */
export function nearest(typed: string, words: readonly string[]): Nearest {
  const ranked = words
    .map((word) => ({ word, mistakes: distance(typed.toLowerCase(), word.toLowerCase()) }))
    .toSorted((a, b) => a.mistakes - b.mistakes);
  const closest = ranked.slice(0, 5).map(({ word }) => word);
  const best = ranked[0];
  if (best === undefined || best.mistakes > 2 || best.mistakes >= typed.length) return { closest };
  return { likely: best.word, closest };
}

/**
 * Typing mistakes between two words: insert, delete, replace, or swap two neighbours
 * (the optimal string alignment distance, Damerau 1964). Counts at most 40 characters of each.
 */
export function distance(left: string, right: string): number {
  const [a, b] = [left.slice(0, longest), right.slice(0, longest)];
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(at(previous, column) + 1, at(current, column - 1) + 1);
      best = Math.min(best, at(previous, column - 1) + (same ? 0 : 1));
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped && row > 1 && column > 1) best = Math.min(best, at(older, column - 2) + 1);
      current.push(best);
    }
    [older, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Infinity;
}
