import { Attribute, attributeAt } from './attribute-names.ts';
import { endOfBlanks, endOfName, holdsBytes, isBlank, startsName } from './byte-classes.ts';
import { TextWindow } from './text-window.ts';

/** The byte that begins every tag. */
export const TAG_START = 0x3c;

const GREATER = 0x3e;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

/** Attributes of other names that are compared with one another: more than any reporter writes. */
const MAX_ATTRIBUTES = 64;
/** A begin and an end for every known attribute. */
const ZEROS: readonly number[] = Object.keys(Attribute).flatMap(() => [0, 0]);
const NOTHING = Buffer.alloc(0);
/** What reading an attribute returns when the bytes end in it, and when it is none. */
const CUT = -1;
const WRONG = -2;

/**
 * The attributes of one start tag, as positions in the bytes it was read from: valid until the next tag is
 * read. Kept as positions since most are never turned into text.
 */
export class Tag {
  bytes: Buffer = NOTHING;
  /** Whether the tag closes its element itself. */
  empty = false;
  /** The first byte after the tag. */
  end = 0;
  /** What is wrong with the tag when `read` says `damaged`. */
  fault = '';
  private start = 0;
  private readonly window = new TextWindow();
  /** The known attributes present, a bit each. */
  private present = 0;
  /** Where the value of each known attribute begins and ends. */
  private readonly values: number[] = ZEROS.slice();
  /** Where the names of other attributes begin and end. */
  private readonly others: number[] = [];
  private otherCount = 0;

  /**
   * Reads attributes of the bytes it began with from `from`, just after the element's name.
   * `limit` is the next `<`, which a tag must end before; -1 when these bytes hold none.
   */
  read(from: number, limit: number): 'read' | 'incomplete' | 'damaged' {
    const { bytes } = this;
    this.start = from;
    this.present = 0;
    this.otherCount = 0;
    const end = limit < 0 ? bytes.length : limit;
    let at = from;
    for (;;) {
      const before = at;
      at = endOfBlanks(bytes, at);
      if (at >= end) return this.cut(limit);
      const byte = bytes[at];
      if (byte === GREATER) return this.finish(at + 1, false);
      if (byte === SLASH) {
        if (at + 1 >= end) return this.cut(limit);
        return bytes[at + 1] === GREATER ? this.finish(at + 2, true) : this.damaged('a tag holds a stray /');
      }
      if (at === before) return this.damaged('attributes are not separated');
      if (!startsName(byte)) return this.damaged('a tag holds what is no attribute');
      at = this.attribute(at, end);
      if (at < 0) return at === CUT ? this.cut(limit) : 'damaged';
    }
  }

  /** Says that tags are read from other bytes now, or from the same ones filled anew. */
  begin(bytes: Buffer): void {
    this.bytes = bytes;
    this.window.begin(bytes);
  }

  /** Takes the place of a tag that nobody asks for attributes. */
  pass(end: number, empty: boolean): void {
    this.present = 0;
    this.end = end;
    this.empty = empty;
  }

  /** What stands between the element's name and the end of its tag, as written; not for a tag that was passed over. */
  get written(): Buffer {
    return this.bytes.subarray(this.start, this.end);
  }

  /** Whether the tag has the attribute. */
  has(attribute: number): boolean {
    return (this.present & (1 << attribute)) !== 0;
  }

  /** Where the value of an attribute it has begins, in `bytes`. */
  valueFrom(attribute: number): number {
    return this.values[2 * attribute] ?? 0;
  }

  /** Where the value of an attribute it has ends. */
  valueTo(attribute: number): number {
    return this.values[2 * attribute + 1] ?? 0;
  }

  /** The value of an attribute it has, entities not decoded, at most `limit` bytes of it. */
  text(attribute: number, limit: number): string {
    const from = this.valueFrom(attribute);
    return this.window.cut(from, Math.min(this.valueTo(attribute), from + limit));
  }

  /** Whether the value last asked for may hold entities. */
  get mayHoldEntities(): boolean {
    return this.window.mayHoldEntities;
  }

