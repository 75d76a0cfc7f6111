import type { Argument } from '../language/parse.ts';

/**
 * Joins `path > title of the test`, typed without quotes, into one word: behind a bare `>` all words up to the next
 * argument of another form are the title's.
 */
export function joinTitles(args: readonly Argument[]): readonly Argument[] {
  const joined: Argument[] = [];
  let open = false;
  for (const argument of args) {
    const previous = joined.at(-1);
    const isMark = argument.kind === 'word' && !argument.value.quoted && argument.value.text === '>';
    if (argument.kind === 'word' && previous?.kind === 'word' && (isMark || open)) {
      const { value } = previous;
      const text = `${value.text} ${argument.value.text}`;
      const spot = { ...value.spot, to: argument.value.spot.to };
      joined[joined.length - 1] = { kind: 'word', value: { ...value, text, spot, quoted: true } };
      open = true;
    } else {
      joined.push(argument);
      open = false;
    }
  }
  return joined;
}
