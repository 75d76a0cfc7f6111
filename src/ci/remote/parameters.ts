import { UserError } from '../../model/errors.ts';
import { checkOneClass } from '../selection/one-class.ts';
import type { BatchRequest } from '../service.ts';
import { lastTitlePattern } from '../selection/title-pattern.ts';
import { eachOf } from './machines.ts';

/** A value as a project wrote it, with placeholders. */
export type ParameterValue = string | number | boolean;

/** How names from outside may look in a parameter. */
export type NameRule = 'plain' | 'any';

/** What stands for a placeholder beside what the request says. */
export interface BatchShape {
  readonly machines: number;
  /** Seconds that one iteration may take; empty when nobody set it. */
  readonly timeout: number | undefined;
  readonly names: NameRule;
}

/**
 * The placeholders that a project may write in a parameter, for help and for messages. `{each}` is for jobs in which every
 * machine runs as many iterations as it is told: `{count}` shared out, never more than was asked. `{ref}` is the branch or
 * tag that points at the commit.
 */
export const placeholders = [
  'test',
  'class',
  'method',
  'title',
  'count',
  'each',
  'machines',
  'batch',
  'commit',
  'ref',
  'timeout',
] as const;

type Placeholder = (typeof placeholders)[number];

/**
 * Names that a configuration may paste into a shell without harm: services put parameters into scripts as text, before
 * any shell sees them, so quotes, `$`, `;`, backticks and the like would be code there.
 */
const plainName = /^[\w.#:/,@+=[\] -]{0,500}$/;

/** Whether a name may stand in a parameter of any project. */
export function isPlainName(name: string): boolean {
  return plainName.test(name) && !name.startsWith('-');
}

/**
 * A project's parameters with every placeholder replaced. A value that is one placeholder for a number becomes a number.
 * @throws UserError E-VALUE for a name that could be code where the service pastes it, or tests that can't be told so.
 */
export function fillParameters(
  parameters: Readonly<Record<string, ParameterValue>>,
  request: BatchRequest,
  shape: BatchShape,
): Record<string, ParameterValue> {
  checkOneClass(request.selector, { class: uses(parameters, 'class'), method: uses(parameters, 'method') });
  const values = valuesOf(request, shape);
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, filled(value, values, shape.names)]),
  );
}

function filled(
  value: ParameterValue,
  values: Readonly<Record<Placeholder, string | number>>,
  names: NameRule,
): ParameterValue {
  if (typeof value !== 'string') return value;
  const only = placeholders.find((name) => value === `{${name}}`);
  const whole = only === undefined ? undefined : values[only];
  if (typeof whole === 'number') return whole;
  return value.replaceAll(/\{([a-z]+)\}/g, (text: string, name: string) => {
    const known = placeholders.find((one) => one === name);
    return known === undefined ? text : checked(String(values[known]), names);
  });
}

function checked(value: string, names: NameRule): string {
  if (value.startsWith('-'))
    throw new UserError(
      'E-VALUE',
      `\`${value.slice(0, 80)}\` begins with a dash and would be read as an option.`,
    );
  if (names === 'any' || plainName.test(value)) return value;
  throw new UserError(
    'E-VALUE',
    `\`${value.slice(0, 80)}\` holds characters that a script of the CI service might run. Names there may hold letters, digits, spaces and \`. _ # : / , @ + = [ ] -\`; a project whose job passes them safely can say \`names: any\`.`,
  );
}

function valuesOf(
  { batch, selector, commit = '', remote }: BatchRequest,
  { machines, timeout = 0 }: BatchShape,
): Record<Placeholder, string | number> {
  const containers = [...new Set(selector.parts.map(({ container }) => container))];
  const members = selector.parts.flatMap(({ member }) => (member === undefined ? [] : [member]));
  return {
    test: selector.text,
    class: containers.join(','),
    method: members.join(','),
    title: lastTitlePattern(selector),
    count: batch.count,
    each: eachOf(batch.count, machines),
    machines,
    batch: batch.id,
    commit,
    ref: remote?.ref?.name ?? '',
    timeout,
  };
}

/** Whether some parameter holds a placeholder. */
export function uses(
  parameters: Readonly<Record<string, ParameterValue>>,
  placeholder: Placeholder,
): boolean {
  return Object.values(parameters).some((value) => String(value).includes(`{${placeholder}}`));
}

/** Finds a batch's id as a whole word: batch 1 is not batch 10. */
export function wholeWord(batchId: string): RegExp {
  return new RegExp(`(?<![\\w-])${batchId.replaceAll(/[^\w-]/g, '\\$&')}(?![\\w-])`);
}
