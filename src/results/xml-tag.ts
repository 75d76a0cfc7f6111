const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

/** More attributes than any reporter writes; a tag with more is damaged, not slow. */
const MAX_ATTRIBUTES = 256;
const FIELDS = 4;

/** Whether a byte is one of the four blanks of XML. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x09 || byte === 0x0d;
}

/**
 * Whether a byte may begin a name. Bytes of 0x80 and more belong to letters outside ASCII, which are not
 * told apart: no name that decides an outcome holds one.
 */
export function startsName(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x5f ||
    byte === 0x3a ||
    byte >= 0x80
  );
}

/** Where the name that begins at `from` ends, at most at the end of the bytes. */
export function endOfName(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (!startsName(byte) && !(byte !== undefined && byte >= 0x2d && byte <= 0x39 && byte !== SLASH)) break;
    at++;
  }
  return at;
}

/**
 * The attributes of one start tag, as positions in the bytes it was read from: valid until the next tag is
 * read. Kept in one array that is used again for every tag, since most are never turned into text.
 */
export class Tag {
  bytes: Buffer = Buffer.alloc(0);
  count = 0;
  /** Whether the tag closes its element itself. */
  empty = false;
  /** The first byte after the tag. */
  end = 0;
  /** What is wrong with the tag when `read` says `damaged`. */
  fault = '';
  private readonly fields = new Int32Array(MAX_ATTRIBUTES * FIELDS);

  /**
   * Reads attributes from `from`, just after the element's name.
   * `limit` is the next `<`, which a tag must end before; -1 when these bytes hold none.
   */
  read(bytes: Buffer, from: number, limit: number): 'read' | 'incomplete' | 'damaged' {
    this.bytes = bytes;
    this.count = 0;
    let at = from;
    const end = limit < 0 ? bytes.length : limit;
    for (;;) {
      const before = at;
      while (isBlank(bytes[at])) at++;
      if (at >= end) return this.cut(limit);
      const byte = bytes[at];
      if (byte === GREATER) return this.finish(at + 1, false);
      if (byte === SLASH) {
        if (at + 1 >= end) return this.cut(limit);
        if (bytes[at + 1] !== GREATER) return this.damaged('a tag holds a stray /');
        return this.finish(at + 2, true);
      }
      if (at === before) return this.damaged('attributes are not separated');
      if (!startsName(byte)) return this.damaged('a tag holds what is no attribute');
      at = this.attribute(at, end);
      if (at < 0) return at === -1 ? this.cut(limit) : 'damaged';
    }
  }

  /** The value of the attribute of that name, as raw bytes: from and to; -1 when it is absent. */
  find(name: Buffer): number {
    for (let i = 0; i < this.count; i++) {
      if (this.isNamed(i, name)) return i;
    }
    return -1;
  }

  /** Where the value of the attribute at this place begins. */
  valueFrom(index: number): number {
    return this.fields[index * FIELDS + 2] ?? 0;
  }

  /** Where the value of the attribute at this place ends. */
  valueTo(index: number): number {
    return this.fields[index * FIELDS + 3] ?? 0;
  }

  private attribute(from: number, end: number): number {
    const { bytes } = this;
    const nameTo = endOfName(bytes, from);
    let at = nameTo;
    while (isBlank(bytes[at])) at++;
    if (at >= end) return -1;
    if (bytes[at] !== EQUALS) return this.wrong('an attribute has no value');
    at++;
    while (isBlank(bytes[at])) at++;
    if (at >= end) return -1;
    const quote = bytes[at];
    if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) return this.wrong('a value has no quotes');
    const valueTo = bytes.indexOf(quote, at + 1);
    if (valueTo < 0 || valueTo >= end) return -1;
    if (this.count === MAX_ATTRIBUTES) return this.wrong(`a tag has more than ${MAX_ATTRIBUTES} attributes`);
    if (this.repeats(from, nameTo)) return this.wrong('an attribute stands twice in one tag');
    const field = this.count * FIELDS;
    this.fields[field] = from;
    this.fields[field + 1] = nameTo;
    this.fields[field + 2] = at + 1;
    this.fields[field + 3] = valueTo;
    this.count++;
    return valueTo + 1;
  }

  private isNamed(index: number, name: Buffer): boolean {
    const from = this.fields[index * FIELDS] ?? 0;
    if ((this.fields[index * FIELDS + 1] ?? 0) - from !== name.length) return false;
    for (let i = 0; i < name.length; i++) {
      if (this.bytes[from + i] !== name[i]) return false;
    }
    return true;
  }

  private repeats(from: number, to: number): boolean {
    const { bytes, fields } = this;
    for (let i = 0; i < this.count; i++) {
      const other = fields[i * FIELDS] ?? 0;
      const otherTo = fields[i * FIELDS + 1] ?? 0;
      if (otherTo - other !== to - from) continue;
      let same = 0;
      while (same < to - from && bytes[other + same] === bytes[from + same]) same++;
      if (same === to - from) return true;
    }
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
    return -2;
  }
}

/** The byte that begins every tag. */
export const TAG_START = LESS;
