/** A stretch of a source that gets other text. Offsets in UTF-16 units; an empty stretch is a place. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The source with these changes, which don't overlap, and nothing else. */
export function applyChanges(source: string, changes: readonly Change[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, text } of changes.toSorted((a, b) => a.start - b.start)) {
    pieces.push(source.slice(at, start), text);
    at = end;
  }
  return pieces.join('') + source.slice(at);
}

/** A text as the only thing of a line above this place, or before it when something else stands left of it. */
export function above(
  source: string,
  place: number,
  texts: { readonly line: string; readonly beside: string },
): Change {
  const indent = indentAt(source, place);
  const text =
    indent === undefined ? `${texts.beside} ` : `${texts.line}${lineBreakAt(source, place)}${indent}`;
  return { start: place, end: place, text };
}

/** The blanks before a place, when there is nothing else in its line before it. A byte order mark is nothing. */
export function indentAt(source: string, place: number): string | undefined {
  let start = place;
  while (source[start - 1] === ' ' || source[start - 1] === '\t') start -= 1;
  const before = source[start - 1];
  const isFirst =
    before === undefined || before === '\n' || before === '\r' || (start === 1 && before === '\uFEFF');
  return isFirst ? source.slice(start, place) : undefined;
}

/** How the line of a place ends, or the line before it when it is the last. */
export function lineBreakAt(source: string, place: number): string {
  const after = /\r\n|\r|\n/g;
  after.lastIndex = place;
  const found = after.exec(source)?.[0];
  if (found !== undefined) return found;
  const last = Math.max(source.lastIndexOf('\n', place), source.lastIndexOf('\r', place));
  if (last === -1) return '\n';
  return source.slice(last - 1, last + 1) === '\r\n' ? '\r\n' : source.charAt(last);
}

/** Where the line of a place ends, before its break. */
export function lineEndAt(source: string, place: number): number {
  let end = place;
  while (end < source.length && source[end] !== '\n' && source[end] !== '\r') end += 1;
  return end;
}
