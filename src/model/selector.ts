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

/** Whether two selections may be one name: the same member of one class or file, which one of them names in full. */
export function mayBeSameName(one: string, other: string): boolean {
  const [a, b] = [parsePart(one), parsePart(other)];
  return a.member === b.member && isSameContainer(a, b);
}

/**
 * Whether two selections may mean one test. A member without parameters stands for all of its runs, so `t` may be `t[1]`;
 * `t[1]` and `t[2]` are two.
 */
export function mayBeSameTest(one: string, other: string): boolean {
  const [a, b] = [parsePart(one), parsePart(other)];
  return isSameMember(a, b) && isSameContainer(a, b);
}

/** Brackets in a title are words. */
function isSameMember(a: SelectorPart, b: SelectorPart): boolean {
  if (a.member === b.member) return true;
  if (a.member === undefined || b.member === undefined) return false;
  if (a.text.includes(' > ') || b.text.includes(' > ')) return false;
  return withoutParameters(a.member) === b.member || withoutParameters(b.member) === a.member;
}

function isSameContainer(a: SelectorPart, b: SelectorPart): boolean {
  return isEndOf(a.container, b.container) || isEndOf(b.container, a.container);
}

/** `testWrites[jdk=8]` and `testWrites(int)[2]` are runs of the method `testWrites`. */
export function withoutParameters(member: string): string {
  const at = member.search(/[[(]/);
  return at > 0 ? member.slice(0, at) : member;
}

/** `A` and `acme.A` of `org.acme.A`, and `a.py` of `test/a.py`. */
function isEndOf(name: string, whole: string): boolean {
  if (!whole.endsWith(name)) return false;
  return whole.length === name.length || './$'.includes(whole.charAt(whole.length - name.length - 1));
}
