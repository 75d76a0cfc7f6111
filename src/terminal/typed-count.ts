const questions = ['repeat', 'compare', 'bisect', 'isolate'];

/** Takes `x200`, as people write it on tickets, for `-n 200`; other words stay as they are. Pure. */
export function withCounts(words: readonly string[]): readonly string[] {
  if (!questions.includes(words[0] ?? '')) return words;
  return words.flatMap((word, at) => {
    const count = /^x(\d+)$/.exec(word)?.[1];
    const isValue = words[at - 1]?.startsWith('-') === true;
    return count === undefined || isValue ? [word] : ['-n', count];
  });
}
