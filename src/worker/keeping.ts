import { z } from 'zod';
import type { CiService } from '../ci/service.ts';
import type { EvidenceKept } from '../store/keeping.ts';
import type { Store } from '../store/store.ts';

/** How much evidence a server keeps. */
export interface KeepingLimits {
  /** Compressed. */
  readonly gigabytes: number;
  /** Since a run ended; absent where only the size counts. */
  readonly days?: number | undefined;
}

interface KeepingParts {
  readonly store: Pick<
    Store,
    'turns' | 'keepEvidence' | 'deliveries' | 'charges' | 'orders' | 'cursors' | 'runs' | 'evidence'
  >;
  /** What this server runs itself: files of batches go with the evidence of their run. */
  readonly service?: Pick<CiService, 'prune'>;
  readonly limits: KeepingLimits;
  readonly now: () => Date;
  readonly log: Tell;
  /** For what somebody has to see to. */
  readonly warn: Tell;
}

type Tell = (message: string, facts: Readonly<Record<string, unknown>>) => void;

const dayMs = 86_400_000;
const keptCursor = 'kept house';
const keptSchema = z.object({ at: z.string() });
/** It is due each hour: two that are due together are one. */
const leastMs = 30 * 60_000;

/** Trackers deliver again within days. */
const deliveryDays = 30;
/** Budgets look back a week and the month before it. */
const chargeDays = 60;
/** A command is handled again within minutes, or after the longest outage. */
const orderDays = 90;

/** Ten minutes matter, or a day; and no comment waits longer for the head that it was written under. */
const recentDays = { 'mistakes of ': 1, 'heads of ': 90, 'alarms of ': 2 };

/** Lets go of what is too much or too old, and says what: killed anywhere, the next time goes on. Of several processes one does it. */
export async function keepHouse({ store, limits, now, log, warn, service }: KeepingParts): Promise<void> {
  await store.turns.take('keeping', async () => {
    const at = now();
    if (await isJustKept(store, at)) return;
    const ago = (days: number): string => new Date(at.getTime() - days * dayMs).toISOString();
    const { gigabytes, days } = limits;
    const kept = await store.keepEvidence({
      mostBytes: gigabytes * 1e9,
      now: at,
      ...(days === undefined ? {} : { before: ago(days) }),
    });
    const { bytes, decidedBytes, isOver, runs, files, freed } = kept;
    const wrong = wrongWith(kept, gigabytes);
    if (wrong !== undefined) warn(wrong, { bytes, decidedBytes });
    const rows = {
      deliveries: await all(async () => store.deliveries.prune(ago(deliveryDays))),
      charges: await all(async () => store.charges.prune(ago(chargeDays))),
      orders: await all(async () => store.orders.prune(ago(orderDays))),
      recent: await forgetRecent(store, ago),
    };
    const batches = await service?.prune?.(async (runId) => isLetGo(runId, store));
    await store.cursors.put(keptCursor, { at: at.toISOString() }, at.toISOString());
    log('what is kept was looked through', {
      evidence: {
        bytes,
        decidedBytes,
        isOver,
        letGo: { runs: runs.length, files, bytes: freed, first: runs.slice(0, 10) },
      },
      forgotten: batches === undefined ? rows : { ...rows, batches },
    });
  });
}

/** Whether another process, whose turn it was while this one waited, has done all of it. */
async function isJustKept({ cursors }: Pick<KeepingParts['store'], 'cursors'>, at: Date): Promise<boolean> {
  const { at: last } = keptSchema.safeParse(await cursors.get(keptCursor)).data ?? {};
  const age = last === undefined ? Number.POSITIVE_INFINITY : at.getTime() - Date.parse(last);
  return age >= 0 && age < leastMs;
}

/** Short lists that were not changed for long. */
async function forgetRecent(
  { cursors }: Pick<KeepingParts['store'], 'cursors'>,
  ago: (days: number) => string,
): Promise<number> {
  let total = 0;
  for (const [start, days] of Object.entries(recentDays))
    total += await all(async () => cursors.prune(start, ago(days)));
  return total;
}

/** What somebody has to see to, in words; undefined when all is as it should be. Pure. */
export function wrongWith(
  { decidedBytes, isOver, isForeign }: Pick<EvidenceKept, 'decidedBytes' | 'isOver' | 'isForeign'>,
  gigabytes: number,
): string | undefined {
  if (isForeign)
    return 'the evidence is another database’s: nothing is removed there. Give each database a place of its own, or, when the place is this one’s alone, delete store-id in it';
  if (decidedBytes > gigabytes * 1e9)
    return `what decisions rest on takes ${(decidedBytes / 1e9).toFixed(1)} GB, more than keep.evidence.gigabytes leaves to everything else (${gigabytes}): it stays`;
  if (isOver)
    return `evidence takes more than keep.evidence.gigabytes (${gigabytes}): runs that go on or have just ended hold it`;
  return undefined;
}

/** Nobody can look at a run whose evidence is gone, and one that goes on needs its files. */
async function isLetGo(
  runId: string,
  { runs, evidence }: Pick<KeepingParts['store'], 'runs' | 'evidence'>,
): Promise<boolean> {
  return (await runs.get(runId))?.stage === 'done' && (await evidence.goneAt(runId)) !== undefined;
}

/** In pieces, so that others get their turn. */
async function all(some: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const gone = await some();
    total += gone;
    if (gone === 0) return total;
  }
}
