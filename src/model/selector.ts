/**
 * Which test to repeat, as people write it: `pkg.Class#method`, `path::name::name`, `path > title`,
 * or a bare class, path or name. `A#x,A#y` selects several.
 */
export interface TestSelector {
  /** As typed, trimmed; what replies and `{test}` show. */
  readonly text: string;
  readonly parts: readonly SelectorPart[];
}

export interface SelectorPart {
  readonly text: string;
  /** Class or file: what stands left of `#`, `::` or ` > `; the whole text when there is no such mark. */
  readonly container: string;
  /** Method or title: what stands right of the mark; absent when a whole class or file is meant. */
  readonly member?: string;
}

/** Splits a selector at its marks; never fails, since whether it is acceptable is the grammar's question. */
export function parseSelector(text: string): TestSelector {
  const trimmed = text.trim();
  const pieces = trimmed.includes('#') ? trimmed.split(',').map((piece) => piece.trim()) : [trimmed];
  return { text: trimmed, parts: pieces.filter((piece) => piece !== '').map(parsePart) };
}

function parsePart(text: string): SelectorPart {
  for (const mark of ['#', '::', ' > ']) {
    const at = text.indexOf(mark);
    if (at > 0 && at + mark.length < text.length) {
      return { text, container: text.slice(0, at), member: text.slice(at + mark.length) };
    }
  }
  return { text, container: text };
}

/** Whether two selections may mean one test: the same member of one class or file, which one of them names in full. */
export function mayBeSameTest(one: string, other: string): boolean {
  const [a, b] = [parsePart(one), parsePart(other)];
  return a.member === b.member && (isEndOf(a.container, b.container) || isEndOf(b.container, a.container));
}

/** `A` and `acme.A` of `org.acme.A`, and `a.py` of `test/a.py`. */
function isEndOf(name: string, whole: string): boolean {
  return whole === name || ['.', '/', '$'].some((mark) => whole.endsWith(`${mark}${name}`));
}
