const asciiOf = new Map([
  ['✗', 'x'],
  ['✓', '+'],
  ['·', '.'],
  ['×', 'x'],
  ['–', '-'],
  ['—', '-'],
  ['…', '...'],
  ['→', '->'],
  ['•', '-'],
  ['∅', '-'],
  ['▲', '^'],
  ['▼', 'v'],
  ['≈', '~'],
  ['█', '#'],
  ['░', '.'],
  ['“', '"'],
  ['”', '"'],
  ['’', "'"],
  ['─', '-'],
  ['├', '<'],
  ['┤', '>'],
  ['●', 'o'],
  ['◎', '@'],
  ['◐', '%'],
  ['○', 'o'],
  ['↷', '>'],
  ['▁', '1'],
  ['▂', '2'],
  ['▃', '3'],
  ['▄', '4'],
  ['▅', '5'],
  ['▆', '6'],
  ['▇', '7'],
]);

/**
 * Text for a terminal that is not UTF-8: our own signs have counterparts, tabs stay, every other character is
 * written as `\u{…}`, so that nothing is lost and nothing is guessed.
 */
export function toAscii(text: string): string {
  return text.replace(/[^\n\t -~]/gu, (character) => {
    return asciiOf.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
