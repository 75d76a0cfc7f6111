import { join } from 'node:path';
import { z } from 'zod';
import {
  dropPrepared,
  prepareCommit,
  preparedSides,
  sweepPrepared,
  type Prepared,
} from '../../checkouts/prepared.ts';
import { pinned, pinsOf, type Pins } from '../../checkouts/overlays/pins.ts';
import { worktreeHome } from '../../checkouts/worktrees.ts';
import { rerunsOf } from '../../ci/remote/settings.ts';
import { configuringProgram } from '../../ci/remote/pushing.ts';
import { UserError } from '../../model/errors.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import type { ForkHead } from '../../model/fork-head.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import type { RevisionWhy } from '../../model/revision-why.ts';
import { changedCode } from '../../reports/additions.ts';
import { runSettingsSchema, type RunSettings, type WorkerParts } from '../parts.ts';
import type { Resolution } from './kind.ts';

/** What is kept of a changed revision: the commit before the changes, these in words, and the skips taken off as a diff. */
const keptSchema = z.object({
  base: z.string(),
  overlays: z.array(z.string()),
  skipDiff: z.string().default(''),
});
/** What the names in a run's changes were when it was settled. */
const pinsSchema = z.object({ pins: z.record(z.string(), z.string()) });

/** A commit of a run that is to be changed. */
export interface Unchanged {
  readonly run: RepeatRun;
  readonly settings: RunSettings;
  readonly base: string;
  /** Which of several commits of the run. */
  readonly side?: string;
}

/**
 * The revision with the changes that the run asked for, as one commit that stands for both: results of different
 * changes never meet.
 * @throws UserError for a change that does not apply
 */
export async function overlaid(unchanged: Unchanged, parts: WorkerParts): Promise<Resolution> {
  const { base, run, settings } = unchanged;
  if (settings.overlays === undefined) return { commit: base };
  const changed = await changedCommit(unchanged, parts);
  if (run.commit !== undefined && run.commit !== changed.commit)
    throw new UserError('E-OVERLAY', changedCode);
  return { commit: changed.commit, resolved: { base, overlays: changed.words, skipDiff: changed.skipDiff } };
}

/**
 * What names in a run's changes stand for: what they were when it was settled first, whatever moved on since then.
 * Undefined when it asked for no changes.
 * @throws UserError E-REF
 */
export async function pinsFor(
  { id }: Pick<RepeatRun, 'id'>,
  { repository, overlays }: RunSettings,
  { store }: Pick<WorkerParts, 'store'>,
): Promise<Pins | undefined> {
  if (overlays === undefined) return undefined;
  const kept = pinsSchema.safeParse(await store.runs.resolved(id)).data?.pins;
  return kept ?? pinsOf(repository, overlays.applied);
}

/** The settings of a run, with what names in its changes stand for. */
export function withPins(settings: RunSettings, pins: Pins | undefined): RunSettings {
  const { overlays } = settings;
  if (overlays === undefined || pins === undefined) return settings;
  return { ...settings, overlays: { ...overlays, applied: [...pinned(overlays.applied, pins)] } };
}

/**
 * A commit with the changes that the run asked for.
 * @throws UserError for a change that does not apply; RangeError for a run that asked for none
 */
export async function changedCommit(
  { run, settings, base, side }: Unchanged,
  { environment, store }: WorkerParts,
): Promise<Prepared> {
  const { repository, overlays } = settings;
  if (overlays === undefined) throw new RangeError('the run asked for no changes');
  await sweepPrepared(repository, async (id) => (await store.runs.get(id))?.stage === 'done');
  return prepareCommit({
    repository,
    base,
    runId: run.id,
    selector: run.selector,
    overlays: overlays.applied,
    folder: join(worktreeHome(repository, run.id), 'prepared'),
    environment,
    ...(side === undefined ? {} : { side }),
  });
}

/** Where the commits of a search are changed one by one: those that are, by the commit they change. */
export async function changedSoFar(
  { id }: Pick<RepeatRun, 'id'>,
  { repository, overlays }: RunSettings,
): Promise<Map<string, string> | undefined> {
  if (overlays === undefined) return undefined;
  return new Map(await preparedSides(repository, id));
}

