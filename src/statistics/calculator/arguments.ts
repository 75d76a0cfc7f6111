import { UserError } from '../../model/errors.ts';
import type { Sample } from '../sample.ts';
import type { Block } from '../two-sample-e-value.ts';
import { nearestName } from '../../model/nearest-name.ts';

/** What a value must look like: in JSON, or behind `key=` on a command line. */
type ArgumentKind = 'number' | 'list of numbers' | 'list of [fa, na, fb, nb]' | 'list of [f, n]';

/** One argument of a function of the calculator. */
export interface Argument {
  readonly name: string;
  readonly kind: ArgumentKind;
  readonly about: string;
  /** Used when the argument is left out; an argument without a default and not optional must be given. */
  readonly fallback?: number;
  readonly optional?: true;
}

/** Arguments that have passed `checkArguments`. */
export type Values = Readonly<Record<string, unknown>>;

const LONGEST_LIST = 100_000;

/**
 * Turns `f=5`, `e=[25,3]` into arguments.
 * @throws UserError for a word without `=`, a value that is not JSON, or a key given twice
 */
export function argumentsFromWords(words: readonly string[]): Values {
  const values = new Map<string, unknown>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) throw argumentError(`“${shorten(word)}” is not of the form key=value, for example f=5`);
    const key = word.slice(0, at);
    if (values.has(key)) throw argumentError(`${shorten(key)} is given twice`);
    values.set(key, parsed(key, word.slice(at + 1)));
  }
  return Object.fromEntries(values);
}

/**
 * Holds what was given against what a function takes.
 * @throws UserError naming the first unknown, missing or ill-typed argument
 */
export function checkArguments(expected: readonly Argument[], given: unknown): Values {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw argumentError('the arguments must be an object such as {"f": 5, "n": 200}');
  }
  const values: Record<string, unknown> = { ...given };
  const names = expected.map(({ name }) => name);
  for (const name of Object.keys(values)) {
    if (names.includes(name)) continue;
    const near = nearestName(name, names);
    const hint = near === undefined ? `known: ${names.join(', ')}` : `did you mean ${near}?`;
    throw argumentError(`unknown argument ${shorten(name)}; ${hint}`);
  }
  for (const argument of expected) checkValue(argument, values);
  return values;
}

/** A checked number. */
export function numberOf(values: Values, name: string): number {
  const value = values[name];
  if (typeof value !== 'number') throw new TypeError(`${name} was not checked to be a number`);
  return value;
}

/** A checked list of numbers; undefined when an optional one was left out. */
export function listOf(values: Values, name: string): readonly number[] | undefined {
  const value = values[name];
  return isNumbers(value) ? value : undefined;
}

/** A checked list of samples given as [f, n]. */
export function samplesOf(values: Values, name: string): readonly Sample[] {
  return rowsOf(values[name]).map(([failed = 0, executed = 0]) => ({ failed, executed }));
}

/** A checked list of blocks given as [fa, na, fb, nb]. */
export function blocksOf(values: Values, name: string): readonly Block[] {
  return rowsOf(values[name]).map(([fa = 0, na = 0, fb = 0, nb = 0]) => ({
    before: { failed: fa, executed: na },
    after: { failed: fb, executed: nb },
  }));
}

/** Wraps what a person did wrong with an argument. */
export function argumentError(message: string): UserError {
  return new UserError('E-ARGUMENT', message);
}

function checkValue(argument: Argument, values: Record<string, unknown>): void {
  const { name, kind, fallback, optional } = argument;
  const value = values[name];
  if (value === undefined) {
    if (fallback !== undefined) values[name] = fallback;
    else if (optional === undefined) throw argumentError(`${name} is missing: ${argument.about} (${kind})`);
    return;
  }
  if (!fits(kind, value))
    throw argumentError(`${name} must be a ${kind}, not ${shorten(JSON.stringify(value))}`);
}

function fits(kind: ArgumentKind, value: unknown): boolean {
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value);
  if (!Array.isArray(value) || value.length > LONGEST_LIST) return false;
  if (kind === 'list of numbers') return isNumbers(value);
  const width = kind === 'list of [f, n]' ? 2 : 4;
  return value.every((row: unknown) => isNumbers(row) && row.length === width);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number' && Number.isFinite(item));
}

function rowsOf(value: unknown): readonly (readonly number[])[] {
  return Array.isArray(value) ? value.filter(isNumbers) : [];
}

function parsed(key: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw argumentError(`${shorten(key)} must be a number or a JSON list, not “${shorten(text)}”`);
  }
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
