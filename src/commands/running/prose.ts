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
/** Words behind the verb of a line too long to be read that tell what it is; far behind it all kinds of things are written. */
const nearVerb = 4;

/**
 * Whether a line that is no sound command is a sentence: nothing in it has the form of an argument, no verb of ours goes
 * with a test's name, and it goes on for some words, or begins with none that is near a verb.
 */
function isProse(line: ParsedLine, commands: readonly Command[]): boolean {
  const { hasSlash, verb, unread } = line;
  if (hasSlash || (verb === '' && unread === undefined)) return false;
  const all = unread?.code === 'E-LONG' ? line.arguments.slice(0, nearVerb) : line.arguments;
  const isVerb = byWord(verb, commands) !== undefined;
  if (all.some(isArgument) || (isVerb && all.some(isName))) return false;
  if (unread !== undefined) return isParagraph(unread);
  if (all.length >= leastWords) return true;
  const words = commands.flatMap(({ name, aliases }) => [name, ...aliases]);
  if (isVerb || nearest(verb, words).likely !== undefined) return false;
  return all.length === 0 ? !/^[a-z-]+$/.test(verb) : !all.some(isName);
}

/** Words of a line, its beginning with them, that somebody writes who means a command and forgets a quote. */
const mostBeside = 4;

/** A paragraph, or a line with a quote in it that nobody closes, as long as none of it is an argument. */
function isParagraph({ code, spot: { text } }: Fault): boolean {
  if (code === 'E-LONG') return true;
  return text.trim().split(/\s+/).length > mostBeside && !/[#=]|::|--\w|\bx\d/i.test(text);
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
