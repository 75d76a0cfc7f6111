import type { Node } from './syntax.ts';

/** A stretch of a source that goes away. Offsets in UTF-16 units. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

/** A node and nothing around it. */
export function cutNode(node: Node): Cut {
  const { start, end } = node.range();
  return { start: start.index, end: end.index };
}

/** A node with the blanks that only it needed: those after it, or those before it at the end of a line. */
export function cutWithBlanks(node: Node, source: string): Cut {
  const { start, end } = node.range();
  let first = start.index;
  let last = end.index;
  while (isBlank(source[last])) last += 1;
  while (isBlank(source[first - 1])) first -= 1;
  return { start: isLineEnd(source[last]) ? first : start.index, end: last };
}

/** An element of a list with its comma: the one after it, else the one before. */
export function cutElement(node: Node, source: string): Cut {
  const { start, end } = node.range();
  const next = node.next();
  if (next?.text() === ',') {
    let last = next.range().end.index;
    while (isBlank(source[last])) last += 1;
    return { start: start.index, end: last };
  }
  const previous = node.prev();
  return { start: previous?.text() === ',' ? previous.range().start.index : start.index, end: end.index };
}

/**
 * The source without these stretches. Their line breaks stay, so that a failure's line is the same line of the
 * revision. Cuts may be nested: the outermost holds.
 */
export function applyCuts(source: string, cuts: readonly Cut[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of [...cuts].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (start < at) continue;
    const breaks = source.slice(start, end).match(/\r\n|\r|\n/g) ?? [];
    pieces.push(source.slice(at, start), ...breaks);
    at = end;
  }
  return pieces.join('') + source.slice(at);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function isLineEnd(character: string | undefined): boolean {
  return character === undefined || character === '\n' || character === '\r';
}
