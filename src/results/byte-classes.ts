const BLANK = 1;
const NAME_START = 2;
const NAME = 4;

/**
 * What a byte may be, a bit each. Bytes of 0x80 and more belong to letters outside ASCII, which are not told
 * apart: no name that decides an outcome holds one.
 */
const classes = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const letter = String.fromCharCode(byte);
  if (/[ \n\t\r]/.test(letter)) classes[byte] = BLANK;
  else if (byte >= 0x80 || /[A-Za-z_:]/.test(letter)) classes[byte] = NAME_START | NAME;
  else if (/[0-9.-]/.test(letter)) classes[byte] = NAME;
}

/** Whether a byte is one of the four blanks of XML. */
export function isBlank(byte: number | undefined): boolean {
  return byte !== undefined && classes[byte] === BLANK;
}

/** Whether a byte may begin a name. */
export function startsName(byte: number | undefined): boolean {
  return byte !== undefined && ((classes[byte] ?? 0) & NAME_START) !== 0;
}

/** Where the name that begins at `from` ends, at most at the end of the bytes. */
export function endOfName(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && ((classes[bytes[at] ?? 0] ?? 0) & NAME) !== 0) at++;
  return at;
}

/** Where the blanks that begin at `from` end, at most at the end of the bytes. */
export function endOfBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && classes[bytes[at] ?? 0] === BLANK) at++;
  return at;
}

/** Whether the bytes of `what` stand at `from`. */
export function holdsBytes(bytes: Uint8Array, from: number, what: Uint8Array): boolean {
  if (from + what.length > bytes.length) return false;
  for (let i = 0; i < what.length; i++) {
    if (bytes[from + i] !== what[i]) return false;
  }
  return true;
}
