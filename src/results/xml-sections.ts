import { holdsBytes } from './byte-classes.ts';

/** What is neither text nor a tag. */
export type Section = 'CDATA section' | 'comment' | 'processing instruction';

/** What ends each section; of a comment, what may stand nowhere else in it. */
export const sectionEnds: Readonly<Record<Section, Buffer>> = {
  'CDATA section': Buffer.from(']]>'),
  comment: Buffer.from('--'),
  'processing instruction': Buffer.from('?>'),
};

const GREATER = 0x3e;
const BRACKET = 0x5d;

/**
 * Where the mark that ends a CDATA section stands; -1 if these bytes do not hold it. Looks for its last byte: logs,
 * which are most of what reports hold, have ten times as many of its first one.
 */
export function endOfLiteral(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(GREATER, from + 2); at >= 0; at = bytes.indexOf(GREATER, at + 1)) {
    if (bytes[at - 1] === BRACKET && bytes[at - 2] === BRACKET) return at - 2;
  }
  return -1;
}

type Found =
  | 'incomplete'
  | { readonly section: Section; readonly from: number; readonly lenient?: string }
  | { readonly status: 'damaged' | 'refused' | 'not-junit'; readonly reason: string };

const CDATA_OPEN = Buffer.from('<![CDATA[');
const COMMENT_OPEN = Buffer.from('<!--');
const DECLARATION_OPEN = Buffer.from('<?xml ');
/** Enough bytes to tell what begins with `<!` or `<?`: `<!DOCTYPE html`. */
const ENOUGH = 14;
/** The longest entity that is kept whole when two chunks share it. */
const MAX_ENTITY = 64;

/**
 * Tells what begins at the `<` at `from`, which begins no element. Declarations of document types and of
 * entities are refused: no report needs one, and all they can do is harm.
 */
export function sectionAt(bytes: Buffer, from: number, at: { last: boolean; start: boolean }): Found {
  if (holdsBytes(bytes, from, CDATA_OPEN))
    return { section: 'CDATA section', from: from + CDATA_OPEN.length };
  if (holdsBytes(bytes, from, COMMENT_OPEN)) return { section: 'comment', from: from + COMMENT_OPEN.length };
  if (at.start && holdsBytes(bytes, from, DECLARATION_OPEN))
    return { section: 'processing instruction', from: from + 2 };
  const opening = bytes.toString('latin1', from, from + ENOUGH);
  if (opening.length < ENOUGH && !at.last && !opening.includes('>')) return 'incomplete';
  if (opening.startsWith('<?')) return instruction(opening, from, at.start);
  if (/^<!doctype\s+html/i.test(opening)) return { status: 'not-junit', reason: 'an HTML page' };
  if (/^<!DOCTYPE/i.test(opening)) return { status: 'refused', reason: 'it declares a document type' };
  if (/^<!(?:\[%|\[IN|\[IG|EN|EL|AT|NO)/i.test(opening))
    return { status: 'refused', reason: 'it holds a markup declaration' };
  return { status: 'damaged', reason: 'a < stands where no tag begins' };
}

function instruction(opening: string, from: number, start: boolean): Found {
  const section = 'processing instruction';
  const isDeclaration = /^<\?xml[\s?]/i.test(opening);
  if (!isDeclaration || (start && opening.startsWith('<?xml'))) return { section, from: from + 2 };
  return { section, from: from + 2, lenient: 'something stands before the XML declaration' };
}

/**
 * How far text can be passed on when more may follow: without its last `keep` bytes, half a character, or
 * half an entity.
 */
export function wholeText(bytes: Buffer, from: number, keep = 0): number {
  let to = Math.max(from, bytes.length - keep);
  let lead = to - 1;
  while (lead >= from && to - lead < 4 && ((bytes[lead] ?? 0) & 0xc0) === 0x80) lead--;
  const first = lead >= from ? (bytes[lead] ?? 0) : 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  if (lead + length > to) to = lead;
  if (keep > 0) return to;
  const ampersand = bytes.subarray(Math.max(from, to - MAX_ENTITY), to).lastIndexOf(0x26);
  if (ampersand < 0) return to;
  const at = Math.max(from, to - MAX_ENTITY) + ampersand;
  return bytes.subarray(at, to).includes(0x3b) ? to : at;
}
