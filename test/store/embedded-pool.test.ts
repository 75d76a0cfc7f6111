import { setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openQueue } from '../../src/queue/bullmq.ts';
import { createEmbeddedPool } from '../../src/store/embedded-pool.ts';
import { migrate } from '../../src/store/migrations.ts';
import { connectionSettings } from '../../src/store/pool.ts';
import type { SqlPool } from '../../src/store/pool.ts';

describe('the pool over the embedded database', () => {
  let pool: SqlPool;

  beforeAll(async () => {
    const startParams = [...PGlite.defaultStartParams, ...connectionSettings];
    pool = createEmbeddedPool(await PGlite.create({ startParams }));
    await pool.query('create table public.note (text text)');
  });

  beforeEach(() => pool.query('truncate public.note'));

  // The last test has ended it already.
  afterAll(() => pool.end());

  const insert = 'insert into public.note values ($1)';
  const notes = async (): Promise<string[]> => {
    const { rows } = await pool.query<{ text: string }>('select text from public.note order by text');
    return rows.map(({ text }) => text);
  };

  it('keeps statements of others out of a transaction, and out of its end', async () => {
    const client = await pool.connect();
    await client.query('begin');
    await client.query(insert, ['of the transaction']);
    let landed = false;
    const other = pool.query(insert, ['of another']).then(() => (landed = true));
    await sleep(20);
    expect(landed).toBe(false);
    await client.query('rollback');
    client.release();
    await other;
    expect(await notes()).toEqual(['of another']);
  });

  it('keeps a job that is added during a transaction which rolls back', async () => {
    await migrate(pool);
    const queue = await openQueue({ pool });
    const client = await pool.connect();
    await client.query('begin');
    await client.query(insert, ['gone']);
    const added = queue.add({ kind: 'run', id: 'r-1' });
    await sleep(20);
    await client.query('rollback');
    client.release();
    await added;
    expect(await notes()).toEqual([]);
    const { rows } = await pool.query('select data from bullmq.job');
    expect(rows).toHaveLength(1);
    await queue.clear();
    await queue.close();
  });

  it('serves in the order of asking', async () => {
    const order: string[] = [];
    const note = (name: string) => (): void => void order.push(name);
    const first = await pool.connect();
    const hold = async (): Promise<void> => {
      const client = await pool.connect();
      note('client')();
      await sleep(10);
      client.release();
    };
    const asked = [
      pool.query('select 1').then(note('statement')),
      hold(),
      pool.query('select 1').then(note('late statement')),
    ];
    note('first')();
    first.release();
    await Promise.all(asked);
    expect(order).toEqual(['first', 'statement', 'client', 'late statement']);
  });

  it('mixes nothing up, whatever is done at once', async () => {
    const step = fc.record({
      kind: fc.constantFrom('statement', 'commit', 'rollback', 'abandon', 'fault'),
      waits: fc.integer({ min: 0, max: 2 }),
    });
    const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      await pool.query('truncate public.note');
      const expected: string[] = [];
      await Promise.all(
        steps.map(async ({ kind, waits }, at) => {
          const text = String(at).padStart(2, '0');
          if (kind === 'statement' || kind === 'commit') expected.push(text);
          if (kind === 'statement') {
            await pool.query(insert, [text]);
            return;
          }
          const client = await pool.connect();
          await client.query('begin');
          await client.query(insert, [text]);
          for (let wait = 0; wait < waits; wait += 1) await new Promise(setImmediate);
          if (kind === 'fault') await client.query('select nothing').catch(() => undefined);
          else if (kind !== 'abandon') await client.query(kind);
          client.release();
        }),
      );
      expect(await notes()).toEqual(expected.toSorted());
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('takes a client back once, and then refuses its statements', async () => {
    const client = await pool.connect();
    client.release();
    expect(() => client.release()).toThrow('released twice');
    await expect(client.query('select 1')).rejects.toThrow('already released');
    expect(await notes()).toEqual([]);
  });

  it('goes on after a statement that is wrong', async () => {
    await expect(pool.query('select nothing')).rejects.toThrow('nothing');
    await expect(pool.query('begin; select nothing')).rejects.toThrow('nothing');
    await pool.query(insert, ['kept']);
    expect(await notes()).toEqual(['kept']);
  });

  it('lets timers fire while statements follow each other', async () => {
    let fired = 0;
    const timer = setInterval(() => (fired += 1), 1);
    const end = performance.now() + 300;
    while (performance.now() < end) await pool.query('select 1');
    clearInterval(timer);
    expect(fired).toBeGreaterThan(0);
  });

  it('gives a client that listens for ever and holds nothing', async () => {
    const listener = await pool.listener?.();
    const heard: unknown[] = [];
    listener?.on('notification', (message) => heard.push(message));
    await listener?.query('listen news');
    await pool.query(`select pg_notify('news', 'now')`);
    await pool.query(insert, ['not held up']);
    expect(heard).toEqual([{ channel: 'news', payload: 'now' }]);
    listener?.release();
    await pool.query(`select pg_notify('news', 'later')`);
    expect(heard).toHaveLength(1);
  });

  it('says how many rows a statement has changed', async () => {
    await pool.query(insert, ['a']);
    expect(await pool.query('update public.note set text = text')).toMatchObject({
      rowCount: 1,
      command: 'UPDATE',
    });
    expect(await pool.query(`delete from public.note where text = 'b'`)).toMatchObject({ rowCount: 0 });
    expect(await pool.query('select 1; select 2 as two')).toMatchObject({ rows: [{ two: 2 }], rowCount: 1 });
  });

  it('waits for those before it when it ends, and serves nobody after', async () => {
    const client = await pool.connect();
    const ending = pool.end();
    await expect(pool.query('select 1')).rejects.toThrow('closed');
    expect(await client.query('select 1 as one')).toMatchObject({ rows: [{ one: 1 }] });
    client.release();
    await ending;
    await expect(pool.connect()).rejects.toThrow('closed');
  });
});
