import { Pool } from 'pg';
import { connectionSettings } from './pool.ts';

/** Connections of one process: the queue keeps one for LISTEN, the rest serve statements. */
const maxConnections = 10;

/**
 * Opens connections to a Postgres server (13 or newer, for the queue's sake) as they are needed.
 * Lost idle connections are replaced silently; a statement on a lost one rejects.
 */
export function openPostgresPool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    options: connectionSettings.join(' '),
    max: maxConnections,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  // Without a listener a connection that breaks while idle would end the process.
  pool.on('error', () => undefined);
  return pool;
}
