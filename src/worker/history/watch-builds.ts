import { isNamed, type OrdinaryPlace } from '../../ci/remote/ordinary.ts';
import type { CiService } from '../../ci/service.ts';
import { messageOf, RetryableError, UserError } from '../../model/errors.ts';
import { isOwnBranch } from '../../model/own-branch.ts';
import type { NotedBuild } from '../../store/ordinary-builds.ts';
import type { Store } from '../../store/store.ts';
import { isListDue, isServiceDue, lastLook, listedCursor, msOf, timeAt } from './last-looks.ts';
import { keepOrdinary, sweepLeft } from './ordinary.ts';

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
  readonly store: Pick<Store, 'history' | 'ordinaryBuilds' | 'cursors' | 'cutLists'>;
  readonly service: (name: string) => CiService;
  readonly now: () => Date;
  /** Where reports lie together while they are read. */
  readonly folder: string;
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
  /** A build of a pull request was kept; it is read again when this fails. */
  readonly onPull?: (pull: number) => Promise<void>;
}

/** Times in milliseconds: how long an ordinary build may take from its begin to its end, and still be found in a list. */
const longestBuild = 24 * 3_600_000;
/** How long it is remembered that a build was read. */
const remembered = 60 * 86_400_000;
/** Waits before a build that could not be read is tried again; after the last, a week, it is let go. */
const waits = [1 / 60, 1 / 12, 0.5, 2, 12, 24, 48, 72].map((hours) => hours * 3_600_000);
/** One look reads no longer than this: what is left is read by the next, and other work gets its turn. */
const longestLook = 20_000;

/** Whether there is anything to do for a repository; costs no call elsewhere. */
export async function isDue(
  repository: string,
  { store, now }: Pick<WatchingParts, 'store' | 'now'>,
): Promise<boolean> {
  if (await isListDue(repository, { store, now })) return true;
  return (await store.ordinaryBuilds.waiting(repository, now().toISOString())).length > 0;
}

/**
 * Reads what ended, each build once: services are asked for their ends, and what is noted is read into the history.
 * What people got wrong is logged; it comes right after they mended it. A service that ails keeps nobody from the
 * others.
 */
export async function readEnded(watched: WatchedBuilds, parts: WatchingParts): Promise<void> {
  if (await isListDue(watched.repository, parts)) await noteEnded(watched, parts);
  const { store, now } = parts;
  const began = now().getTime();
  const ailing = new Set<string>();
  for (const noted of await store.ordinaryBuilds.waiting(watched.repository, now().toISOString())) {
    if (now().getTime() - began > longestLook) return;
    if (!ailing.has(noted.service) && !(await readNoted(noted, watched, parts))) ailing.add(noted.service);
  }
}

/** Nothing of this repository is read: what was noted of it is forgotten, for the day when something is. */
export async function leaveEnded(
  repository: string,
  { store, now }: Pick<WatchingParts, 'store' | 'now'>,
): Promise<void> {
  const at = now().toISOString();
  await store.cursors.put(listedCursor(repository), { at }, at);
  await store.ordinaryBuilds.leave(repository);
}

async function noteEnded(watched: WatchedBuilds, parts: WatchingParts): Promise<void> {
  const { store, now } = parts;
  const { repository } = watched;
  const before = await lastLook(repository, store);
  const at = now().toISOString();
  const services: Record<string, string> = {};
  for (const service of watched.services) {
    const listed = before.services[service.name];
    const isDueNow = await isServiceDue(service.name, { repository, listed: msOf(listed) }, parts);
    if (isDueNow) await noteOrTell(service, watched, parts);
    services[service.name] = isDueNow || listed === undefined ? at : listed;
  }
  await store.cursors.put(listedCursor(repository), { at, services }, at);
  await sweepLeft(parts.folder, msOf(at));
  await store.ordinaryBuilds.tidy(new Date(msOf(at) - remembered).toISOString());
}

async function noteOrTell(
  service: WatchedBuilds['services'][number],
  watched: WatchedBuilds,
  parts: WatchingParts,
): Promise<void> {
  try {
    await noteEndedOn(service, watched, parts);
  } catch (error) {
    if (!(error instanceof UserError || error instanceof RetryableError)) throw error;
    const { repository } = watched;
    notListed([messageOf(error)], { repository, service: service.name, log: parts.log });
  }
}

