import type { Manner } from '../../model/manner.ts';
import type { Key } from '../contract/key.ts';
import { sentence, shown, type Reading } from '../language/fault.ts';
import { nearest } from '../language/nearest.ts';
import { listed } from './listed.ts';
import { oneOf } from './questions.ts';

const mostMachines = 1_000;
const longestValue = 1_000;

/** Which service runs the tests, of those that the project's file has a section for. */
export const via: Key<string> = {
  form: 'pair',
  what: "the CI service that runs it, of those that the project's file has a section for",
  example: 'via=local',
  hints: ['ci', 'service', 'on'],
  fallback: ({ services: [first, ...others] = [] }) => {
    if (first === undefined) return "the one that the project's file chooses";
    const also = others.map((name) => `\`${name}\``).join(', ');
    return also === '' ? `\`${first}\`` : `\`${first}\`; also ${also}`;
  },
  read({ text }, { settings: { services = [] } }): Reading<string> {
    const name = text.toLowerCase();
    if (services.includes(name)) return { value: name };
    const { likely } = nearest(name, services);
    return {
      wrong: sentence`This project has no section for ${shown(text)}; there are ${listed(services)}.`,
      ...(likely === undefined ? {} : { fix: `via=${likely}` }),
    };
  },
};

/** Among how many machines a batch is shared out. */
export const shards: Key<number> = {
  form: 'pair',
  what: 'how many machines of the CI service share a batch',
  example: 'shards=10',
  hints: ['machines', 'parallel', 'parallelism'],
  fallback: () => "as the project's file shares them out",
  read({ text }): Reading<number> {
    const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    if (number >= 1 && number <= mostMachines) return { value: number };
    return {
      wrong: sentence`${shown(text)} isn't a number of machines from 1 to ${mostMachines.toLocaleString('en-US')}.`,
    };
  },
};

/** What runs beside the test. */
export const scope: Key<'method' | 'class'> = {
  form: 'pair',
  what: '`class` runs the whole class of the test, and judges the test by its own result',
  example: 'scope=class',
  fallback: () => '`method`: what the name says',
  read: ({ text }) => oneOf(text, ['method', 'class']),
};

/** Whether it waits for others. */
export const priority: Key<'normal' | 'low'> = {
  form: 'pair',
  what: '`low` waits while other runs of the repository are under way, a day at most',
  example: 'priority=low',
  fallback: () => '`normal`',
  read: ({ text }) => oneOf(text, ['normal', 'low']),
};

/** Variables for the test's process: those alone that the project's file lets commands set. */
export const env: Key<Readonly<Record<string, string>>> = {
  form: 'family',
  what: "a variable for the test's process, of those that the project's file lists under `env:`",
  example: 'env.JAVA_OPTS="-Xmx2g"',
  hints: ['variable', 'environment'],
  fallback: ({ variables = [] }) =>
    variables.length === 0
      ? "those of the project's file; no command may set one here"
      : `those of the project's file; a command may set ${variables.map((name) => `\`${name}\``).join(', ')}`,
  read(
    { part: name = '', text },
    { settings: { variables = [] } },
  ): Reading<Readonly<Record<string, string>>> {
    if (!variables.includes(name)) return { wrong: notLetSet(name, variables) };
    if (text.length <= longestValue && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text))
      return { value: { [name]: text } };
    return {
      wrong: sentence`A value is one line of at most ${longestValue.toLocaleString('en-US')} characters.`,
    };
  },
};

function notLetSet(name: string, variables: readonly string[]) {
  const start = sentence`This project lets no command set ${shown(name)}; `;
  return variables.length === 0
    ? sentence`${start}${shown(`env: [${name}]`)} in its file would.`
    : sentence`${start}it lets set ${listed(variables)}.`;
}

/** The arguments that say how a run is run. */
export interface MannerArguments {
  readonly via?: string;
  readonly shards?: number;
  readonly scope?: 'method' | 'class';
  readonly priority?: 'normal' | 'low';
  readonly env?: Readonly<Record<string, string>>;
}

/** The part of a request that says how it is run; empty for the usual way. */
export function mannerOf({
  via: service,
  shards: machines,
  scope: company,
  priority: rank,
  env: variables,
}: MannerArguments): { readonly manner?: Manner } {
  const manner: Manner = {
    ...(service === undefined ? {} : { via: service }),
    ...(machines === undefined ? {} : { shards: machines }),
    ...(company === 'class' ? { scope: company } : {}),
    ...(rank === 'low' ? { priority: rank } : {}),
    ...(variables === undefined ? {} : { env: variables }),
  };
  return Object.keys(manner).length === 0 ? {} : { manner };
}
