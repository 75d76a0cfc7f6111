import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import { chunksBySize, clean, cleanId, iso } from './text.ts';

/** What a tracker sent, before anybody has read it. */
export interface Delivery {
  /** The sender's own id of the delivery: a redelivery carries the same one. At most 500 characters. */
  readonly id: string;
  readonly tracker: string;
  /** The event's name as the tracker calls it, such as `issue_comment.created`. */
  readonly event: string;
  /** The body as text. NUL, which no JSON holds unescaped, becomes U+FFFD. */
  readonly payload: string;
  /** ISO 8601. */
  readonly receivedAt: string;
}

/** A delivery as it stands in the store. */
interface StoredDelivery extends Delivery {
  readonly handledAt?: string;
}

export interface Deliveries {
  /** Keeps a delivery once per id; `known` when the id is there already. Durable once resolved. */
  add(delivery: Delivery): Promise<'new' | 'known'>;
  /** The same for deliveries that arrive together, in few statements; answers in their order. */
  addMany(deliveries: readonly Delivery[]): Promise<('new' | 'known')[]>;
  get(id: string): Promise<StoredDelivery | undefined>;
  /** The first call counts: later ones change nothing. `at` is ISO 8601. */
  markHandled(id: string, at: string): Promise<void>;
  /** Ids that wait for a worker, oldest first. */
  unhandledIds(): Promise<string[]>;
  /** Forgets what was handled before a time (ISO 8601), at most 500 at once so that nothing else waits; how many. */
  prune(before: string): Promise<number>;
}

/** Keeps one statement under 50 ms on the embedded database. */
const addLimit = { size: 500_000, count: 100 };
const pruneLimit = 500;

/** Deliveries wait here from the moment a tracker sends them until a worker has handled them. */
export function createDeliveries(db: Kysely<Tables>): Deliveries {
  const addMany = async (deliveries: readonly Delivery[]): Promise<('new' | 'known')[]> => {
    const fresh = new Set<string>();
    for (const chunk of chunksBySize(deliveries, (delivery) => delivery.payload.length, addLimit)) {
      for (const id of await insert(db, chunk)) fresh.add(id);
    }
    return deliveries.map(({ id }) => (fresh.delete(cleanId(id)) ? 'new' : 'known'));
  };
  return {
    addMany,
    async add(delivery) {
      const [answer] = await addMany([delivery]);
      return answer ?? 'known';
    },
    async get(id) {
      const row = await db.selectFrom('delivery').selectAll().where('id', '=', clean(id)).executeTakeFirst();
      if (row === undefined) return undefined;
      const { received_at, handled_at, ...rest } = row;
      const handled = handled_at === null ? {} : { handledAt: iso(handled_at) };
      return { ...rest, receivedAt: iso(received_at), ...handled };
    },
    async markHandled(id, at) {
      await db
        .updateTable('delivery')
        .set({ handled_at: at })
        .where('id', '=', clean(id))
        .where('handled_at', 'is', null)
        .execute();
    },
    async unhandledIds() {
      const rows = await db
        .selectFrom('delivery')
        .select('id')
        .where('handled_at', 'is', null)
        .orderBy('received_at')
        .orderBy('id')
        .execute();
      return rows.map(({ id }) => id);
    },
    prune: (before) => prune(db, before),
  };
}

/** One statement for all; yields the ids that were not known. */
async function insert(db: Kysely<Tables>, deliveries: readonly Delivery[]): Promise<string[]> {
  const rows = deliveries.map(({ id, tracker, event, payload, receivedAt }) => ({
    id: cleanId(id),
    tracker: clean(tracker),
    event: clean(event),
    payload: clean(payload),
    received_at: receivedAt,
  }));
  const inserted = await db
    .insertInto('delivery')
    .values(rows)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute();
  return inserted.map(({ id }) => id);
}

async function prune(db: Kysely<Tables>, before: string): Promise<number> {
  const old = db
    .selectFrom('delivery')
    .select('id')
    .where('handled_at', '<', sql<Date>`${before}::timestamptz`)
    .limit(pruneLimit);
  const { numDeletedRows } = await db.deleteFrom('delivery').where('id', 'in', old).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
