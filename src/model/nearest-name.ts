const LONGEST_GUESS = 40;

/**
 * The known name that somebody who typed `guess` most likely meant: at most a third of its letters wrong, case
 * aside; undefined when none is near or the guess is longer than any name.
 */
export function nearestName(guess: string, names: readonly string[]): string | undefined {
  if (guess.length > LONGEST_GUESS) return undefined;
  const ranked = names
    .map((name) => ({ name, distance: editDistance(guess.toLowerCase(), name.toLowerCase()) }))
    .sort((x, y) => x.distance - y.distance);
  const best = ranked[0];
  if (best === undefined || best.distance > Math.max(1, Math.floor(best.name.length / 3))) return undefined;
  return best.name;
}

/** Typing mistakes that leave no doubt about what was meant. */
const FEW_MISTAKES = 2;
/** Longer names than any test has are nobody's typing mistake. */
const LONGEST_NAME = 200;
/** A shorter beginning is that of too many names. */
const SHORTEST_BEGINNING = 6;

/**
 * The known name that was surely meant: at most two letters wrong, or its beginning; undefined when none is that near.
 * Stricter than `nearestName`, for names that other people chose.
 */
export function mistypedName(typed: string, names: readonly string[]): string | undefined {
  if (typed.length > LONGEST_NAME || typed.length <= FEW_MISTAKES) return undefined;
  const ranked = names
    .filter((name) => name !== typed && Math.abs(name.length - typed.length) <= FEW_MISTAKES)
    .map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .toSorted((x, y) => x.distance - y.distance);
  const [best] = ranked;
  if (best !== undefined && best.distance <= FEW_MISTAKES) return best.name;
  if (typed.length < SHORTEST_BEGINNING) return undefined;
  return names.find((name) => name.startsWith(typed));
}

/** Insertions, deletions and replacements that turn one word into the other (Levenshtein). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, k) => k);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
