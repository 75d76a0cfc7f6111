import { code, strong, type Inline } from '../../model/document.ts';
import type { CommandHelp } from '../contract/help.ts';
import type { AnyKeys, Key } from '../contract/key.ts';
import { fromMessage, sentence, shown, type Fault, type FaultCode, type Spot } from '../language/fault.ts';
import { nearest } from '../language/nearest.ts';
import type { Argument, Value } from '../language/parse.ts';

/** An argument that belongs to a key, its value still unread. */
export interface Assignment {
  readonly name: string;
  readonly value: Value;
  /** As it was typed, for what may be given once: `matrix.os` of a family. */
  readonly typed: string;
}

/** Finds the key an argument belongs to, or says why there is none. */
export function assign(argument: Argument, command: CommandHelp): Assignment | Fault {
  if (argument.kind === 'count') return assignCount(argument.value, command);
  if (argument.kind === 'pair') return assignPair(argument, command);
  if (argument.kind === 'switch') return assignSwitch(argument, command);
  return assignWord(argument.value, command);
}

function assignCount(value: Value, command: CommandHelp): Assignment | Fault {
  const name = keyOf('count', command.keys);
  if (name !== undefined) return { name, value, typed: name };
  return fault(
    value.spot,
    'E-KEY',
    sentence`${shown(command.name)} takes no number of runs. ${takes(command)}`,
  );
}

function assignPair(argument: Extract<Argument, { kind: 'pair' }>, command: CommandHelp): Assignment | Fault {
  const { key: name, value, spot } = argument;
  const family = familyOf(name, command.keys);
  if (family !== undefined) {
    if (value.part === undefined || value.part === '') return needsValue({ ...family, spot }, family.key);
    return { name: family.name, value, typed: name };
  }
  const key = ownKey(command.keys, name);
  if (key === undefined) return unknown({ name, spot, written: value.spot }, command);
  if (key.form === 'switch') {
    return fault(value.spot, 'E-VALUE', sentence`${shown(name)} takes no value; write it alone.`);
  }
  if (key.form === 'count') return unknown({ name, spot, written: value.spot }, command);
  return { name, value, typed: name };
}

function assignSwitch(
  argument: Extract<Argument, { kind: 'switch' }>,
  command: CommandHelp,
): Assignment | Fault {
  const { name, spot } = argument;
  const family = familyOf(name, command.keys);
  if (family !== undefined) return needsValue({ ...family, spot }, family.key);
  const key = ownKey(command.keys, name);
  if (key === undefined || key.form === 'count') return unknown({ name, spot, written: spot }, command);
  if (key.form === 'switch') return { name, typed: name, value: { text: name, quoted: false, spot } };
  return needsValue({ name, spot }, key);
}

function assignWord(value: Value, command: CommandHelp): Assignment | Fault {
  const word = value.text.toLowerCase();
  const key = value.quoted ? undefined : ownKey(command.keys, word);
  if (key?.form === 'switch') return { name: word, value, typed: word };
  if (key?.form === 'pair' || key?.form === 'family')
    return needsValue({ name: word, spot: value.spot }, key);
  const number = keyOf('count', command.keys);
  if (number !== undefined && !value.quoted && /^\d{1,9}$/.test(word)) {
    const message = sentence`A number of runs is written ${shown(`x${word}`)}.`;
    return { ...fault(value.spot, 'E-VALUE', message), fix: `x${word}` };
  }
  if (!value.quoted && word.startsWith('-'))
    return unknown({ name: value.text, spot: value.spot, written: value.spot }, command);
  // Before what people expect: a branch may be called `release`.
  const range = keyOf('range', command.keys);
  if (range !== undefined && isRange(value)) return { name: range, value, typed: range };
  if (!value.quoted && insteadOf(word, command) !== undefined)
    return unknown({ name: word, spot: value.spot, written: value.spot }, command);
  const name = keyOf('word', command.keys);
  if (name !== undefined) return { name, value, typed: name };
  return fault(
    value.spot,
    'E-KEY',
    sentence`${shown(command.name)} has no argument ${shown(value.text)}. ${takes(command)}`,
  );
}

/**
 * Two revisions and not a path that goes up: `trunk..fix`, but not `a/../b`. Code and links too, as people write
 * revisions, unless it can only be a test: a space, `#` behind a name or `::` stands in no range.
 */
function isRange({ text, quoted }: Value): boolean {
  if (quoted && /\s|::|[^.]#/.test(text)) return false;
  return /^[^.]*(?:\.[^.]+)*\.\.[^.]*(?:\.[^.]+)*$/.test(text) && !/(?:^|\/)\.\.(?:\/|$)/.test(text);
}

/** The key of a form that a command has at most one of. */
function keyOf(form: 'word' | 'range' | 'count', keys: AnyKeys): string | undefined {
  return Object.entries(keys).find(([, key]) => key.form === form)?.[0];
}

function ownKey(keys: AnyKeys, name: string): Key<unknown> | undefined {
  return Object.hasOwn(keys, name) ? keys[name] : undefined;
}

/** The family that a name with a dot, or without its part, belongs to. */
function familyOf(name: string, keys: AnyKeys): { name: string; key: Key<unknown> } | undefined {
  const start = beforeDot(name);
  const key = ownKey(keys, start);
  return key?.form === 'family' ? { name: start, key } : undefined;
}

function needsValue(named: { name: string; spot: Spot }, key: Key<unknown>): Fault {
  const what = key.form === 'family' ? 'a name and a value' : 'a value';
  return fault(
    named.spot,
    'E-MISSING',
    sentence`${shown(named.name)} needs ${what}, as in ${shown(key.example)}.`,
  );
}

function unknown(typed: { name: string; spot: Spot; written: Spot }, command: CommandHelp): Fault {
  const bare = typed.name.replace(/^-+/, '');
  const start = sentence`${shown(command.name)} has no argument ${shown(typed.name)}. `;
  const otherwise = insteadOf(bare, command);
  if (otherwise !== undefined) return fault(typed.spot, 'E-KEY', [...start, ...fromMessage(otherwise)]);
  const owners = Object.entries(command.keys).flatMap(([name, key]) =>
    [name, ...(key.hints ?? [])].map((word) => ({ word, name, form: key.form })),
  );
  const { likely } = nearest(
    beforeDot(bare),
    owners.map(({ word }) => word),
  );
  const meant = owners.find(({ word }) => word === likely);
  if (meant === undefined) return fault(typed.spot, 'E-KEY', [...start, ...takes(command)]);
  const message = [...start, ...sentence`Did you mean ${strong(meant.name)}?`];
  const isPair = typed.written !== typed.spot;
  const fits = isPair ? meant.form === 'pair' : meant.form === 'switch';
  return { ...fault(typed.spot, 'E-KEY', message), ...(fits ? { fix: meant.name } : {}) };
}

/** What a command says of an argument that it does not take but people expect; `env.NAME` is one of `env`. */
function insteadOf(name: string, { instead = {} }: CommandHelp): string | undefined {
  const word = beforeDot(name);
  return Object.hasOwn(instead, word) ? instead[word] : undefined;
}

function beforeDot(name: string): string {
  return name.split('.')[0] ?? name;
}

function takes(command: CommandHelp): readonly Inline[] {
  return sentence`It is used so: ${code(command.usage)}.`;
}

function fault(spot: Spot, code: FaultCode, message: readonly Inline[]): Fault {
  return { code, spot, message };
}
