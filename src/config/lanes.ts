import { z } from 'zod';
import type { CiMember } from '../ci/service.ts';
import { check, within } from './reading.ts';

/** What a lane is, in words of the project's own; commands choose lanes by it. */
const matrix = z.record(
  z.string().regex(/^[a-z][a-z\d_-]{0,39}$/, 'is at most 40 small letters, digits and `_ -`'),
  z
    .union([
      z.string(),
      z.int('is a number that YAML may shorten, 3.10 to 3.1: write it in quotes'),
      z.boolean(),
    ])
    .transform(String)
    .pipe(z.string().regex(/^[\w.+-]{1,40}$/, 'is at most 40 letters, digits and `_ . + -`')),
);

/** Names of tests with `*` for anything, and with `!` before it names that are none of them. */
const tests = z
  .array(z.string().regex(/^!?[^\s!][^\n]{0,199}$/, 'is the name of a test, with `*` for anything in it'))
  .min(1)
  .max(50);

/** What a lane is, and what differs in it, by the service's name: whatever that service's own section may say. */
const lane = z
  .object({ matrix: matrix.optional(), tests: tests.exactOptional() })
  .catchall(z.record(z.string(), z.unknown()));

/** A lane's name begins with a letter, so that a file's order is kept; `all` means all of them. */
const laneName = /^(?!all$)[A-Za-z][\w.-]{0,39}$/;

/** Lanes by name; the first one is meant where none is named. */
export const lanesSchema = z
  .record(z.string(), lane)
  .superRefine((lanes, context) => {
    for (const name of Object.keys(lanes).filter((one) => !laneName.test(one))) {
      const message =
        'a lane’s name is a letter and at most 39 letters, digits, dots or dashes, and not `all`';
      context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .default({});

/** A configuration that tests run in, with the service's settings as they hold there. */
export interface Lane {
  readonly name: string;
  readonly settings: unknown;
  /** What it is, by names such as `jdk`; absent where the project's file does not say. */
  readonly matrix?: Readonly<Record<string, string>>;
  /** Names of the tests that it is for; absent where it is for all that no other lane is for. */
  readonly tests?: readonly string[];
}

/** The services a project has sections for, and the one that runs its tests. */
export interface Configured {
  /** Where they stand, for messages. */
  readonly place: string;
  readonly members: readonly CiMember[];
  readonly chosen: CiMember;
  readonly sections: Readonly<Record<string, unknown>>;
}

/**
 * The chosen service's section with what differs in each lane; every lane of every service is held against that
 * service's own schema.
 * @throws UserError E-CONFIG naming the lane and the fault.
 */
export function lanesOf(
  lanes: z.output<typeof lanesSchema>,
  { place, members, chosen, sections }: Configured,
): readonly Lane[] {
  const known = z.partialRecord(z.enum(members.map(({ name }) => name)), z.unknown());
  return Object.entries(lanes).map(([name, { matrix: facts, tests: own, ...differing }]) => {
    const path = ['lanes', name];
    within(path, () => check(`${place}: lanes.${name}`, differing, known));
    for (const member of members) {
      const section = merged(sections[member.name], differing[member.name]);
      const what = `${place}: lanes.${name}.${member.name}`;
      within([...path, member.name], () => check(what, section, member.settings));
    }
    const settings = merged(sections[chosen.name], differing[chosen.name]);
    return {
      name,
      settings,
      ...(facts === undefined ? {} : { matrix: facts }),
      ...(own === undefined ? {} : { tests: own }),
    };
  });
}

/** A section's keys, each replaced by the lane's; variables and parameters are replaced one by one. */
function merged(section: unknown, lane: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const base: Record<string, unknown> = { ...Object(section) };
  const own = Object.entries(lane).map(([key, value]) => [
    key,
    isPlain(base[key]) && isPlain(value) ? { ...base[key], ...value } : value,
  ]);
  return { ...base, ...Object.fromEntries(own) };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
