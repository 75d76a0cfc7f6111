/** Characters kept of a text: where a cause is named first, and where a chain of causes ends. */
export interface TextLimits {
  readonly head: number;
  readonly tail: number;
}

/** Puts a text together from pieces and keeps its head and tail when it grows too long. */
export class TextCollector {
  private head = '';
  private tail = '';
  private dropped = 0;
  private readonly limits: TextLimits;

  constructor(limits: TextLimits) {
    this.limits = limits;
  }

  add(piece: string): void {
    const room = this.limits.head - this.head.length;
    if (this.tail === '' && piece.length <= room) {
      this.head += piece;
      return;
    }
    if (this.tail === '' && room > 0) this.head += piece.slice(0, room);
    this.tail += this.tail === '' ? piece.slice(Math.max(0, room)) : piece;
    if (this.tail.length > this.limits.tail * 2) this.cut();
  }

  /** The text so far, with a line in its middle that says how much was left out. */
  toString(): string {
    if (this.tail.length > this.limits.tail) this.cut();
    if (this.dropped === 0) return this.head + this.tail;
    return `${whole(this.head)}\n… ${this.dropped} characters left out …\n${whole(this.tail)}`;
  }

  private cut(): void {
    const over = this.tail.length - this.limits.tail;
    this.dropped += over;
    this.tail = this.tail.slice(over);
  }
}

/** Without the halves of a character that cutting left at the ends. */
function whole(text: string): string {
  const from = isLow(text.charCodeAt(0)) ? 1 : 0;
  const to = isHigh(text.charCodeAt(text.length - 1)) ? text.length - 1 : text.length;
  return text.slice(from, to);
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
