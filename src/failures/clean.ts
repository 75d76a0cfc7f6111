/** Most text read of one failure, in UTF-16 units; the largest real one seen has 912,459. Head and tail are kept. */
const longest = 1_000_000;
const tail = 250_000;

const escape = '\u001b';

/** Colour and cursor sequences (ECMA-48 control sequences), each bounded so that the scan stays linear. */
const escapes = new RegExp(`${escape}(?:\\[[0-9;?]{0,64}[ -/]{0,8}[@-~]|[@-Z\\\\-_])`, 'g');

/** An escape that XML cannot hold, written as a reference to it: bats and others leave these in their reports. */
const writtenEscape = /&?#(?:27|x1b);?(?=\[)/gi;

/** Before anything is read from a text from outside: caps it, and takes out carriage returns and ANSI escapes. */
export function cleanText(text: string): string {
  let clean = text.length > longest ? `${text.slice(0, longest - tail)}\n${text.slice(-tail)}` : text;
  if (clean.includes('\r')) clean = clean.replace(/\r+\n?/g, '\n');
  if (clean.includes('#27') || clean.includes('#x1') || clean.includes('#X1'))
    clean = clean.replace(writtenEscape, escape);
  if (clean.includes(escape)) clean = clean.replace(escapes, '');
  return clean;
}
