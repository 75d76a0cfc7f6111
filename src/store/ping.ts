import { openPostgresPool } from './postgres-pool.ts';

/** Asks a Postgres whether it is there, without opening a store. @throws Error when it does not answer. */
export async function pingPostgres(url: string): Promise<void> {
  const pool = await openPostgresPool(url);
  try {
    await pool.query('select 1');
  } finally {
    await pool.end();
  }
}
