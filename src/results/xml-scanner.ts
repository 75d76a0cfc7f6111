import { endOfBlanks, endOfName, isBlank, startsName } from './byte-classes.ts';
import { ChunkJoiner } from './chunk-joiner.ts';
import { Element, elementAt, elementBytes, elementName, holdsName, isPassedOver } from './elements.ts';
import { endOfLiteral, sectionAt, type Section, sectionEnds, wholeText } from './xml-sections.ts';
import { endOfEmptyTags, endOfPlainTag, Tag, TAG_START } from './xml-tag.ts';

/** What a scanner tells: one listener per file. Bytes and tags are valid only during the call. */
export interface XmlListener {
  /**
   * An element begins; `name` is empty for the elements the scanner knows by their plain name.
   * Answers whether its text is wanted.
   */
  open(element: number, tag: Tag, name: string): boolean;
  close(element: number): void;
  /** Text as written: its entities are not yet decoded. Long text comes in several calls. */
  text(bytes: Buffer, from: number, to: number): void;
  /** Text of a CDATA section, which has no entities. */
  literal(bytes: Buffer, from: number, to: number): void;
}

/** Why reading stopped early. */
export interface Fault {
  readonly status: 'damaged' | 'refused' | 'not-junit';
  readonly reason: string;
  /** Bytes of the decoded file before the place. */
  readonly offset: number;
}

/** Elements inside elements, at most: more is an attack or a mistake, never a report. */
const MAX_DEPTH = 1_000;
/** The longest tag, bytes: the longest message attribute of a real report has 912,459. */
const MAX_TAG = 16 * 1024 * 1024;

const SLASH = 0x2f;
const GREATER = 0x3e;

/**
 * Reads XML that is pushed at it in chunks of any size, in constant memory, and checks it where it decides
 * an outcome: tags, attributes and their nesting. Text nobody wants is skipped without a look at it.
 * A document type or entity declaration is refused.
 */
export class XmlScanner {
  /** Set when reading stopped; what is written later is ignored. */
  fault: Fault | undefined;
  /** What a strict reader would refuse although it decides nothing, in words. */
  readonly lenient = new Set<string>();
  depth = 0;
  rootClosed = false;
  private readonly listener: XmlListener;
  private readonly joiner = new ChunkJoiner((bytes) => this.scan(bytes));
  private readonly tag = new Tag();
  private readonly elements: number[] = [];
  private readonly otherNames: string[] = [];
  private readonly wants: boolean[] = [];
  private section: Section | undefined;
  private wanted = false;
  private last = false;
  private consumed = 0;

  constructor(listener: XmlListener) {
    this.listener = listener;
  }

  /** Reads a chunk; keeps nothing of it but an unfinished tag. */
  write(chunk: Buffer): void {
    if (this.fault !== undefined) return;
    this.joiner.write(chunk);
    if (this.joiner.rest.length > MAX_TAG) this.fail('a tag is longer than 16 MB', 0);
  }

  /** Says that there is no more: a file that ends too early is damaged. */
  end(): void {
    const { rest } = this.joiner;
    this.last = true;
    if (
      this.fault === undefined &&
      rest.length > 0 &&
      this.scan(rest) < rest.length &&
      this.section === undefined
    )
      this.fail('the file ends inside a tag', 0);
    if (this.section !== undefined) this.fail(`the file ends inside a ${this.section}`, 0);
    else if (this.depth > 0) this.fail('the file ends before its elements are closed', 0);
  }

  /** Stops reading; the first reason counts. Negative, so that a reading function can return it. */
  fail(reason: string, at: number, status: Fault['status'] = 'damaged'): -1 {
    this.fault ??= { status, reason, offset: this.consumed + at };
    return -1;
  }

  /** The element around the open one; `other` around the root. */
  parent(): number {
    return this.elements[this.depth - 2] ?? Element.other;
  }

  private scan(bytes: Buffer): number {
    let at = 0;
    this.tag.begin(bytes);
    while (at < bytes.length && this.fault === undefined) {
      const next =
        this.section === undefined ? this.content(bytes, at) : this.inSection(bytes, at, this.section);
      if (next < 0) break;
      at = next;
    }
    this.consumed += at;
    return this.fault === undefined ? at : bytes.length;
  }

  /** Text up to the next tag, or a tag; -1 when what begins at `from` is unfinished. */
  private content(bytes: Buffer, from: number): number {
    const start = this.wanted ? from : endOfBlanks(bytes, from);
    if (bytes[start] === TAG_START) return this.markup(bytes, start);
    const less = bytes.indexOf(TAG_START, start);
    const to = less < 0 ? bytes.length : less;
    if (this.depth === 0 && start < to) {
      return this.fail(this.rootClosed ? 'text follows the root' : 'text precedes the root', start);
    }
    if (!this.wanted) return to;
    const whole = less < 0 && !this.last ? wholeText(bytes, from) : to;
    if (whole === from) return -1;
    this.listener.text(bytes, from, whole);
    return whole;
  }

