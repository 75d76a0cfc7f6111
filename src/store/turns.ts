import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlClient, SqlPool } from './pool.ts';

export interface Turns {
  /**
   * Does work that must not be done twice at a time under one name, in any process that shares the store: others wait.
   * A process that dies gives its turn back. Names may be nested, as long as nobody nests them the other way round.
   */
  take<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer>;
}

/** How often a turn that another process has is asked for again. */
const pollMs = 100;

/**
 * In one process turns are passed on in the order of asking. Processes that share a Postgres hold each turn as an
 * advisory lock of a session: no transaction is open meanwhile, and the lock ends with the session.
 */
export function createTurns(shared: SqlPool | undefined): Turns {
  const waiting = new Map<string, Promise<void>>();
  const session = shared === undefined ? undefined : createSession(shared);
  return {
    async take(name, work) {
      const before = waiting.get(name) ?? Promise.resolve();
      let end = (): void => {};
      const mine = new Promise<void>((done) => (end = done));
      waiting.set(name, mine);
      await before;
      try {
        return session === undefined ? await work() : await session.during(name, work);
      } finally {
        end();
        if (waiting.get(name) === mine) waiting.delete(name);
      }
    },
  };
}

/** One connection for all locks of this process, kept only while there are any. */
function createSession(pool: SqlPool) {
  const state: { client?: Promise<SqlClient> | undefined; held: number } = { held: 0 };

  async function open(): Promise<SqlClient> {
    const client = await pool.connect();
    // A connection that breaks has given its locks back already; the next statement says so.
    client.on('error', () => undefined);
    return client;
  }

  async function leave(client: SqlClient | undefined, isBroken: boolean): Promise<void> {
    state.held -= 1;
    if (client === undefined || (state.held > 0 && !isBroken)) return;
    if ((await state.client?.catch(() => undefined)) !== client) return;
    state.client = undefined;
    client.release(isBroken);
  }

  return {
    async during<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer> {
      const key = createHash('sha256').update(name).digest().readBigInt64BE().toString();
      state.held += 1;
      let client: SqlClient | undefined;
      let isBroken = true;
      try {
        state.client ??= open();
        client = await state.client;
        while (!(await isLocked(client, key))) await sleep(pollMs);
        isBroken = false;
        return await work();
      } finally {
        if (client !== undefined && !isBroken) isBroken = !(await isUnlocked(client, key));
        if (client === undefined) state.client = undefined;
        await leave(client, isBroken);
      }
    },
  };
}

async function isLocked(client: SqlClient, key: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
    key,
  ]);
  return rows[0]?.locked === true;
}

async function isUnlocked(client: SqlClient, key: string): Promise<boolean> {
  return client.query('select pg_advisory_unlock($1)', [key]).then(
    () => true,
    () => false,
  );
}
