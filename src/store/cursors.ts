import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import { clean, cleanId } from './text.ts';

export interface Cursors {
  /** Where somebody who reads along has come to, as it was put; undefined before the first time. */
  get(name: string): Promise<unknown>;
  /** Keeps a place for good; `at` is ISO 8601. */
  put(name: string, place: unknown, at: string): Promise<void>;
  /** Forgets places whose names begin so and that were put before a time (ISO 8601), some at a time; how many. */
  prune(start: string, before: string): Promise<number>;
}

/** Per statement: keeps it under 50 ms on the embedded database. */
const atOnce = 500;

/** Places in what is read again and again, such as the comments of a Jira. Who puts one checks what it gets back. */
export function createCursors(db: Kysely<Tables>): Cursors {
  return {
    async get(name) {
      const row = await db
        .selectFrom('cursor')
        .select('place')
        .where('name', '=', clean(name))
        .executeTakeFirst();
      return row?.place;
    },
    async put(name, place, at) {
      const values = { place: clean(JSON.stringify(place)), moved_at: at };
      await db
        .insertInto('cursor')
        .values({ name: cleanId(name), ...values })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
        .execute();
    },
    async prune(start, before) {
      const old = db
        .selectFrom('cursor')
        .select('name')
        .where(sql<boolean>`starts_with(name, ${clean(start)})`)
        .where('moved_at', '<', sql<Date>`${before}::timestamptz`)
        .limit(atOnce);
      const gone = await db.deleteFrom('cursor').where('name', 'in', old).executeTakeFirst();
      return Number(gone.numDeletedRows);
    },
  };
}
