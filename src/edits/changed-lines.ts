/** Lines beside a change that are shown with it. */
const around = 2;
/** More than an edit of one test ever is. */
const mostLines = 60;
/** Above it lines are not matched one by one. */
const mostPairs = 1_000_000;

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

function markedLines(before: readonly string[], after: readonly string[]): readonly Marked[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const same = (lines: readonly string[]): readonly Marked[] => lines.map((line) => [' ', line]);
  return [
    ...same(before.slice(0, head)),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ];
}

/** By the longest common part; where that is too dear, one whole for the other. */
function middle(from: readonly string[], to: readonly string[]): readonly Marked[] {
  if (from.length * to.length > mostPairs)
    return [...from.map((line): Marked => ['-', line]), ...to.map((line): Marked => ['+', line])];
  const common = Array.from({ length: from.length + 1 }, () =>
    Array.from({ length: to.length + 1 }, () => 0),
  );
  const at = (row: number, column: number): number => common[row]?.[column] ?? 0;
  for (let row = from.length - 1; row >= 0; row -= 1)
    for (let column = to.length - 1; column >= 0; column -= 1)
      common[row]?.splice(
        column,
        1,
        from[row] === to[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1)),
      );
  const marked: Marked[] = [];
  let [row, column] = [0, 0];
  while (row < from.length || column < to.length) {
    const [gone, come] = [from[row], to[column]];
    if (gone !== undefined && gone === come) {
      marked.push([' ', gone]);
      row += 1;
      column += 1;
    } else if (gone !== undefined && (come === undefined || at(row + 1, column) >= at(row, column + 1))) {
      marked.push(['-', gone]);
      row += 1;
    } else {
      marked.push(['+', come ?? '']);
      column += 1;
    }
  }
  return marked;
}
