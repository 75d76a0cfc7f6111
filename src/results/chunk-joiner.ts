/** Bytes taken from the next chunk to complete a piece that two chunks share; doubled while they don't suffice. */
const JOIN = 4096;
const NOTHING = Buffer.alloc(0);

/** Reads whole pieces of the bytes and returns where the first unfinished one begins. */
export type Scan = (bytes: Buffer) => number;

/**
 * Cuts a stream of chunks at the ends of whole pieces: a piece that chunks share is read again in one, and
 * only once twice as many bytes have come, so that the work stays linear however small the chunks are.
 */
export class ChunkJoiner {
  /** The bytes of the unfinished piece. */
  rest: Buffer = NOTHING;
  private needed = 0;
  private readonly scan: Scan;

  constructor(scan: Scan) {
    this.scan = scan;
  }

  /** Reads a chunk; keeps a copy of its unfinished end only. */
  write(chunk: Buffer): void {
    let from = 0;
    while (this.rest.length > 0) {
      const held = this.rest.length;
      const taken = Math.min(chunk.length - from, Math.max(JOIN, held));
      const joined = Buffer.concat([this.rest, chunk.subarray(from, from + taken)]);
      from += taken;
      if (joined.length < this.needed) {
        this.rest = joined;
        return;
      }
      const done = this.scan(joined);
      if (done >= held) {
        this.rest = NOTHING;
        from -= joined.length - done;
        break;
      }
      this.keep(joined, done);
      if (from === chunk.length) return;
    }
    if (from === chunk.length) return;
    const tail = from === 0 ? chunk : chunk.subarray(from);
    this.keep(tail, this.scan(tail));
  }

  private keep(bytes: Buffer, done: number): void {
    this.rest = done < bytes.length ? Buffer.from(bytes.subarray(done)) : NOTHING;
    this.needed = this.rest.length * 2;
  }
}
