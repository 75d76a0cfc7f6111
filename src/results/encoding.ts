/** What the first bytes of a file say about its encoding. */
export interface Encoding {
  /** Label for a decoder; absent for UTF-8, ASCII and what is read as such. */
  readonly label?: string;
  /** Bytes of the mark to leave out. */
  readonly skip: number;
  /** What is odd about the declaration, if anything, in words. */
  readonly lenient?: string;
  /** Set when the encoding cannot be read. */
  readonly unsupported?: string;
}

/** Bytes that suffice to tell the encoding: a mark and an XML declaration. */
export const ENCODING_BYTES = 512;

const marks: readonly { readonly bytes: readonly number[]; readonly encoding: Encoding }[] = [
  { bytes: [0xff, 0xfe, 0, 0], encoding: { skip: 4, unsupported: 'UTF-32' } },
  { bytes: [0, 0, 0xfe, 0xff], encoding: { skip: 4, unsupported: 'UTF-32' } },
  { bytes: [0x3c, 0, 0, 0], encoding: { skip: 0, unsupported: 'UTF-32' } },
  { bytes: [0, 0, 0, 0x3c], encoding: { skip: 0, unsupported: 'UTF-32' } },
  { bytes: [0xef, 0xbb, 0xbf], encoding: { skip: 3 } },
  { bytes: [0xff, 0xfe], encoding: { label: 'utf-16le', skip: 2 } },
  { bytes: [0xfe, 0xff], encoding: { label: 'utf-16be', skip: 2 } },
  { bytes: [0x3c, 0], encoding: { label: 'utf-16le', skip: 0 } },
  { bytes: [0, 0x3c], encoding: { label: 'utf-16be', skip: 0 } },
];

/**
 * Tells the encoding of XML from its first bytes (XML 1.0, appendix F): a byte order mark outweighs the
 * declaration, and the way the declaration itself is written outweighs what it says.
 */
export function detectEncoding(head: Uint8Array): Encoding {
  const mark = marks.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte))?.encoding;
  if (mark?.unsupported !== undefined) return mark;
  const declared = declaredLabel(head, mark);
  if (declared === undefined) return mark ?? { skip: 0 };
  if (mark?.label !== undefined) return /^utf-?16(?:-?[lb]e)?$/i.test(declared) ? mark : odd(mark);
  if (/^(?:utf-?8|us-ascii|ascii)$/i.test(declared)) return mark ?? { skip: 0 };
  if (mark !== undefined) return odd(mark);
  const label = decoderLabel(declared);
  if (label === undefined || label.startsWith('utf-16')) return odd({ skip: 0 });
  return label === 'utf-8' ? { skip: 0 } : { label, skip: 0 };
}

function odd(encoding: Encoding): Encoding {
  return { ...encoding, lenient: 'the declared encoding is not the one it is written in' };
}

function declaredLabel(head: Uint8Array, mark: Encoding | undefined): string | undefined {
  const wide = mark?.label !== undefined;
  const text = wide
    ? new TextDecoder(mark.label).decode(head.subarray(0, head.length & ~1))
    : new TextDecoder('latin1').decode(head);
  return /<\?xml[^>]{0,200}?\sencoding\s{0,8}=\s{0,8}["']([A-Za-z0-9._:-]{1,40})["']/.exec(text)?.[1];
}

function decoderLabel(declared: string): string | undefined {
  try {
    return new TextDecoder(declared).encoding;
  } catch {
    return undefined;
  }
}

/** Turns chunks of any known encoding into chunks of UTF-8; those of UTF-8 pass through unchanged. */
export class Utf8Stream {
  /** What the first bytes said; absent until enough of them came. */
  encoding: Encoding | undefined;
  private readonly sink: (chunk: Buffer) => void;
  private head: Buffer = Buffer.alloc(0);
  private decoder: InstanceType<typeof TextDecoder> | undefined;

  constructor(sink: (chunk: Buffer) => void) {
    this.sink = sink;
  }

  write(chunk: Uint8Array): void {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (this.encoding !== undefined) {
      this.pass(bytes);
      return;
    }
    this.head = this.head.length === 0 ? bytes : Buffer.concat([this.head, bytes]);
    if (this.head.length >= ENCODING_BYTES) this.begin();
    else this.head = Buffer.from(this.head);
  }

  /** Passes on what is held; a character cut at the end becomes U+FFFD. */
  end(): void {
    if (this.encoding === undefined) this.begin();
    const rest = this.decoder?.decode() ?? '';
    if (rest !== '') this.sink(Buffer.from(rest));
  }

  private begin(): void {
    const head = this.head;
    this.head = Buffer.alloc(0);
    this.encoding = detectEncoding(head);
    if (this.encoding.unsupported !== undefined) return;
    if (this.encoding.label !== undefined) this.decoder = new TextDecoder(this.encoding.label);
    this.pass(head.subarray(this.encoding.skip));
  }

  private pass(bytes: Buffer): void {
    if (this.encoding?.unsupported !== undefined || bytes.length === 0) return;
    if (this.decoder === undefined) this.sink(bytes);
    else this.sink(Buffer.from(this.decoder.decode(bytes, { stream: true })));
  }
}
