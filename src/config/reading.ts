import { parseDocument } from 'yaml';
import { z } from 'zod';
import { UserError } from '../model/errors.ts';
import { nearestName } from '../model/nearest-name.ts';
import { quoted } from '../model/plain-text.ts';

/** A configuration as text, and what to call it in a message. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads YAML against a schema. Unknown keys are errors, aliases cannot multiply, and nothing in the text runs.
 * @throws UserError E-CONFIG with every fault: where it is and what is wanted there.
 */
export function readYaml<Schema extends z.ZodType>(source: Source, schema: Schema): z.output<Schema> {
  const document = parseDocument(source.text, { prettyErrors: true, uniqueKeys: true });
  const [fault] = document.errors;
  if (fault !== undefined)
    throw new UserError('E-CONFIG', `${source.name} isn't valid YAML: ${fault.message.trim()}`);
  return check(source.name, document.toJS({ maxAliasCount: 50 }) ?? {}, schema);
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
    return place === '' ? issue.message : `${place}: ${issue.message}`;
  });
  throw new UserError('E-CONFIG', `${name} can't be used: ${faults.join('; ')}`);
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
