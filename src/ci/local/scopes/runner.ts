import type { SelectorPart, TestSelector } from '../../../model/selector.ts';
import { literally } from '../../selection/title-pattern.ts';

/** A command for a scope, or why this runner has none, in words. */
export type Scoped = readonly string[] | string;

/** What is known of a test runner: how its command runs one test, its file, everything, or in another order. */
export interface ScopeRunner {
  readonly calls: (command: readonly string[]) => boolean;
  readonly alone: (command: readonly string[], selector: TestSelector) => Scoped;
  readonly class: (command: readonly string[], selector: TestSelector) => Scoped;
  readonly suite: (command: readonly string[], selector: TestSelector) => Scoped;
  readonly shuffled: (command: readonly string[], selector: TestSelector) => Scoped;
}

/** Whether a program of this name stands among the first words: `npx vitest`, `python3 -m pytest`, `./bin/vitest`. */
export function namesProgram(command: readonly string[], program: string): boolean {
  return command.slice(0, 4).some((word) => word === program || word.endsWith(`/${program}`));
}

/** Whether some word is one of the flags, with or without its value. */
export function hasFlag(command: readonly string[], flags: readonly string[]): boolean {
  return command.some((word) => flags.includes(word) || flags.some((flag) => word.startsWith(`${flag}=`)));
}

/** The command without these flags and their values, whether behind `=` or as the next word. */
export function withoutFlags(command: readonly string[], flags: readonly string[]): readonly string[] {
  return command.filter((word, at) => {
    if (flags.includes(word) || flags.some((flag) => word.startsWith(`${flag}=`))) return false;
    return !flags.includes(command[at - 1] ?? '');
  });
}

/** Words behind the program that name files: none of its options, and none of its sub-commands. */
export function filesIn(command: readonly string[], program: RegExp): readonly string[] {
  const start = command.findIndex((word) => program.test(word));
  return command.slice(start + 1).filter((word) => !word.startsWith('-') && looksLikeFile(word));
}

/** The command without the words that name files behind its program. */
export function withoutFiles(command: readonly string[], program: RegExp): readonly string[] {
  const files = new Set(filesIn(command, program));
  const start = command.findIndex((word) => program.test(word));
  return command.filter((word, at) => at <= start || !files.has(word));
}

/** A test's titles as a pattern: runners join them by blanks, whatever stood between them when they were typed. */
export function titlePattern({ text, container, member = '' }: SelectorPart): string {
  const isByColons = text.startsWith('::', container.length);
  return isByColons
    ? literally(member).replaceAll('::', '(?:::| )')
    : literally(member).replaceAll(' > ', ' (?:> )?');
}

export function looksLikeFile(word: string): boolean {
  return /[/\\]|\.[a-z]{1,4}$|\{(?:class|test)\}/i.test(word);
}
