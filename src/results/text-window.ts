/** Bytes turned into text at one go: about ten tags. A name that is kept holds on to as many. */
const SIZE = 1024;
const NOTHING = Buffer.alloc(0);

/**
 * Cuts names and values out of the bytes of a report. Those that stand near each other are turned into text
 * together, since a call for a thousand bytes costs hardly more than one for ten.
 */
export class TextWindow {
  /** Whether the text last cut may hold entities. */
  mayHoldEntities = true;
  private bytes: Buffer = NOTHING;
  private text = '';
  private from = 0;
  /** Where the window ends. */
  private to = 0;
  /** Whether a byte is a character all through the window; if not, each stretch is decoded alone. */
  private isPlain = false;
  private hasAmpersand = true;

  /** Begins with other bytes, or with the same ones after they were filled anew. */
  begin(bytes: Buffer): void {
    this.bytes = bytes;
    this.from = 0;
    this.to = 0;
  }

  /** The text of the bytes from `from` up to `to`, as UTF-8. */
  cut(from: number, to: number): string {
    if (from < this.from || from >= this.to) this.move(from);
    const isInside = this.isPlain && to <= this.to;
    this.mayHoldEntities = !isInside || this.hasAmpersand;
    return isInside
      ? this.text.slice(from - this.from, to - this.from)
      : this.bytes.toString('utf8', from, to);
  }

  private move(from: number): void {
    this.from = from;
    this.to = Math.min(this.bytes.length, from + SIZE);
    this.text = this.bytes.toString('utf8', from, this.to);
    this.isPlain = this.text.length === this.to - from;
    this.hasAmpersand = this.text.includes('&');
  }
}