  private markup(bytes: Buffer, from: number): number {
    const second = bytes[from + 1];
    if (second === undefined) return -1;
    if (second === SLASH) return this.closing(bytes, from);
    if (startsName(second)) return this.opening(bytes, from);
    if (isBlank(second) && this.depth > 0) return this.unnamed(bytes, from);
    const found = sectionAt(bytes, from, { last: this.last, start: this.consumed + from === 0 });
    if (found === 'incomplete') return -1;
    if ('reason' in found) return this.fail(found.reason, from, found.status);
    if (found.section === 'CDATA section' && this.depth === 0)
      return this.fail('text stands outside the root', from);
    if (found.lenient !== undefined) this.lenient.add(found.lenient);
    this.section = found.section;
    return found.from;
  }

  private inSection(bytes: Buffer, from: number, section: Section): number {
    const mark = sectionEnds[section];
    const found = section === 'CDATA section' ? endOfLiteral(bytes, from) : bytes.indexOf(mark, from);
    const text = section === 'CDATA section' && this.wanted;
    const open = text ? wholeText(bytes, from, mark.length - 1) : bytes.length - mark.length + 1;
    const to = found < 0 ? Math.max(from, open) : found;
    if (text && to > from) this.listener.literal(bytes, from, to);
    if (found < 0) return to > from ? to : -1;
    return section === 'comment' ? this.endOfComment(bytes, found) : this.leaveSection(found + mark.length);
  }

  /** Two hyphens end a comment if a `>` follows; if not, a strict reader would stop, but no outcome depends on it. */
  private endOfComment(bytes: Buffer, hyphens: number): number {
    if (hyphens + 2 >= bytes.length) return -1;
    if (bytes[hyphens + 2] === GREATER) return this.leaveSection(hyphens + 3);
    this.lenient.add('a comment holds --');
    return hyphens + 1;
  }

  private leaveSection(next: number): number {
    this.section = undefined;
    return next;
  }

  private opening(bytes: Buffer, from: number): number {
    const nameTo = endOfName(bytes, from + 1);
    const element = elementAt(bytes, from + 1, nameTo);
    if (isPassedOver(element) && this.depth > 0 && !this.wanted) {
      const end = endOfPlainTag(bytes, nameTo);
      if (end > 0) return this.passOver(bytes, element, end);
    }
    if (this.rootClosed) return this.fail('a second root follows the first', from);
    const result = this.tag.read(nameTo, bytes.indexOf(TAG_START, nameTo));
    if (result === 'incomplete') return -1;
    if (result === 'damaged') return this.fail(this.tag.fault, from);
    if (element !== Element.other) return this.push(element, '');
    const colon = bytes.subarray(0, nameTo).lastIndexOf(0x3a);
    const local = colon > from ? elementAt(bytes, colon + 1, nameTo) : element;
    return this.push(local, bytes.toString('utf8', from + 1, nameTo));
  }

  /** Passes over tags whose attributes nobody asks for; those that close themselves leave no trace. */
  private passOver(bytes: Buffer, element: number, end: number): number {
    if (bytes[end - 2] === SLASH)
      return endOfEmptyTags(bytes, endOfBlanks(bytes, end), elementBytes(element));
    this.tag.pass(end, false);
    return this.push(element, '');
  }

  /** `< type="…">`: Surefire's element without a name. */
  private unnamed(bytes: Buffer, from: number): number {
    const result = this.tag.read(from + 1, bytes.indexOf(TAG_START, from + 1));
    if (result === 'incomplete') return -1;
    if (result === 'damaged') return this.fail('a < stands where no tag begins', from);
    this.lenient.add('an element has no name');
    return this.push(Element.unnamed, '');
  }

  private push(element: number, name: string): number {
    if (this.depth === MAX_DEPTH) return this.fail(`elements are nested deeper than ${MAX_DEPTH}`, 0);
    const { end, empty } = this.tag;
    this.elements[this.depth] = element;
    this.otherNames[this.depth] = name;
    this.wants[this.depth] = this.wanted;
    this.depth++;
    this.wanted = this.listener.open(element, this.tag, name);
    if (empty) this.pop();
    return end;
  }

  private pop(): void {
    this.listener.close(this.elements[this.depth - 1] ?? Element.other);
    this.depth--;
    this.wanted = this.wants[this.depth] ?? false;
    if (this.depth === 0) this.rootClosed = true;
  }

  private closing(bytes: Buffer, from: number): number {
    if (this.depth === 0) return this.fail('a closing tag has no opening one', from);
    const element = this.elements[this.depth - 1] ?? Element.other;
    const name = this.otherNames[this.depth - 1] ?? '';
    let at = from + 2 + (name === '' ? elementName(element).length : Buffer.byteLength(name));
    if (at >= bytes.length && bytes.indexOf(GREATER, from) < 0 && bytes.indexOf(TAG_START, from + 1) < 0)
      return -1;
    const fits =
      name === '' ? holdsName(bytes, from + 2, element) : bytes.toString('utf8', from + 2, at) === name;
    if (!fits) return this.fail('a closing tag does not match the open element', from);
    at = endOfBlanks(bytes, at);
    if (at >= bytes.length) return -1;
    if (bytes[at] !== GREATER) return this.fail('a closing tag does not match the open element', from);
    this.pop();
    return at + 1;
  }
}