/** The commit of a run whose revision was settled before, without the changes; undefined for a new run. */
export async function baseOf(
  run: RepeatRun,
  { overlays }: RunSettings,
  { store }: WorkerParts,
): Promise<string | undefined> {
  if (run.additions === undefined || run.commit === undefined) return undefined;
  if (overlays === undefined) return run.commit;
  return keptSchema.safeParse(await store.runs.resolved(run.id)).data?.base;
}

/** The commit that people know a run's revision by: the one before it was changed, where what was kept says which. */
export function knownCommit(
  { commit }: Pick<RepeatRun, 'commit'>,
  { overlays }: Pick<RunSettings, 'overlays'>,
  resolved: unknown,
): string | undefined {
  return overlays === undefined ? commit : (keptSchema.safeParse(resolved).data?.base ?? commit);
}

/** What a report says of a run's revision and of how it is run: why it is this one, how it was changed; nothing of a usual one. */
export async function revisionFacts(
  run: RepeatRun,
  { store }: Pick<WorkerParts, 'store'>,
): Promise<{
  readonly commit?: string;
  readonly overlays?: readonly string[];
  readonly askedOverlays?: readonly string[];
  readonly skipDiff?: string;
  readonly revisionWhy?: RevisionWhy;
  readonly forks?: readonly ForkHead[];
  readonly reruns?: true;
}> {
  const { overlays, revisionWhy, forks, settings } = runSettingsSchema.parse(
    await store.runs.settings(run.id),
  );
  const why = {
    ...(revisionWhy === undefined ? {} : { revisionWhy }),
    ...(forks === undefined ? {} : { forks }),
    ...(rerunsOf(settings) ? { reruns: true as const } : {}),
  };
  const configured = configuredIn(run, settings);
  if (overlays === undefined) return configured.length === 0 ? why : { ...why, overlays: configured };
  const resolved = await store.runs.resolved(run.id);
  const { data } = keptSchema.safeParse(resolved);
  const { pins = {} } = pinsSchema.safeParse(resolved).data ?? {};
  // The commits of a search are changed one by one, each in its own words.
  const each = isSearch(run) ? overlays.asked.map((one) => `each commit with ${one}${atIn(one, pins)}`) : [];
  const words = [...(data?.overlays ?? each), ...configured];
  const known =
    data === undefined
      ? { overlays: words }
      : { commit: data.base, overlays: words, skipDiff: data.skipDiff };
  return { ...why, ...known, askedOverlays: overlays.asked };
}

/** Where a push starts a batch, a program of the project may have changed the revision before it. */
function configuredIn(run: RepeatRun, settings: unknown): readonly string[] {
  const program = configuringProgram(settings);
  if (program === undefined) return [];
  return [`${isSearch(run) ? 'each commit with ' : ''}CI configured by ${shorten(plainLine(program), 60)}`];
}

function isSearch({ question }: RepeatRun): boolean {
  return question === 'bisect';
}

/** The tests of `main` may be others tomorrow: ` at 1a2b3c4d5`. */
function atIn(asked: string, pins: Pins): string {
  const name = asked.replace(/^tests-from=/, '');
  const commit = name !== asked && Object.hasOwn(pins, name) ? pins[name] : undefined;
  return commit === undefined || commit.startsWith(name) ? '' : ` at ${commit.slice(0, 9)}`;
}

/** Once nothing of a run is executed any more, the commits that were made for it may go. */
export async function dropOverlaid(
  run: Pick<RepeatRun, 'id'>,
  { store }: Pick<WorkerParts, 'store'>,
): Promise<void> {
  const { data } = runSettingsSchema.safeParse(await store.runs.settings(run.id));
  if (data === undefined) return;
  const { overlays, settings, repository } = data;
  if (overlays === undefined && configuringProgram(settings) === undefined) return;
  await dropPrepared(repository, run.id);
}
