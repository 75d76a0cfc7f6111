import type { Command } from '../command.ts';
import type { AnyKeys, Arguments, Scope } from '../contract/key.ts';
import { fromMessage, sentence, shown, type Fault } from '../language/fault.ts';
import { nearest } from '../language/nearest.ts';
import type { Argument, ParsedLine, Value } from '../language/parse.ts';
import { assign, type Assignment } from './assign.ts';
import { joinTitles } from './titles.ts';

/** A line that means something: its command and the values of its arguments. */
export interface Understood {
  readonly line: ParsedLine;
  readonly command: Command;
  readonly args: Arguments<AnyKeys>;
}

/** What a line is held against. */
export interface Language extends Scope {
  readonly commands: readonly Command[];
}

/** Finds a line's command and reads its arguments; answers every fault of the line at once. Changes nothing. */
export function understand(line: ParsedLine, language: Language): Understood | readonly Fault[] {
  if (line.unread !== undefined) return [line.unread];
  const { command, fault } = findCommand(line, language);
  if (command === undefined) return fault === undefined ? [] : [fault];
  const { args, faults } = readArguments(line, command, language);
  const all = fault === undefined ? faults : [fault, ...faults];
  return all.length === 0 ? { line, command, args } : all;
}

/** A mistyped verb still gives its likely command, so that the arguments' faults are found as well. */
function findCommand(line: ParsedLine, { commands }: Language): { command?: Command; fault?: Fault } {
  const command = byWord(line.verb, commands);
  if (command !== undefined) return { command };
  const names = commands.map(({ name }) => name);
  const { likely } = nearest(
    line.verb,
    commands.flatMap(({ name, aliases }) => [name, ...aliases]),
  );
  const start =
    line.verb === ''
      ? sentence`There is no command behind the name.`
      : sentence`Unknown command ${shown(line.verb)}.`;
  if (likely === undefined) {
    const few = nearest(line.verb, names).closest.flatMap(
      (name, index) => sentence`${index === 0 ? '' : ', '}${shown(name)}`,
    );
    const message = sentence`${start} Here you can say ${few}.`;
    return { fault: { code: 'E-VERB', spot: line.verbSpot, message } };
  }
  const message = sentence`${start} Did you mean ${shown(likely)}?`;
  const meant = byWord(likely, commands);
  const fault = { code: 'E-VERB', spot: line.verbSpot, message, fix: likely };
  return meant === undefined ? { fault } : { command: meant, fault };
}

/** The command that a word is a name of. */
export function byWord(word: string, commands: readonly Command[]): Command | undefined {
  return commands.find(({ name, aliases }) => name === word || aliases.includes(word));
}

function readArguments(line: ParsedLine, command: Command, scope: Scope) {
  const taken = new Map<string, Value>();
  const args: Record<string, unknown> = {};
  const faults: Fault[] = [];
  for (const argument of joinTitles(line.arguments)) {
    if (isNeedless(argument, command)) continue;
    const assigned = assign(argument, command);
    if ('code' in assigned) {
      faults.push(assigned);
      continue;
    }
    const earlier = taken.get(assigned.typed);
    if (earlier !== undefined) {
      faults.push(duplicate(assigned, earlier, command));
      continue;
    }
    taken.set(assigned.typed, assigned.value);
    const key = command.keys[assigned.name];
    const reading = key?.read(assigned.value, scope);
    if (reading !== undefined && 'value' in reading)
      args[assigned.name] =
        key?.form === 'family' ? { ...Object(args[assigned.name]), ...Object(reading.value) } : reading.value;
    if (reading !== undefined && 'wrong' in reading) {
      const { wrong: message, code = 'E-VALUE', fix } = reading;
      faults.push({ code, spot: assigned.value.spot, message, ...(fix === undefined ? {} : { fix }) });
    }
  }
  return { args, faults: [...faults, ...missing(line, command, taken)] };
}

/** What may be said to every command, and changes nothing of an answer that starts and decides nothing. */
const everywhere: readonly string[] = ['dry-run', 'quiet', 'note', 'release'];
/** Those of them that have a value. */
const pairs: readonly string[] = ['note', 'release'];

function isNeedless(argument: Argument, { right, keys, needless }: Command): boolean {
  const words = (needless ?? (right === 'read' ? everywhere : [])).filter(
    (word) => !Object.hasOwn(keys, word),
  );
  const { kind } = argument;
  if (kind === 'pair') return pairs.includes(argument.key) && words.includes(argument.key);
  if (kind === 'count' || (kind === 'word' && argument.value.quoted)) return false;
  const name = kind === 'switch' ? argument.name : argument.value.text.toLowerCase();
  return !pairs.includes(name) && words.includes(name);
}

/** What the command cannot do without, and nobody gave. */
function missing(line: ParsedLine, { keys }: Command, taken: ReadonlyMap<string, Value>): readonly Fault[] {
  return Object.entries(keys).flatMap(([name, key]) =>
    key.missing === undefined || taken.has(name)
      ? []
      : [{ code: 'E-MISSING' as const, spot: line.verbSpot, message: fromMessage(key.missing) }],
  );
}

function duplicate({ name, value, typed }: Assignment, earlier: Value, command: Command): Fault {
  const { spot } = value;
  if (command.keys[name]?.form !== 'word') {
    return {
      code: 'E-DUP',
      spot,
      message: sentence`${shown(typed)} is given twice: ${shown(earlier.text)} and ${shown(value.text)}.`,
    };
  }
  const switches = Object.keys(command.keys).filter((key) => command.keys[key]?.form === 'switch');
  const { likely } = nearest(value.text, switches);
  const start = sentence`${shown(earlier.text)} and ${shown(value.text)} can't both be the ${name}; a name with spaces goes into quotes.`;
  if (likely === undefined) return { code: 'E-DUP', spot, message: start };
  return { code: 'E-DUP', spot, message: sentence`${start} Did you mean ${shown(likely)}?`, fix: likely };
}
