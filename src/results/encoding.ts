import { holdsBytes } from './byte-classes.ts';

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

/** Bytes that hold the declaration of a file that is not wide. */
const DECLARATION_BYTES = 200;
const NOTHING = Buffer.alloc(0);
const PLAIN: Encoding = { skip: 0 };

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

/** Declarations as nearly every reporter writes them: told without turning them into text. */
const usual: readonly Buffer[] = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<?xml version="1.0" encoding="UTF-8" ?>',
  '<?xml version="1.0" encoding="utf-8"?>',
  "<?xml version='1.0' encoding='UTF-8'?>",
  '<test',
].map((declaration) => Buffer.from(declaration));

/**
 * Tells the encoding of XML from its first bytes (XML 1.0, appendix F): a byte order mark outweighs the
 * declaration, and the way the declaration itself is written outweighs what it says.
 */
export function detectEncoding(head: Uint8Array): Encoding {
  if (usual.some((declaration) => holdsBytes(head, 0, declaration))) return PLAIN;
  const isPlain = head[0] === 0x3c && head[1] !== 0;
  const mark = isPlain ? undefined : marks.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte));
  return mark === undefined ? declaredEncoding(head) : markedEncoding(head, mark.encoding);
}

/** The encoding of a file without a mark: its declaration can be read, so it is no wide one. */
function declaredEncoding(head: Uint8Array): Encoding {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, DECLARATION_BYTES));
  const declaration = declarationIn(text.toString('latin1'));
  if (declaration === '') return PLAIN;
  const declared = declaredLabel(declaration);
  if (declared === undefined || isUtf8(declared)) return checked(PLAIN, declaration);
  const label = decoderLabel(declared);
  if (label === undefined || label.startsWith('utf-16')) return odd(PLAIN);
  return checked(label === 'utf-8' ? PLAIN : { label, skip: 0 }, declaration);
}

function markedEncoding(head: Uint8Array, mark: Encoding): Encoding {
  if (mark.unsupported !== undefined) return mark;
  const length = Math.min(head.length & ~1, ENCODING_BYTES);
  const declaration = declarationIn(new TextDecoder(mark.label).decode(head.subarray(0, length)));
  if (declaration === '') return mark;
  const declared = declaredLabel(declaration);
  if (declared === undefined) return checked(mark, declaration);
  const fits = mark.label === undefined ? isUtf8(declared) : /^utf-?16(?:-?[lb]e)?$/i.test(declared);
  return fits ? checked(mark, declaration) : odd(mark);
}

function isUtf8(label: string): boolean {
  return label === 'UTF-8' || /^(?:utf-?8|us-ascii|ascii)$/i.test(label);
}

function odd(encoding: Encoding): Encoding {
  return { ...encoding, lenient: 'the declared encoding is not the one it is written in' };
}

/** The XML declaration a text begins with, without its closing mark; empty if there is none. */
function declarationIn(text: string): string {
  const from = text.search(/\S/);
  if (from < 0 || !text.startsWith('<?xml', from)) return '';
  const to = text.indexOf('?>', from);
  return to < 0 ? '' : text.slice(from, to);
}

/** What the declaration calls the encoding. */
function declaredLabel(declaration: string): string | undefined {
  return /\sencoding\s{0,8}=\s{0,8}["']([A-Za-z0-9._:-]{1,40})["']/.exec(declaration)?.[1];
}

/** An XML declaration as XML 1.0 demands it (production 23), up to its closing mark. */
const sound = new RegExp(
  [
    String.raw`^<\?xml`,
    String.raw`[ \t\r\n]+version[ \t\r\n]{0,8}=[ \t\r\n]{0,8}(?:"1\.\d+"|'1\.\d+')`,
    String.raw`(?:[ \t\r\n]+encoding[ \t\r\n]{0,8}=[ \t\r\n]{0,8}(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?`,
    String.raw`(?:[ \t\r\n]+standalone[ \t\r\n]{0,8}=[ \t\r\n]{0,8}(?:"(?:yes|no)"|'(?:yes|no)'))?`,
    String.raw`[ \t\r\n]*$`,
  ].join(''),
);

function checked(encoding: Encoding, declaration: string): Encoding {
  if (sound.test(declaration)) return encoding;
  return { ...encoding, lenient: 'the XML declaration is not well-formed' };
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
  private head: Buffer = NOTHING;
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
    this.head = NOTHING;
    this.encoding = detectEncoding(head);
    if (this.encoding.unsupported !== undefined) return;
    if (this.encoding.label !== undefined) this.decoder = new TextDecoder(this.encoding.label);
    this.pass(this.encoding.skip === 0 ? head : head.subarray(this.encoding.skip));
  }

  private pass(bytes: Buffer): void {
    if (this.encoding?.unsupported !== undefined || bytes.length === 0) return;
    if (this.decoder === undefined) this.sink(bytes);
    else this.sink(Buffer.from(this.decoder.decode(bytes, { stream: true })));
  }
}
