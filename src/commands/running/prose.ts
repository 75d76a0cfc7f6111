import type { Command } from '../command.ts';
import type { Fault } from '../language/fault.ts';
import { nearest } from '../language/nearest.ts';
import type { Argument, ParsedComment, ParsedLine } from '../language/parse.ts';
import { byWord, understand, type Language, type Understood } from './understand.ts';

/** Lines as they were understood; sentences that only begin with the name of this program are apart. */
export interface UnderstoodLines {
  readonly meant: readonly (Understood | readonly Fault[])[];
  /** What would be wrong with each, were it a command. */
  readonly prose: readonly (readonly Fault[])[];
}

/** Reads the lines of a comment. A line with a slash is always meant, and so is every line that is understood. */
export function understandAll(lines: readonly ParsedLine[], language: Language): UnderstoodLines {
  const meant: (Understood | readonly Fault[])[] = [];
  const prose: (readonly Fault[])[] = [];
  for (const line of lines) {
    const one = understand(line, language);
    if ('command' in one || !isProse(line, language.commands)) meant.push(one);
    else prose.push(one);
  }
  return { meant, prose };
}

/** Whether nothing of a comment can be a command, whatever its project's settings are: somebody talks about this program. */
export function isTalk({ commands: lines, faults }: ParsedComment, commands: readonly Command[]): boolean {
  const isUnknown = (line: ParsedLine): boolean => byWord(line.verb, commands) === undefined;
  return (
    lines.length > 0 &&
    faults.length === 0 &&
    lines.every((line) => isUnknown(line) && isProse(line, commands))
  );
}

/** Fewer words are no sentence. */
const leastWords = 3;

/**
 * Whether a line that is no sound command is a sentence: nothing in it has the form of an argument, and it goes on for some
 * words, or begins with none that is near a verb.
 */
function isProse({ hasSlash, verb, arguments: all }: ParsedLine, commands: readonly Command[]): boolean {
  if (hasSlash || verb === '' || all.some(isArgument)) return false;
  if (all.length >= leastWords) return true;
  const words = commands.flatMap(({ name, aliases }) => [name, ...aliases]);
  if (byWord(verb, commands) !== undefined || nearest(verb, words).likely !== undefined) return false;
  return all.length === 0 ? !/^[a-z-]+$/.test(verb) : !all.some(isName);
}

/** What nobody writes in a sentence: a count, a pair, a switch with its dashes, a method, a node of pytest. */
function isArgument(argument: Argument): boolean {
  return argument.kind !== 'word' || /[#=]|::/.test(argument.value.text);
}

/** A class, a file, or something in code. */
function isName(argument: Argument): boolean {
  if (argument.kind !== 'word') return true;
  const { text, quoted } = argument.value;
  return quoted || /[a-z][A-Z]|[A-Z]{2}[a-z]|[\w)][./]\w/.test(text);
}
