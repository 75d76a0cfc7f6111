import { parseDocument } from 'yaml';
import { z } from 'zod';
import { messageOf, UserError } from '../model/errors.ts';
import { nearestName } from '../model/nearest-name.ts';
import { quoted } from '../model/plain-text.ts';

/** A configuration as text, and what to call it in a message. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A value that cannot be used, and where it stands. */
export interface ConfigFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Keys of the value there that nobody knows. */
  readonly keys?: readonly string[];
}

/** E-CONFIG, with each fault by its place. */
export class ConfigError extends UserError {
  readonly faults: readonly ConfigFault[];

  constructor(message: string, faults: readonly ConfigFault[]) {
    super('E-CONFIG', message);
    this.faults = faults;
  }
}

/**
 * Reads YAML against a schema. Unknown keys are errors, aliases cannot multiply, and nothing in the text runs.
 * @throws UserError E-CONFIG with every fault: where it is and what is wanted there.
 */
export function readYaml<Schema extends z.ZodType>(source: Source, schema: Schema): z.output<Schema> {
  return check(source.name, plainValue(source) ?? {}, schema);
}

/** No settings nest like that, and reading such a text takes the square of its length. */
const deepest = 100;

/** Whether a text nests so deep that it is not worth reading; brackets in strings are counted as well. */
export function isTooDeep(text: string): boolean {
  let open = 0;
  for (const [mark] of text.matchAll(/[[\]{}]|^ *(?:[-?] +){2,}/gm)) {
    if (mark.length > 1) {
      if (mark.length > 2 * deepest) return true;
      continue;
    }
    open = Math.max(0, open + (mark === '[' || mark === '{' ? 1 : -1));
    if (open > deepest) return true;
  }
  return false;
}

/** The text as plain values. Nesting without end and aliases that multiply are faults of the text, and no others. */
function plainValue({ name, text }: Source): unknown {
  if (isTooDeep(text))
    throw new UserError('E-CONFIG', `${name} nests more than ${deepest} lists and maps in one another.`);
  try {
    const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true, logLevel: 'error' });
    const [fault] = document.errors;
    if (fault === undefined) return document.toJS({ maxAliasCount: 50 });
    throw new UserError('E-CONFIG', `${name} isn't valid YAML: ${fault.message.trim()}`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('E-CONFIG', `${name} isn't YAML that can be read: ${messageOf(error)}.`);
  }
}

/** Holds a value against a schema; the faults are listed by their place. */
export function check<Schema extends z.ZodType>(
  name: string,
  value: unknown,
  schema: Schema,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const place = issue.path.map(String).join('.');
    const words = plainWords(issue.message);
    return place === '' ? `${words}${likelier(issue, schema)}` : `${place}: ${words}`;
  });
  throw new ConfigError(`${name} can't be used: ${faults.join('; ')}`, result.error.issues.map(faultOf));
}

/** Which keys were meant instead of those that a service's own schema, which is held strict elsewhere, does not know. */
function likelier(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  if (issue.code !== 'unrecognized_keys' || !issue.message.startsWith('Unrecognized')) return '';
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const near = issue.keys.flatMap((key) => nearestName(key, names) ?? []);
  return near.length === 0 ? '' : `: did you mean ${near.map(quoted).join(', ')}?`;
}

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'empty',
};

/** The schema's words for a value of another kind, in those of people who write settings. */
export function plainWords(message: string): string {
  const [, wanted = '', got = ''] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? [];
  const kind = Object.hasOwn(kinds, wanted) ? kinds[wanted] : undefined;
  if (kind === undefined) return message;
  if (got === 'undefined') return `is missing, and ${kind} belongs there`;
  if (got === 'NaN') return 'is no number';
  return Object.hasOwn(kinds, got) ? `is ${kinds[got] ?? got}, and ${kind} belongs there` : message;
}

function faultOf(issue: z.core.$ZodIssue): ConfigFault {
  const { path } = issue;
  const message = plainWords(issue.message);
  return issue.code === 'unrecognized_keys' ? { path, message, keys: issue.keys } : { path, message };
}

/** Checks what stands below a key; its faults get their place in the whole. */
export function within<Result>(path: readonly string[], work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const faults = error.faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
    throw new ConfigError(error.message, faults);
  }
}

/** An object that takes these keys and no other; of an unknown one it says which was meant. */
export function strictNear<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const names = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknown(key, names)).join('; ')
        : undefined,
  });
}

function unknown(key: string, names: readonly string[]): string {
  const near = nearestName(key, names);
  return `there is no key ${quoted(key)}${near === undefined ? '' : `: did you mean ${quoted(near)}?`}`;
}
