import { z } from 'zod';
import { projectSchema } from './project.ts';

/**
 * The JSON Schema (draft 2020-12) of a project's file, for editors; made from what the reader itself uses. Where JSON
 * Schema can't say what the reader checks, such as whether a pattern is one, it lets more through than the reader does.
 */
export function projectJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(projectSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      // A default that follows a conversion is no value that one could write.
      if (def.type === 'prefault' || (def.type === 'default' && def.innerType._zod.def.type === 'pipe'))
        delete jsonSchema.default;
      // What is converted before it is checked may be more than what is checked.
      if (def.type === 'pipe' && def.in._zod.def.type === 'transform')
        for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      // JSON Schema's patterns have no flags.
      if (def.checks?.some(hasFlag) === true) delete jsonSchema.pattern;
    },
  });
  const { $schema, ...rest } = schema;
  return { $schema, title: 'Settings of Retrial for a project', ...rest };
}

function hasFlag({ _zod: { def } }: z.core.$ZodCheck): boolean {
  return 'pattern' in def && def.pattern instanceof RegExp && def.pattern.flags !== '';
}
