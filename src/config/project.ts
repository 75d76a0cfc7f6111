import { z } from 'zod';
import type { Budgets } from '../budgets/budget.ts';
import { overlaySettingsSchema, type OverlaySettings } from '../checkouts/overlay-settings.ts';
import * as services from '../ci/registry.ts';
import type { CiMember } from '../ci/service.ts';
import type { KnownIssueRule } from '../failures/known-issues.ts';
import { budgetsSchema } from './budgets.ts';
import { historySchema, historySettings, type HistorySettings } from './history.ts';
import { lanesOf, lanesSchema, type Lane } from './lanes.ts';
import { knownIssuesSchema } from './known-issues.ts';
import { policySchema } from './policy.ts';
import { projectFile } from './project-file.ts';
import { quarantineSchema } from './quarantine.ts';
import { digestsSchema, type DigestSettings } from './digests.ts';
import { variablesSchema } from './variables.ts';
import { releasesSchema, type ReleaseSettings } from './releases.ts';
import { check, readYaml, strictNear, within, type Source } from './reading.ts';

const members: readonly CiMember[] = Object.values(services);
const serviceNames = members.map((member) => member.name);

const limits = z.strictObject({
  /** Iterations when a command names no number. */
  defaultRuns: z.int().min(1).max(100_000).default(200),
  /** The most one command may ask for. */
  maxRuns: z.int().min(1).max(100_000).default(2_000),
});

/** What a project that says nothing allows. */
export const usualLimits = limits.parse({});

const schema = strictNear({
  /** The service that executes runs; needed only when several are configured. */
  ci: z.enum(serviceNames).optional(),
  limits: limits.prefault({}),
  /** What may be used; the server's own budgets are the ceiling. */
  budgets: budgetsSchema,
  /** Failures that people know, each with its ticket. */
  knownIssues: knownIssuesSchema,
  policy: policySchema.prefault({}),
  /** Changes of the tested code that a command can ask for. */
  overlays: overlaySettingsSchema.prefault({}),
  /** Whose blockers are watched. */
  releases: releasesSchema,
  /** Summaries that come on a schedule. */
  digests: digestsSchema.optional(),
  /** Configurations that tests run in, such as two JDKs: what of a service's section differs there. */
  lanes: lanesSchema,
  /** Variables that commands may set for a test's process. */
  env: variablesSchema,
  /** Where tests are listed that run and block nothing. */
  quarantine: quarantineSchema.optional(),
  /** Which builds of ordinary CI are read as they end; none where it is left out. */
  history: historySchema.optional(),
  ...Object.fromEntries(members.map((member) => [member.name, z.unknown().optional()])),
});

/** A project's file as a whole, each service's section by that service's own schema; for what describes it. */
export const projectSchema = schema.extend(
  Object.fromEntries(members.map((member) => [member.name, member.settings.optional()])),
);

/** What a project says of itself, wherever its tests run. */
export interface OwnSettings {
  readonly limits: z.output<typeof limits>;
  readonly budgets: Budgets;
  readonly knownIssues: readonly KnownIssueRule[];
  readonly policy: z.output<typeof policySchema>;
  readonly overlays: OverlaySettings;
  readonly releases: readonly ReleaseSettings[];
  /** Absent where the project says nothing of any. */
  readonly digests?: Readonly<Record<string, DigestSettings>>;
  readonly history?: HistorySettings;
  readonly quarantine?: z.output<typeof quarantineSchema>;
}

/** How tests are run on a service. */
interface OnService {
  /** The service that executes runs, and its own settings as they were written. */
  readonly service: { readonly name: string; readonly settings: unknown };
  /** In the order of the file; the first one is meant where none is named. Empty where tests run in one way only. */
  readonly lanes: readonly Lane[];
}

/** A project's settings, checked whole. */
export interface ProjectConfig extends OwnSettings, OnService {
  /** The other services that have sections, each with the lanes as they are there. */
  readonly others: readonly OnService[];
  /** Variables that commands may set for a test's process. */
  readonly variables: readonly string[];
}

/**
 * Reads a project's file. Each service's section is held against that service's own schema.
 * @throws UserError E-CONFIG naming each fault and its place.
 */
export function readProjectConfig(text: string): ProjectConfig {
  return projectConfigOf(projectFile, readYaml({ name: projectFile, text }, z.unknown()));
}

/**
 * The same for settings that stand elsewhere.
 * @param place what to call it in a message
 * @throws UserError E-CONFIG naming each fault and its place.
 */
export function projectConfigOf(place: string, written: unknown): ProjectConfig {
  const parsed: Record<string, unknown> = check(place, written, schema);
  const configured = members.filter((member) => parsed[member.name] !== undefined);
  for (const member of configured)
    within([member.name], () => check(`${place}: ${member.name}`, parsed[member.name], member.settings));
  const chosen = configured.find((member) => member.name === parsed['ci']) ?? configured[0];
  const name = typeof parsed['ci'] === 'string' ? parsed['ci'] : chosen?.name;
  const missing = z.never({ error: `add a section for a CI service: ${serviceNames.join(', ')}` });
  if (chosen === undefined || chosen.name !== name) return check(place, parsed, missing);
  const lanes = check(place, parsed['lanes'], lanesSchema);
  const on = (member: CiMember): OnService => ({
    service: { name: member.name, settings: parsed[member.name] },
    lanes: lanesOf(lanes, { place, members: configured, chosen: member, sections: parsed }),
  });
  return {
    ...ownSettings(place, parsed),
    ...on(chosen),
    others: configured.filter((member) => member !== chosen).map(on),
    variables: check(place, parsed['env'], variablesSchema),
  };
}

/**
 * What a project's file, or one of that shape, says of itself; it need not say how tests are run.
 * @throws UserError E-CONFIG naming each fault and its place, a bad pattern's too.
 */
export function readOwnSettings(source: Source): OwnSettings {
  return ownSettings(source.name, readYaml(source, schema));
}

function ownSettings(name: string, parsed: Readonly<Record<string, unknown>>): OwnSettings {
  const history = check(name, parsed['history'], historySchema.optional());
  const digests = check(name, parsed['digests'], digestsSchema.optional());
  const quarantine = check(name, parsed['quarantine'], quarantineSchema.optional());
  return {
    limits: check(name, parsed['limits'], limits),
    budgets: check(name, parsed['budgets'], budgetsSchema),
    knownIssues: check(name, parsed['knownIssues'], knownIssuesSchema),
    policy: check(name, parsed['policy'], policySchema),
    overlays: check(name, parsed['overlays'], overlaySettingsSchema),
    releases: check(name, parsed['releases'], releasesSchema),
    ...(digests === undefined ? {} : { digests }),
    ...(history === undefined ? {} : { history: historySettings(history) }),
    ...(quarantine === undefined ? {} : { quarantine }),
  };
}
