import { migrations } from './migration-list.ts';
import { UserError } from '../model/errors.ts';
import type { SqlPool } from './pool.ts';

/** `RETR` in ASCII: the advisory lock that lets one process migrate while the others wait. */
const lockKey = 0x52455452;

/**
 * Brings the database to the newest tables: all pending migrations in one transaction, or none.
 * Safe when several processes start at once.
 * @throws UserError (E-NEWER) when a newer version of the program has written the database.
 */
export async function migrate(pool: SqlPool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lockKey]);
    await client.query(
      `create schema if not exists retrial;
       create table if not exists retrial.migration (name text primary key, applied_at timestamptz not null default now());`,
    );
    const { rows } = await client.query<{ name: string }>('select name from retrial.migration order by name');
    const applied = rows.map((row) => row.name);
    refuseNewer(applied);
    for (const { name, sql } of migrations.filter((migration) => !applied.includes(migration.name))) {
      await client.query(sql);
      await client.query('insert into retrial.migration (name) values ($1)', [name]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

function refuseNewer(applied: readonly string[]): void {
  const unknown = applied.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length === 0) return;
  throw new UserError(
    'E-NEWER',
    `This database was written by a newer version of Retrial (it knows ${unknown.join(', ')}). Start that version or a newer one.`,
  );
}
