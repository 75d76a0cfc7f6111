import { z } from 'zod';
import { UserError } from '../model/errors.ts';
import { nearestName } from '../model/nearest-name.ts';
import { quoted } from '../model/plain-text.ts';
import type { Jira } from './jira.ts';
import * as shape from './shapes.ts';

const fieldList = z.array(z.looseObject({ id: z.string(), name: z.string().nullish() }));
const issue = z.looseObject({ fields: z.record(z.string(), z.unknown()) });

/**
 * The ids of fields by what people call them: a name as Jira shows it, in any case, or an id as it is.
 * Source: `GET /field` of Jira's interface, versions 2 and 3.
 * @throws UserError E-VALUE for a name that no field has, or several; else as `JiraSite.doRequest` says
 */
export async function fieldIds(
  { site }: Jira,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const all = fieldList.parse(await site.call('/field'));
  return new Map(names.map((name) => [name, idOf(name, all)]));
}

function idOf(name: string, all: z.output<typeof fieldList>): string {
  if (all.some(({ id }) => id === name)) return name;
  const found = all.filter((one) => one.name?.toLowerCase() === name.toLowerCase());
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.id;
  if (found.length > 1) {
    const ids = found.slice(0, 5).map(({ id }) => quoted(id));
    throw new UserError(
      'E-VALUE',
      `Jira has several fields called ${quoted(name)}; name one by its id: ${ids.join(', ')}`,
    );
  }
  const near = nearestName(
    name,
    all.flatMap((one) => one.name ?? []),
  );
  const meant = near === undefined ? '' : `; did you mean ${quoted(near)}?`;
  throw new UserError('E-VALUE', `Jira has no field called ${quoted(name)}${meant}`);
}

/** What fields of an issue hold, by id, as a new issue takes it; empty ones are left out. @throws as `JiraSite.doRequest` says */
export async function fieldValues(
  { site }: Jira,
  key: string,
  ids: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  if (ids.length === 0) return {};
  const { fields } = issue.parse(await site.findIssue(shape.issueKey.parse(key), '', ids.join(',')));
  return Object.fromEntries(
    ids.flatMap((id) => {
      const value = takenValue(fields[id]);
      return value === undefined ? [] : [[id, value]];
    }),
  );
}

/** Jira shows more of a value than it takes: of an option, a component or a person what identifies it is enough. */
function takenValue(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(takenValue);
  if (typeof value !== 'object') return value;
  const { accountId, id, name, child }: Readonly<Record<string, unknown>> = { ...value };
  if (accountId !== undefined) return { accountId };
  if (id === undefined) return { name };
  const below = takenValue(child);
  return below === undefined ? { id } : { id, child: below };
}
