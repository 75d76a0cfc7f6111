/**
 * Which test to repeat, as people write it: `pkg.Class#method`, `path::name::name`, `path > title`,
 * or a bare class, path or name. `A#x,A#y` selects several, and so does `path::x,path::y`.
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
  if (!trimmed.includes(',')) return { text: trimmed, parts: trimmed === '' ? [] : [parsePart(trimmed)] };
  const pieces = splitOutside(trimmed).map((piece) => piece.trim());
  const isSeveral = markIn(trimmed)?.mark === '#' || areNamedAlike(pieces);
  const named = isSeveral ? pieces.filter((piece) => piece !== '') : [trimmed];
  return { text: trimmed, parts: named.filter((piece) => piece !== '').map(parsePart) };
}

/** Names and titles hold commas as well: pieces are tests of their own where each begins with a module or file like the first. */
function areNamedAlike(pieces: readonly string[]): boolean {
  const kinds = pieces.map((piece) => {
    const found = markIn(piece);
    if (found === undefined || !/^[\w./\\@-]+$/.test(piece.slice(0, found.at))) return undefined;
    return found.mark === '::' ? '::' : /\.\w{1,5}$/.exec(piece.slice(0, found.at))?.[0];
  });
  return kinds[0] !== undefined && kinds.every((kind) => kind === kinds[0]);
}

const marks = ['#', '::', ' > '] as const;

/** The first mark in a text: those behind it belong to a name, as in `path > fixes #12` and `path::f[a#b]`. */
function markIn(text: string): { readonly mark: (typeof marks)[number]; readonly at: number } | undefined {
  let first: ReturnType<typeof markIn>;
  for (const mark of marks) {
    const at = text.indexOf(mark);
    const isInside = at > 0 && at + mark.length < text.length;
    if (isInside && (first === undefined || at < first.at)) first = { mark, at };
  }
  return first;
}

/**
 * At the commas that stand in no brackets: those in `A#f(int, long)` and `A#f[1, 2]` are of a name, and so is one with a
 * blank behind it where no other `A#…` follows, as in Kotlin's `A#adds one, twice`.
 */
function splitOutside(text: string): readonly string[] {
  const inner = /\[[^\]]{0,500}\]|\([^)]{0,500}\)|\{[^}]{0,500}\}|,/g;
  const pieces: string[] = [];
  let start = 0;
  for (const { 0: found, index } of text.matchAll(inner)) {
    if (found !== ',' || /^\s[^,#]*(?:,|$)/.test(text.slice(index + 1))) continue;
    pieces.push(text.slice(start, index));
    start = index + 1;
  }
  return [...pieces, text.slice(start)];
}

function parsePart(text: string): SelectorPart {
  const found = markIn(text);
  if (found === undefined) return { text, container: text };
  const { mark, at } = found;
  return { text, container: text.slice(0, at), member: text.slice(at + mark.length) };
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
  if (isTitle(a) || isTitle(b)) return false;
  return withoutParameters(a.member) === b.member || withoutParameters(b.member) === a.member;
}

/** Whether its member is a title, behind ` > `. */
export function isTitle({ text, container }: SelectorPart): boolean {
  return text.startsWith(' > ', container.length);
}

function isSameContainer(a: SelectorPart, b: SelectorPart): boolean {
  return isEndOf(a.container, b.container) || isEndOf(b.container, a.container);
}

/** `testWrites[jdk=8]` and `testWrites(int)[2]` are runs of the method `testWrites`. */
export function withoutParameters(member: string): string {
  const at = member.search(/[[(]/);
  return at > 0 ? member.slice(0, at) : member;
}

/** The test's own name, and what holds it. */
export interface NamedTest {
  readonly holder: string;
  readonly method: string;
}

/**
 * Whoever looks for a test cuts its name here, so that all cut alike: `a.py::TestX::test_y[::1]` is `test_y[::1]` in
 * `a.py::TestX`. Parameters hold no mark, and a title is one name. Undefined where a whole class or file is meant.
 */
export function namedTest(part: SelectorPart): NamedTest | undefined {
  const { container, member } = part;
  if (member === undefined) return undefined;
  const inner = isTitle(part) ? -1 : withoutParameters(member).lastIndexOf('::');
  if (inner < 0) return { holder: container, method: member };
  return { holder: `${container}::${member.slice(0, inner)}`, method: member.slice(inner + 2) };
}

/** `A` and `acme.A` of `org.acme.A`, and `a.py` of `test/a.py`. */
function isEndOf(name: string, whole: string): boolean {
  if (!whole.endsWith(name)) return false;
  return whole.length === name.length || './$'.includes(whole.charAt(whole.length - name.length - 1));
}
