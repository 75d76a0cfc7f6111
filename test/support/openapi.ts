import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { needCorpus } from './corpus.ts';

interface ResponseOf {
  readonly content?: Record<string, { readonly schema: object }>;
  /** It stands among the components. */
  readonly $ref?: string;
}

interface Operation {
  readonly responses: Record<string, ResponseOf>;
}

/** A service's published OpenAPI description. */
export interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components?: { readonly responses?: Record<string, ResponseOf> };
}

/** One answer as a description has it; of a part only the fields that are there are held against it. */
export interface Described {
  readonly method: string;
  readonly path: string;
  readonly status: string;
  readonly extent: 'whole' | 'part';
}

/** Reads a description from the corpus, by its path in there. */
export function readDescription(path: string): Description {
  return JSON.parse(readFileSync(join(needCorpus(), path), 'utf8'));
}

/** What is wrong with an answer by its service's own description; empty when nothing is. */
export function faultsOf(
  answer: unknown,
  description: Description,
  described: Described,
): readonly unknown[] {
  const { method, path, status, extent } = described;
  const { components = {}, paths } = description;
  const response = paths[path]?.[method]?.responses[status];
  const shared = components.responses?.[response?.$ref?.split('/').at(-1) ?? ''];
  const schema = (shared ?? response)?.content?.['application/json']?.schema;
  if (schema === undefined) throw new Error(`no ${status} is described for ${method} ${path}`);
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  const whole = nullable({ ...schema, components });
  const validate = ajv.compile(extent === 'whole' ? whole : withoutRequired(whole));
  return validate(answer) ? [] : (validate.errors ?? []);
}

/** OpenAPI 3.0 says `nullable`, and its converters `x-nullable`, where JSON Schema says a type of null. */
function nullable(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
    const { nullable: own, 'x-nullable': other, ...rest } = Object(value);
    return own === true || other === true ? { anyOf: [rest, { type: 'null' }] } : value;
  });
}

function withoutRequired(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === 'required' && Array.isArray(value) ? undefined : value,
  );
}
