import { Pool } from 'pg';
import { messageOf, UserError } from '../model/errors.ts';
import { connectionSettings } from './pool.ts';

/** Connections of one process: the queue keeps one for LISTEN, the rest serve statements. */
const maxConnections = 10;

/**
 * Connects to a Postgres server (13 or newer, for the queue's sake); more connections are opened as they are needed.
 * Lost idle connections are replaced silently; a statement on a lost one rejects.
 * @throws UserError (E-STORE) when the server does not answer or refuses.
 */
export async function openPostgresPool(url: string): Promise<Pool> {
  const pool = new Pool({
    connectionString: url,
    options: connectionSettings.join(' '),
    max: maxConnections,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  // Without a listener a connection that breaks while idle would end the process.
  pool.on('error', () => undefined);
  try {
    (await pool.connect()).release();
    return pool;
  } catch (error) {
    await pool.end();
    throw new UserError('E-STORE', `Postgres at ${placeOf(url)} does not let us in: ${reasonOf(error)}`);
  }
}

/** Without the password, and without the rest when it is no address at all. */
function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that cannot be read';
}

/** A host with several addresses fails with one error for all, which has a code and no message. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
  return messageOf(error) || code;
}
