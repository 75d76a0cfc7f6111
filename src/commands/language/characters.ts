/** Curly quotes of phones and word processors, and the quotes that were meant. */
const quotes: Readonly<Record<string, string>> = {
  '\u201C': '"',
  '\u201D': '"',
  '\u201E': '"',
  '\u201F': '"',
  '\u2018': "'",
  '\u2019': "'",
  '\u201A': "'",
  '\u201B': "'",
};

/** The character references people's editors write; others stay as they are. */
const references: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** What was meant by a typed character: straight quotes, ordinary spaces, nothing for the invisible ones. */
export function straighten(char: string): string {
  return quotes[char] ?? withoutOddSpace(char);
}

/** The same without touching quotes, for text that is meant literally. */
export function withoutOddSpace(char: string): string {
  if (/[\u200B-\u200D\u2060\uFEFF\u00AD]/.test(char)) return '';
  return /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/.test(char) ? ' ' : char;
}

/** A character reference at this place of a text: how long it is and what it stands for, if it is a known one. */
export function referenceAt(text: string, at: number): { length: number; char: string } | undefined {
  const match = /^&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-z]{2,4}));/.exec(text.slice(at, at + 12));
  if (match === null) return undefined;
  const [whole, decimal, hexadecimal, name] = match;
  if (name !== undefined) {
    const char = Object.hasOwn(references, name) ? references[name] : undefined;
    return char === undefined ? undefined : { length: whole.length, char };
  }
  const point = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  if (!(point <= 0x10_ff_ff)) return undefined;
  return { length: whole.length, char: withoutOddSpace(String.fromCodePoint(point)) };
}
