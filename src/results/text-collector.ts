import { decodeEntities } from './entities.ts';

/** Bytes kept of a text: where a cause is named first, and where a chain of causes ends. */
export interface TextLimits {
  readonly head: number;
  readonly tail: number;
}

/** A stretch of a buffer. */
export interface Stretch {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

/** Puts a text together from pieces and keeps its head and tail when it grows too long. */
export class TextCollector {
  private readonly limits: TextLimits;
  private readonly head: string[] = [];
  private room: number;
  private readonly tail: { readonly text: string; readonly bytes: number }[] = [];
  private tailBytes = 0;
  private dropped = 0;
  private mayHoldReturns = false;

  constructor(limits: TextLimits) {
    this.limits = limits;
    this.room = limits.head;
  }

  /** Adds a piece; entities are decoded unless it is literal. Only what is kept is turned into text. */
  add(piece: Stretch, isLiteral: boolean): void {
    const { bytes, from, to } = piece;
    const cut = Math.min(to, from + this.room);
    const headTo = cut < to ? startOfCharacter(bytes, cut, from) : to;
    if (headTo > from) this.head.push(this.decoded({ bytes, from, to: headTo }, isLiteral));
    this.room = headTo < to ? 0 : this.room - (headTo - from);
    if (headTo === to) return;
    const tailFrom = Math.max(
      headTo,
      startOfCharacter(bytes, Math.max(headTo, to - this.limits.tail), headTo),
    );
    this.dropped += tailFrom - headTo;
    this.tail.push({ text: this.decoded({ bytes, from: tailFrom, to }, isLiteral), bytes: to - tailFrom });
    this.tailBytes += to - tailFrom;
    this.trim();
  }

  /** The text so far with plain line breaks, and a line in its middle that says how much was left out. */
  toString(): string {
    const text = this.joined();
    return this.mayHoldReturns ? text.replaceAll('\r\n', '\n') : text;
  }

  private joined(): string {
    const head = this.head.length === 1 ? (this.head[0] ?? '') : this.head.join('');
    if (this.tail.length === 0) return head;
    const tail = this.tail.map(({ text }) => text).join('');
    return this.dropped === 0 ? head + tail : `${head}\n… ${this.dropped} bytes left out …\n${tail}`;
  }

  private decoded(piece: Stretch, isLiteral: boolean): string {
    const text = piece.bytes.toString('utf8', piece.from, piece.to);
    this.mayHoldReturns ||= text.includes('\r') || text.includes('&#');
    return isLiteral ? text : decodeEntities(text);
  }

  /** Lets go of the oldest pieces of the tail that the others make up for. */
  private trim(): void {
    for (;;) {
      const first = this.tail[0];
      if (first === undefined || this.tailBytes - first.bytes < this.limits.tail) return;
      this.tail.shift();
      this.tailBytes -= first.bytes;
      this.dropped += first.bytes;
    }
  }
}

/** The text of a stretch, with its head and tail kept when it is too long. */
export function cappedText(piece: Stretch, limits: TextLimits): string {
  const collector = new TextCollector(limits);
  collector.add(piece, false);
  return collector.toString();
}

/** The begin of the UTF-8 character that the byte at `at` belongs to, at least `least`. */
function startOfCharacter(bytes: Buffer, at: number, least: number): number {
  let start = at;
  while (start > least && at - start < 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--;
  return start;
}
