import { z } from 'zod';
import { isNamed, type OrdinaryBuild, type OrdinaryPlace } from '../../ci/remote/ordinary.ts';
import type { CiService } from '../../ci/service.ts';
import { messageOf, RetryableError, UserError } from '../../model/errors.ts';
import type { NotedBuild } from '../../store/ordinary-builds.ts';
import type { Store } from '../../store/store.ts';
import { keepOrdinary } from './ordinary.ts';

/** Whose ordinary builds are read, and which of them. */
export interface WatchedBuilds {
  /** `owner/name`; the project of the history too. */
  readonly repository: string;
  readonly installation?: number;
  readonly branches: readonly string[];
  readonly readsPulls: boolean;
  readonly services: readonly { readonly name: string; readonly settings: unknown }[];
}

export interface WatchingParts {
  readonly store: Pick<Store, 'history' | 'ordinaryBuilds' | 'cursors'>;
  readonly service: (name: string) => CiService;
  readonly now: () => Date;
  /** Where reports lie together while they are read. */
  readonly folder: string;
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
  /** A build of a pull request was kept; it is read again when this fails. */
  readonly onPull?: (pull: number) => Promise<void>;
}

/** Times in milliseconds. Services that tell of ends are still asked so often: what they tell may get lost. */
const listEvery = 600_000;
/** However often a service tells, its list is asked no sooner again. */
const listLeast = 30_000;
/** How long an ordinary build may take from its begin to its end, and still be found in a list. */
const longestBuild = 24 * 3_600_000;
/** How long it is remembered that a build was read. */
const remembered = 60 * 86_400_000;
/** Waits before a build that could not be read is tried again; after the last it is let go. */
const waits = [60_000, 300_000, 1_800_000, 7_200_000, 43_200_000];

const place = z.object({ at: z.string() });
const endedCursor = 'ordinary builds ended';

/** Some service told of an end that was none of ours: lists are worth a look. */
export async function hearOfEnd({ store, now }: Pick<WatchingParts, 'store' | 'now'>): Promise<void> {
  const at = now().toISOString();
  await store.cursors.put(endedCursor, { at }, at);
}

/** Whether there is anything to do for a repository; costs no call elsewhere. */
export async function isDue(
  repository: string,
  { store, now }: Pick<WatchingParts, 'store' | 'now'>,
): Promise<boolean> {
  const at = now();
  const listed = await timeAt(listedCursor(repository), store);
  const age = at.getTime() - listed;
  const isTold = age >= listLeast && (await timeAt(endedCursor, store)) > listed;
  if (age >= listEvery || isTold) return true;
  return (await store.ordinaryBuilds.waiting(repository, at.toISOString())).length > 0;
}

/**
 * Reads what ended, each build once: services are asked for their ends, and what is noted is read into the history.
 * What people got wrong is logged; it comes right after they mended it.
 */
export async function readEnded(watched: WatchedBuilds, parts: WatchingParts): Promise<void> {
  await noteEnded(watched, parts);
  const { store, now } = parts;
  for (const noted of await store.ordinaryBuilds.waiting(watched.repository, now().toISOString()))
    await readNoted(noted, watched, parts);
}

/** Nothing of this repository is read: what was noted of it is done with. */
export async function leaveEnded(
  repository: string,
  { store, now }: Pick<WatchingParts, 'store' | 'now'>,
): Promise<void> {
  const at = now().toISOString();
  await store.cursors.put(listedCursor(repository), { at }, at);
  for (const noted of await store.ordinaryBuilds.waiting(repository, at))
    await store.ordinaryBuilds.done(noted, at);
}

async function noteEnded(watched: WatchedBuilds, { store, service, now, log }: WatchingParts): Promise<void> {
  const { repository, services } = watched;
  const at = now();
  const before = await timeAt(listedCursor(repository), store);
  if (at.getTime() - before < listLeast) return;
  // A first look finds the last day; after standing still no more than what is remembered to be read.
  const standing = before === 0 ? 0 : Math.min(at.getTime() - before, remembered / 2);
  const from = at.getTime() - standing - longestBuild;
  for (const { name, settings } of services) {
    try {
      const refs = await service(name).ordinary?.ended(from, placeOf(watched, settings));
      const noted = (refs ?? []).map((ref) => ({ repository, service: name, ref }));
      await store.ordinaryBuilds.note(noted, at.toISOString());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log('the builds of a service can’t be listed', { repository, service: name, error: messageOf(error) });
    }
  }
  await store.cursors.put(listedCursor(repository), { at: at.toISOString() }, at.toISOString());
  await store.ordinaryBuilds.tidy(new Date(at.getTime() - remembered).toISOString());
}

type Waiting = NotedBuild & { readonly tries: number };

async function readNoted(noted: Waiting, watched: WatchedBuilds, parts: WatchingParts): Promise<void> {
  const { store, now, log } = parts;
  const settings = watched.services.find(({ name }) => name === noted.service)?.settings;
  const reader = settings === undefined ? undefined : parts.service(noted.service).ordinary;
  try {
    const found = await reader?.read(noted.ref, placeOf(watched, settings));
    if (found !== undefined && isWanted(found, watched)) {
      const kept = await keepOrdinary(watched.repository, found, parts);
      log('a build of ordinary CI was read', { ...noted, ...sumOf(kept) });
      if (found.pull !== undefined) await parts.onPull?.(found.pull);
    }
    await store.ordinaryBuilds.done(noted, now().toISOString());
  } catch (error) {
    const wait = error instanceof RetryableError ? error.retryAfterMs : undefined;
    await putOff(noted, { error, wait }, parts);
  } finally {
    await reader?.forget(noted.ref);
  }
}

async function putOff(
  noted: Waiting,
  { error, wait }: { readonly error: unknown; readonly wait: number | undefined },
  { store, now, log }: WatchingParts,
): Promise<void> {
  const next = waits[noted.tries];
  const words = { ...noted, error: messageOf(error) };
  if (next === undefined) {
    log('a build of ordinary CI was given up', words);
    return store.ordinaryBuilds.done(noted, now().toISOString());
  }
  log('a build of ordinary CI can’t be read yet', words);
  const at = now().getTime() + Math.max(next, wait ?? 0);
  return store.ordinaryBuilds.later(noted, new Date(at).toISOString());
}

function isWanted({ branch, pull }: OrdinaryBuild, { branches, readsPulls }: WatchedBuilds): boolean {
  return pull === undefined ? isNamed(branch, branches) : readsPulls;
}

function sumOf(kept: readonly { readonly tests: number; readonly notes: readonly string[] }[]) {
  const tests = kept.reduce((sum, one) => sum + one.tests, 0);
  return { lanes: kept.length, tests, notes: kept.flatMap(({ notes }) => notes).slice(0, 5) };
}

function placeOf({ repository, installation }: WatchedBuilds, settings: unknown): OrdinaryPlace {
  return { slug: repository, settings, ...(installation === undefined ? {} : { installation }) };
}

function listedCursor(repository: string): string {
  return `ordinary builds ${repository.toLowerCase()}`;
}

/** Milliseconds since 1970; 0 before the first time. */
async function timeAt(cursor: string, { cursors }: Pick<Store, 'cursors'>): Promise<number> {
  const { at } = place.safeParse(await cursors.get(cursor)).data ?? {};
  return at === undefined ? 0 : Date.parse(at);
}
