import type { BatchRequest, CiLimits, CiParts } from '../service.ts';

/** Milliseconds: services limit those who ask often, and nobody wants to hear of the end much later. */
const bounds = { least: 20_000, most: 300_000 };
/** A service that tells of ends by itself is still asked so often, in milliseconds: what it tells may get lost. */
const floor = 900_000;

/** What a service elsewhere holds its callers to, unless its parts say otherwise. */
export function limitsOf(parts: CiParts, lagMs: number): CiLimits {
  return { lagMs: parts.lagMs ?? lagMs, leastLookMs: parts.leastLookMs ?? bounds.least };
}

/** How long to wait before the next look at a batch of this age: half its age, within bounds. */
export function nextLookIn(ageMs: number, leastMs = bounds.least): number {
  return Math.round(Math.min(bounds.most, Math.max(leastMs, ageMs / 2)));
}

/** A look at a batch that a process remembers; moments in milliseconds since 1970. */
export interface Look {
  readonly lookedAt: number;
  readonly lookAgainAt: number;
  /** What the service had told by then. */
  readonly wokenAt: string | undefined;
}

/** What a look found of a batch that goes on; times in milliseconds. */
interface Found {
  readonly now: number;
  readonly ageMs: number;
  /** The age at which the batch is ended. */
  readonly deadlineMs: number;
  /** Nothing is to be done there any more but to wait for the end, of which a service can tell. */
  readonly isOnlyEndLeft: boolean;
}

/** What the look was taken for. */
interface Asked {
  readonly request: BatchRequest;
  readonly before: Look | undefined;
  readonly limits: CiLimits;
}

/**
 * The look that was just taken, with the next one. Where the end will be told of, that is a quarter of an hour away, or
 * the deadline; where it was told of and is not to be seen yet, soon.
 */
export function lookOf(found: Found, { request, before, limits }: Asked): Look {
  const { now, ageMs, deadlineMs, isOnlyEndLeft } = found;
  const { wokenAt } = request.batch;
  const { leastLookMs } = limits;
  const usual = nextLookIn(ageMs, leastLookMs);
  const wait = (): number => {
    if (wokenAt !== undefined) return wokenAt === before?.wokenAt ? usual : leastLookMs;
    const isTold = isOnlyEndLeft && request.isHeardOf === true;
    return isTold ? Math.max(usual, Math.min(floor, deadlineMs - ageMs)) : usual;
  };
  return { lookedAt: now, lookAgainAt: now + wait(), wokenAt };
}

/**
 * When the next real look is due: at once when the service has told of something since, but never sooner than `leastLookMs`
 * after the last, however often it tells.
 */
export function dueAt(look: Look, { batch }: BatchRequest, { leastLookMs }: CiLimits): number {
  const { wokenAt } = batch;
  if (wokenAt === undefined || wokenAt === look.wokenAt) return look.lookAgainAt;
  return Math.min(look.lookAgainAt, look.lookedAt + leastLookMs);
}

/**
 * What a reader should know of a batch that somebody ran again on its service, or that it ran again by itself; undefined
 * where it ran once.
 * @param counted which of its runs counts, from 1: those before it came to nothing
 */
export function wasRerun(
  service: string,
  { counted, all }: { readonly counted: number; readonly all: number },
): string | undefined {
  if (all <= 1) return undefined;
  const again = `It was run again on ${service}: what`;
  if (counted === 1) return `${again} the first run came to counts, not what came after it.`;
  return `${again} run ${counted} of ${all} came to counts, since those before it were lost, were cancelled or never began.`;
}

/** When a batch has to be over. */
export interface Due {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly deadlineMs: number;
}

/** What became of what its deadline ended. @param hasBegun whether a machine took it before */
export function endedLate(deadlineMs: number, hasBegun: boolean): string {
  const time = inWords(deadlineMs);
  return hasBegun ? `ended after its deadline of ${time}` : `never began within ${time}`;
}

/** A length of time for people: `2.5 h`, `20 min`. */
export function inWords(ms: number): string {
  return ms >= 3_600_000 ? `${Math.round(ms / 360_000) / 10} h` : `${Math.round(ms / 60_000)} min`;
}