  /** Reads one attribute; returns what follows it, or CUT or WRONG. */
  private attribute(from: number, end: number): number {
    const { bytes } = this;
    const nameTo = endOfName(bytes, from);
    let at = bytes[nameTo] === EQUALS ? nameTo : endOfBlanks(bytes, nameTo);
    if (at >= end) return CUT;
    if (bytes[at] !== EQUALS) return this.wrong('an attribute has no value');
    at++;
    if (bytes[at] !== DOUBLE_QUOTE) at = endOfBlanks(bytes, at);
    if (at >= end) return CUT;
    const quote = bytes[at];
    if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) return this.wrong('a value has no quotes');
    const valueTo = bytes.indexOf(quote, at + 1);
    if (valueTo < 0 || valueTo >= end) return CUT;
    const attribute = attributeAt(bytes, from, nameTo);
    if (attribute === Attribute.other ? this.repeats(from, nameTo) : this.has(attribute)) {
      return this.wrong('an attribute stands twice in one tag');
    }
    this.present |= 1 << attribute;
    this.values[2 * attribute] = at + 1;
    this.values[2 * attribute + 1] = valueTo;
    return valueTo + 1;
  }

  /** Notes an attribute's name; answers whether the tag had it already. */
  private repeats(from: number, to: number): boolean {
    const { bytes, others, otherCount } = this;
    for (let i = 0; i < otherCount; i++) {
      const other = others[2 * i] ?? 0;
      if ((others[2 * i + 1] ?? 0) - other !== to - from) continue;
      let same = 0;
      while (same < to - from && bytes[other + same] === bytes[from + same]) same++;
      if (same === to - from) return true;
    }
    if (otherCount === MAX_ATTRIBUTES) return false;
    others[2 * otherCount] = from;
    others[2 * otherCount + 1] = to;
    this.otherCount++;
    return false;
  }

  private finish(end: number, empty: boolean): 'read' {
    this.end = end;
    this.empty = empty;
    return 'read';
  }

  private cut(limit: number): 'incomplete' | 'damaged' {
    return limit < 0 ? 'incomplete' : this.damaged('a tag is not closed before the next one begins');
  }

  private damaged(fault: string): 'damaged' {
    this.fault = fault;
    return 'damaged';
  }

  private wrong(fault: string): number {
    this.fault = fault;
    return WRONG;
  }
}

/**
 * The end of a tag that is plainly over: after its first `>` and blanks the next `<` of all follows, so that `>`
 * stands in no value. -1 when the tag must be read in full to tell.
 */
export function endOfPlainTag(bytes: Buffer, nameTo: number): number {
  const greater = bytes.indexOf(GREATER, nameTo);
  if (greater < 0) return -1;
  if (!isBlank(bytes[nameTo]) && greater !== (bytes[nameTo] === SLASH ? nameTo + 1 : nameTo)) return -1;
  const next = endOfBlanks(bytes, greater + 1);
  if (next === bytes.length || bytes.indexOf(TAG_START, nameTo) !== next) return -1;
  const before = bytes[greater - 1] === SLASH ? greater - 2 : greater - 1;
  return endsValue(bytes, before) || before <= nameTo ? greater + 1 : -1;
}

/**
 * Passes over tags of one name that close themselves, from the `<` of the first one, with one look for the next `<`
 * each: a quote, `/>` and blanks stand before it. Text may end like that as well, and then its element is closed
 * next: so the last tag before a closing one of its name is left to be read in full.
 * Answers where the first `<` stands that was not passed over.
 */
export function endOfEmptyTags(bytes: Buffer, from: number, name: Buffer): number {
  let before = from;
  let at = from;
  for (;;) {
    const nameTo = at + 1 + name.length;
    if (!isBlank(bytes[nameTo]) || !holdsBytes(bytes, at + 1, name))
      return mayClose(bytes, at, name) ? before : at;
    const next = bytes.indexOf(TAG_START, nameTo);
    let greater = next - 1;
    while (isBlank(bytes[greater])) greater--;
    if (bytes[greater] !== GREATER || bytes[greater - 1] !== SLASH || !endsValue(bytes, greater - 2))
      return at;
    before = at;
    at = next;
  }
}

/** Whether a closing tag of the name begins at `at`, or the bytes end too early to tell. */
function mayClose(bytes: Buffer, at: number, name: Buffer): boolean {
  if (at + 2 + name.length > bytes.length) return true;
  return bytes[at + 1] === SLASH && holdsBytes(bytes, at + 2, name);
}

/** Whether a value's quote stands at `at`, or before the blank there. */
function endsValue(bytes: Buffer, at: number): boolean {
  const last = bytes[isBlank(bytes[at]) ? at - 1 : at];
  return last === DOUBLE_QUOTE || last === SINGLE_QUOTE;
}
