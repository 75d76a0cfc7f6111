/** What a piece of text is, in the terminal's terms. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Adds a style to text that is laid out already. */
export type Styler = (style: Style, text: string) => string;

/** Codes that switch a style on and off, ECMA-48 section 8.3.117 (SGR). */
const codes: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/**
 * Colours are decided by the caller alone (terminal, `NO_COLOR`, `--no-color`), so that equal arguments give equal
 * text; that is why no package that looks at the environment is asked.
 */
export function stylerFor(colour: boolean): Styler {
  if (!colour) return (_, text) => text;
  return (style, text) => (text === '' ? '' : `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m`);
}
