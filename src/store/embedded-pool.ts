import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { messageOf, UserError } from '../model/errors.ts';
import { connectionSettings } from './pool.ts';
import type { SqlClient, SqlPool, SqlResult } from './pool.ts';

/** 16 MB instead of Postgres' usual 128: saves 40 % of the memory at no visible cost in speed. */
const startParams = [...PGlite.defaultStartParams, ...connectionSettings, '-c', 'shared_buffers=16MB'];

/**
 * Opens Postgres as a library on a folder: a third of a second, and 2 to 4 where there is none yet.
 * The caller must own the folder: two processes on one damage it silently.
 * @throws UserError (E-STORE) when what is in the folder does not open.
 */
export async function openEmbeddedPool(folder: string): Promise<SqlPool> {
  try {
    return createEmbeddedPool(await PGlite.create({ dataDir: folder, startParams }));
  } catch (error) {
    throw new UserError(
      'E-STORE',
      `The database in ${folder} does not open (${messageOf(error)}). It is damaged, or of another version: put a copy back, or move it away to begin with an empty one.`,
    );
  }
}

/**
 * A pool of the pg shape over one PGlite, which is a single session. A checked-out client holds that session
 * alone until it is released, in the order of asking; a statement of the pool itself holds it while it runs.
 * So nothing can land inside a transaction that is not its own.
 */
export function createEmbeddedPool(db: PGlite): SqlPool {
  const takeTurn = createTurns();
  const breathe = createBreath();
  const state = { ending: undefined as Promise<void> | undefined };

  /** Waits for the session; the function it yields passes the session on, without an open transaction. */
  async function acquire(): Promise<() => Promise<void>> {
    if (state.ending !== undefined) throw new Error('the pool of the embedded database is closed');
    const passOn = await takeTurn();
    return async () => {
      try {
        if (db.isInTransaction()) await db.exec('ROLLBACK');
      } finally {
        passOn();
      }
    };
  }

  async function statement<Row>(text: string, params?: readonly unknown[]): Promise<SqlResult<Row>> {
    await breathe();
    return run<Row>(db, text, params);
  }

  async function query<Row>(text: string, params?: readonly unknown[]): Promise<SqlResult<Row>> {
    const giveBack = await acquire();
    try {
      return await statement<Row>(text, params);
    } finally {
      await giveBack();
    }
  }

  async function end(): Promise<void> {
    state.ending ??= takeTurn().then(() => db.close());
    return state.ending;
  }

  const pool = new EventEmitter();
  const connect = async (): Promise<SqlClient> => createClient(statement, await acquire(), pool);
  const listener = async (): Promise<SqlClient> => createListener(db, query);
  return Object.assign(pool, { query, connect, end, listener });
}

/** First come, first served: resolves when all earlier turns are over, with the function that ends this one. */
function createTurns(): () => Promise<() => void> {
  let last: Promise<unknown> = Promise.resolve();
  return () =>
    new Promise((grant) => {
      const before = last;
      last = new Promise<void>((end) => {
        void before.then(() => grant(end));
      });
    });
}

/** The embedded database answers without ever going back to the event loop: timers and sockets wait at most so long. */
const breathMs = 10;

/** Gives the event loop a turn when statements have kept it busy for a while. */
function createBreath(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < breathMs) return;
    await nextTurn();
    last = performance.now();
  };
}

/** Without parameters the text may hold several statements, as with pg; the last one answers. */
function run<Row>(db: PGlite, text: string, params?: readonly unknown[]): Promise<SqlResult<Row>>;
async function run(db: PGlite, text: string, params?: readonly unknown[]): Promise<SqlResult<unknown>> {
  const result = params === undefined ? (await db.exec(text)).at(-1) : await db.query(text, [...params]);
  const rows = result?.rows ?? [];
  return { rows, rowCount: result?.affectedRows || rows.length, command: result?.command ?? '' };
}

function createClient(
  statement: SqlPool['query'],
  giveBack: () => Promise<void>,
  pool: EventEmitter,
): SqlClient {
  let released = false;
  return Object.assign(new EventEmitter(), {
    async query<Row>(text: string, params?: readonly unknown[]): Promise<SqlResult<Row>> {
      if (released) throw new Error('a statement on a client that was already released');
      return statement<Row>(text, params);
    },
    release(): void {
      if (released) throw new Error('a client was released twice');
      released = true;
      giveBack().catch((error: unknown) => {
        if (pool.listenerCount('error') > 0) pool.emit('error', error);
      });
    },
  });
}

function createListener(db: PGlite, query: SqlPool['query']): SqlClient {
  const client = new EventEmitter();
  const stop = db.onNotification((channel, payload) => {
    client.emit('notification', { channel, payload });
  });
  return Object.assign(client, { query, release: stop });
}
