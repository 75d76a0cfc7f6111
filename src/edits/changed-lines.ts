/** Lines beside a change that are shown with it. */
const around = 2;
/** More than an edit of one test ever is. */
const mostLines = 60;
/** So many lines may go or come in one place: more than an edit of one test ever needs. */
const furthest = 60;

type Marked = readonly [mark: ' ' | '-' | '+', line: string];

/** What a change of a file is, in the way of a diff, for people to look at. */
export function changedLines(before: string, after: string): string {
  const marked = markedLines(before.split(/\r?\n/), after.split(/\r?\n/));
  const near = marked.map((_, at) =>
    marked.slice(Math.max(0, at - around), at + around + 1).some(([mark]) => mark !== ' '),
  );
  const lines = marked.flatMap(([mark, line], at) => {
    if (near[at] !== true) return [];
    const begins = near[at - 1] !== true ? [`@@ line ${lineIn(marked, at)} @@`] : [];
    return [...begins, `${mark}${line}`];
  });
  const more = lines.length - mostLines;
  return more > 0 ? [...lines.slice(0, mostLines), `… ${more} more lines`].join('\n') : lines.join('\n');
}

/** Of the file as it is before. */
function lineIn(marked: readonly Marked[], at: number): number {
  return marked.slice(0, at).filter(([mark]) => mark !== '+').length + 1;
}

/** From top to bottom: an edit of a test changes few lines in few places, however far these are from each other. */
function markedLines(before: readonly string[], after: readonly string[]): readonly Marked[] {
  const marked: Marked[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const { gone, come } = changeAt({
      before: before.slice(row, row + furthest),
      after: after.slice(column, column + furthest),
    });
    if (gone === 0 && come === 0) marked.push([' ', before[row] ?? '']);
    for (const line of before.slice(row, row + gone)) marked.push(['-', line]);
    for (const line of after.slice(column, column + come)) marked.push(['+', line]);
    row += Math.max(gone, come === 0 ? 1 : 0);
    column += Math.max(come, gone === 0 ? 1 : 0);
  }
  return marked;
}

/** How many lines go and come here until two in a row are the same again, or the ends are reached; the fewest that do. */
function changeAt({
  before,
  after,
}: {
  readonly before: readonly string[];
  readonly after: readonly string[];
}): {
  readonly gone: number;
  readonly come: number;
} {
  const isSame = (gone: number, come: number): boolean => before[gone] === after[come];
  if (isSame(0, 0)) return { gone: 0, come: 0 };
  for (let total = 1; total < before.length + after.length; total += 1)
    for (let gone = Math.max(0, total - after.length); gone <= Math.min(total, before.length); gone += 1)
      if (isSame(gone, total - gone) && isSame(gone + 1, total - gone + 1))
        return { gone, come: total - gone };
  return { gone: Math.min(1, before.length), come: Math.min(1, after.length) };
}
