import { expect } from 'vitest';
import type { ParsedComment } from '../../src/commands/language/parse.ts';

/** The words of each command of a comment without faults, as they are understood. */
export function wordsOf({ commands, faults }: ParsedComment): readonly (readonly string[])[] {
  expect(faults).toEqual([]);
  return commands.map((line) => [
    line.verb,
    ...line.arguments.map((argument) => {
      if (argument.kind === 'switch') return `--${argument.name}`;
      return argument.kind === 'pair' ? `${argument.key}=${argument.value.text}` : argument.value.text;
    }),
  ]);
}

/** Processor time since then: unlike the clock's it does not depend on what else the machine does. */
export function cpuSeconds(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
