import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { SqlClient, SqlPool } from './pool.ts';

/** The pool as Kysely's own Postgres dialect asks for it; ending it is the store's business. */
export function poolForKysely(pool: SqlPool): PostgresPool {
  return {
    connect: async () => clientForKysely(await pool.connect()),
    end: async () => undefined,
  };
}

function clientForKysely(client: SqlClient): PostgresPoolClient {
  function query<Row>(text: string, params: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  function query(text: unknown, params?: readonly unknown[]): unknown {
    if (typeof text !== 'string') throw new TypeError('the store streams no rows: a cursor is not supported');
    return client.query(text, params);
  }
  return { query, release: () => client.release() };
}