/** A service is asked from where it last told everything, so that nothing is missed after it could not. */
async function noteEndedOn(
  { name, settings }: WatchedBuilds['services'][number],
  watched: WatchedBuilds,
  { store, service, now, log }: WatchingParts,
): Promise<void> {
  const { repository } = watched;
  const cursor = `${listedCursor(repository)} ${name}`;
  const at = now();
  const before = await timeAt(cursor, store);
  // A first look finds the last day; after standing still no more than what is remembered to be read.
  const standing = before === 0 ? 0 : Math.min(at.getTime() - before, remembered / 2);
  const from = at.getTime() - standing - longestBuild;
  const {
    refs = [],
    faults = [],
    cuts = [],
  } = (await service(name).ordinary?.ended(from, placeOf(watched, settings))) ?? {};
  await store.ordinaryBuilds.note(
    refs.map((ref) => ({ repository, service: name, ref })),
    at.toISOString(),
  );
  if (cuts.length > 0) {
    const since = new Date(from).toISOString();
    await store.cutLists.note({ repository, service: name, since, at: at.toISOString(), words: [...cuts] });
    for (const cut of cuts)
      log('a list of builds is longer than is looked at', { repository, service: name, since, cut });
  }
  if (faults.length > 0) return notListed(faults, { repository, service: name, log });
  await store.cursors.put(cursor, { at: at.toISOString() }, at.toISOString());
}

function notListed(
  faults: readonly string[],
  { log, ...where }: { readonly repository: string; readonly service: string } & Pick<WatchingParts, 'log'>,
): void {
  for (const error of faults) log('the builds of a service can’t be listed', { ...where, error });
}

type Waiting = NotedBuild & { readonly tries: number };

/** @returns whether its service can be asked for more. */
async function readNoted(noted: Waiting, watched: WatchedBuilds, parts: WatchingParts): Promise<boolean> {
  const { store, now, log } = parts;
  const settings = watched.services.find(({ name }) => name === noted.service)?.settings;
  const reader = settings === undefined ? undefined : parts.service(noted.service).ordinary;
  try {
    const found = await reader?.read(noted.ref, placeOf(watched, settings));
    if (
      found !== undefined &&
      isWanted({ branch: found.branch, isPull: found.pull !== undefined }, watched)
    ) {
      const kept = await keepOrdinary(watched.repository, found, parts);
      log('a build of ordinary CI was read', { ...noted, ...sumOf(kept) });
      if (found.pull !== undefined) await parts.onPull?.(found.pull);
    }
    await store.ordinaryBuilds.done(noted, now().toISOString());
    return true;
  } catch (error) {
    await putOff(noted, error, parts);
    return !(error instanceof RetryableError);
  } finally {
    await reader?.forget(noted.ref);
  }
}

/** The tries of a build are used up by its own faults, not by a service that is away. */
async function putOff(noted: Waiting, error: unknown, { store, now, log }: WatchingParts): Promise<void> {
  const isAway = error instanceof RetryableError;
  const next = waits[noted.tries];
  const words = { ...noted, error: messageOf(error) };
  if (next === undefined) {
    log('a build of ordinary CI was given up', words);
    return store.ordinaryBuilds.done(noted, now().toISOString());
  }
  log('a build of ordinary CI can’t be read yet', words);
  const at = now().getTime() + Math.max(next, (isAway ? error.retryAfterMs : undefined) ?? 0);
  return store.ordinaryBuilds.later(noted, {
    at: new Date(at).toISOString(),
    tries: noted.tries + (isAway ? 0 : 1),
  });
}

/** Branches of ours hold changed code, and repeats of what somebody asked. */
function isWanted(
  { branch, isPull }: { readonly branch: string; readonly isPull: boolean },
  { branches, readsPulls }: WatchedBuilds,
): boolean {
  if (isOwnBranch(branch)) return false;
  return isPull ? readsPulls : isNamed(branch, branches);
}

function sumOf(kept: readonly { readonly tests: number; readonly notes: readonly string[] }[]) {
  const tests = kept.reduce((sum, one) => sum + one.tests, 0);
  return { lanes: kept.length, tests, notes: kept.flatMap(({ notes }) => notes).slice(0, 5) };
}

function placeOf(watched: WatchedBuilds, settings: unknown): OrdinaryPlace {
  const { repository, installation } = watched;
  return {
    slug: repository,
    settings,
    wants: (build) => isWanted(build, watched),
    ...(installation === undefined ? {} : { installation }),
  };
}
