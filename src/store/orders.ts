import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import { clean, cleanId } from './text.ts';

export interface Orders {
  /** What a decision's carrying out needs, as it was put; undefined before it was begun. Who puts one checks it. */
  get(id: string): Promise<unknown>;
  /** Those whose ids begin so. */
  beginningWith(prefix: string): Promise<readonly unknown[]>;
  /** Records it before anything is carried out; `at` is ISO 8601. One that is there already stays: it is returned. */
  begin(id: string, order: unknown, at: string): Promise<unknown>;
  /** Keeps how far it has come. @throws RangeError when it was never begun. */
  put(id: string, order: unknown): Promise<void>;
  /**
   * Forgets orders begun before a time (ISO 8601) that were carried out: their decisions stand in the ledger, and their
   * changes in the code. At most 500 at once; how many.
   */
  prune(before: string): Promise<number>;
}

/** Decisions as they were made, with how far they were carried out: a restart goes on where the last one ended. */
export function createOrders(db: Kysely<Tables>): Orders {
  const get = async (id: string): Promise<unknown> => {
    const row = await db
      .selectFrom('decision_order')
      .select('content')
      .where('id', '=', clean(id))
      .executeTakeFirst();
    return row?.content;
  };
  return {
    get,
    async beginningWith(prefix) {
      const rows = await db
        .selectFrom('decision_order')
        .select('content')
        .where(sql<boolean>`starts_with(id, ${clean(prefix)})`)
        .orderBy('id')
        .execute();
      return rows.map(({ content }) => content);
    },
    async begin(id, order, at) {
      await db
        .insertInto('decision_order')
        .values({ id: cleanId(id), content: clean(JSON.stringify(order)), begun_at: at })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
      return get(id);
    },
    async put(id, order) {
      const { numUpdatedRows } = await db
        .updateTable('decision_order')
        .set({ content: clean(JSON.stringify(order)) })
        .where('id', '=', clean(id))
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new RangeError(`nobody has begun the order ${id}`);
    },
    prune: async (before) => prune(db, before),
  };
}

/** What became of the change of a decision is known by its order alone, until it is in the code. */
async function prune(db: Kysely<Tables>, before: string): Promise<number> {
  const done = sql`
    select decision_order.ctid from retrial.decision_order
    join retrial.ledger on ledger.id = decision_order.id
    where begun_at < ${before}::timestamptz
      and decision_order.content->>'done' = 'true'
      and (decision_order.content->'change'->'pull'->>'state' = 'merged'
        or decision_order.content->'change' is null)
    limit 500`;
  const { numAffectedRows = 0n } =
    await sql`delete from retrial.decision_order where ctid in (${done})`.execute(db);
  return Number(numAffectedRows);
}
