import { randomInt } from 'node:crypto';

/** Letters and digits that are not mistaken for one another when read aloud. */
const alphabet = '23456789abcdefghjkmnpqrstvwxyz';

/** A fresh id such as `r-7f3k2m`: short enough to type, and half a billion of them. */
export function newRunId(): string {
  return `r-${Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
}
