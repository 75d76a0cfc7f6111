/** Characters that take two columns: East Asian Wide and Fullwidth blocks (UAX 11), and emoji shown as pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

const marks = /\p{Mark}/u;

/** Columns that clean text takes in a terminal: 0 for combining marks, 2 for wide characters. */
export function textWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Splits text at a column: the first part is at most that wide, and neither ends within a character. */
export function splitAt(text: string, columns: number): readonly [string, string] {
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    end += character.length;
  }
  return [text.slice(0, end), text.slice(end)];
}

/** At most this wide, with the ellipsis where it was cut. */
export function clip(text: string, columns: number, ellipsis: string): string {
  if (textWidth(text) <= columns) return text;
  return splitAt(splitAt(text, columns - textWidth(ellipsis))[0] + ellipsis, columns)[0];
}

/** Filled with spaces to this width. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, columns - textWidth(text)));
  return align === 'left' ? text + space : space + text;
}

function characterWidth(character: string): number {
  if (marks.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
