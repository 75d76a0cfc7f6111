const escape = '\u001b';
const stringTerminator = `(?:\u0007|${escape}\\\\|\u009c)`;
const sequences = [
  // Control sequences (colours, cursor moves), ECMA-48 section 5.4.
  `(?:${escape}\\[|\u009b)[0-?]*[ -/]*[@-~]`,
  // Command strings (titles, hyperlinks), ECMA-48 section 5.6; only when they end.
  `(?:${escape}[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^${escape}\u0007\u009c]*${stringTerminator}`,
  // Everything else that starts with the escape character.
  `${escape}[ -/]*[0-~]`,
];
const ansi = new RegExp(sequences.join('|'), 'g');

/** Characters that turn the reading direction round: text after them is not what it seems to be. */
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text of any origin made safe to look at, for whoever shows it: terminal sequences are gone, line ends are `\n`,
 * control characters are pictures of themselves, what reverses direction is U+FFFD, what is invisible is gone.
 * Linear in the text.
 */
export function plainText(text: string): string {
  return text
    .replace(ansi, '')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(bidi, '\ufffd')
    .replace(/\p{Cc}/gu, picture)
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '');
}

/** The same in one line: any run of white space is one space, none at the ends. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}

/** At most `max` characters (UTF-16 units), an ellipsis included where it was cut; never half of a pair. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, Math.max(0, max - 1));
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A name of any origin in the code marks of a message: one short line without backticks. */
export function quoted(name: string): string {
  return `\`${shorten(plainLine(name), 120).replaceAll('`', "'")}\``;
}

function picture(control: string): string {
  if (control === '\n' || control === '\t') return control;
  const unit = control.charCodeAt(0);
  if (unit < 0x20) return String.fromCharCode(0x2400 + unit);
  return unit === 0x7f ? '\u2421' : '\ufffd';
}
