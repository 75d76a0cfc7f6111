import type { Command } from 'commander';

/**
 * Takes `x200`, as people write it on tickets, for `-n 200`, in commands that have that option;
 * the value of another option stays as it is.
 */
export function withCounts(words: readonly string[], program: Command): readonly string[] {
  const options = program.commands.find((command) => command.name() === words[0])?.options ?? [];
  if (!options.some(({ short }) => short === '-n')) return words;
  return words.flatMap((word, at) => {
    const count = /^x(\d+)$/.exec(word)?.[1];
    const before = options.find(({ short, long }) => [short, long].includes(words[at - 1]));
    return count === undefined || before?.required === true ? [word] : ['-n', count];
  });
}
