import { z } from 'zod';
import * as services from '../ci/registry.ts';
import { namePatterns } from '../ci/remote/settings.ts';
import type { CiMember } from '../ci/service.ts';
import { strictNear } from './reading.ts';

const members: readonly CiMember[] = Object.values(services);
const readers = members.flatMap(({ name, history }) => (history === undefined ? [] : [{ name, history }]));

/** Which builds of ordinary CI are read as they end, in the project's file: a section for each service. */
export const historySchema = strictNear({
  /** Branches whose builds count, beside those that `releases` names; `*` stands for anything. */
  branches: namePatterns.default(['main', 'master', 'trunk', 'release*']),
  /** Builds of pull requests: left alone, read beside the branches, or told about on the pull request too. */
  pullRequests: z.enum(['leave', 'read', 'comment']).default('read'),
  ...Object.fromEntries(readers.map(({ name, history }) => [name, history.optional()])),
}).refine(
  (given: Readonly<Record<string, unknown>>) => readers.some(({ name }) => given[name] !== undefined),
  {
    message: `says which service is read: ${readers.map(({ name }) => name).join(', ')}`,
  },
);

/** What a project says of its ordinary builds. */
export interface HistorySettings {
  readonly branches: readonly string[];
  readonly pullRequests: 'leave' | 'read' | 'comment';
  /** Each with its own settings as they were written. */
  readonly services: readonly { readonly name: string; readonly settings: unknown }[];
}

/** The section by its services. */
export function historySettings(section: z.output<typeof historySchema>): HistorySettings {
  const given: Readonly<Record<string, unknown>> = section;
  const { branches, pullRequests } = section;
  return {
    branches,
    pullRequests,
    services: readers.flatMap(({ name }) =>
      given[name] === undefined ? [] : [{ name, settings: given[name] }],
    ),
  };
}
