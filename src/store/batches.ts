import { sql, type Kysely, type Selectable } from 'kysely';
import type { Batch, BatchEnd, MachineTime, Silence } from '../model/repeat-run.ts';
import { batchContent, batchEnd } from './content.ts';
import type { Tables } from './tables.ts';
import { clean, cleanId, iso } from './text.ts';

/** A service said that something of a batch ended. */
interface Told {
  readonly service: string;
  readonly ref: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface Batches {
  /** Keeps a batch before its CI is asked for anything; a second time changes nothing. */
  put(batch: Batch): Promise<void>;
  /** Keeps when the service is asked to start the batch, before it is asked. @throws RangeError when there is no such batch. */
  attempt(batchId: string, at: string): Promise<void>;
  /** Keeps when the branch whose push starts the batch was there, which is an attempt too. @throws as `attempt` */
  pushed(batchId: string, at: string): Promise<void>;
  /** Keeps what the service calls the batch, once it runs. @throws RangeError when there is no such batch. */
  setRef(batchId: string, ref: string): Promise<void>;
  /**
   * Notes that the service told of a batch that has not ended, so that the next look at it is a real one; how many it
   * were. A reference nobody knows changes nothing.
   */
  wake(told: Told): Promise<number>;
  /** Keeps when the service's own copies go away (ISO 8601). */
  expires(batchId: string, at: string): Promise<void>;
  /** Keeps what its machines took. @throws RangeError when there is no such batch. */
  spend(batchId: string, spent: MachineTime): Promise<void>;
  /** Keeps since when nothing of one kind is heard of it, or forgets that. @throws RangeError when there is no such batch. */
  silent(batchId: string, of: Silence['of'], silence: Silence | undefined): Promise<void>;
  /** Keeps what its service shows people of it. @throws RangeError when there is no such batch. */
  shown(batchId: string, facts: Pick<Batch, 'page' | 'note'>): Promise<void>;
  /** Keeps how a batch ended; the first end counts. @throws RangeError when there is no such batch. */
  end(batchId: string, end: BatchEnd): Promise<void>;
  /** The batches of a run, in the order they were put. */
  of(runId: string): Promise<Batch[]>;
}

/** What was asked of a CI service, so that a crash between asking and answering triggers nothing twice. */
export function createBatches(db: Kysely<Tables>): Batches {
  return {
    async put(batch) {
      const ref = batch.ref === undefined ? null : clean(batch.ref);
      const values = { id: cleanId(batch.id), run_id: batch.runId, ref, content: JSON.stringify(batch) };
      await db
        .insertInto('batch')
        .values(values)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    },
    attempt: async (batchId, at) => keep(db, batchId, { attemptedAt: clean(at) }),
    pushed: async (batchId, at) => keep(db, batchId, { attemptedAt: clean(at), pushedAt: clean(at) }),
    silent: async (batchId, of, silence) =>
      keep(db, batchId, ({ silences = [] }) => ({
        silences: [...silences.filter((one) => one.of !== of), ...(silence === undefined ? [] : [silence])],
      })),
    async shown(batchId, { page, note }) {
      const facts = {
        ...(page === undefined ? {} : { page: clean(page) }),
        ...(note === undefined ? {} : { note: clean(note) }),
      };
      await keep(db, batchId, facts);
    },
    spend: async (batchId, spent) => keep(db, batchId, { spent }),
    async setRef(batchId, ref) {
      const query = db
        .updateTable('batch')
        .set({ ref: clean(ref) })
        .where('id', '=', clean(batchId));
      const { numUpdatedRows } = await query.executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new RangeError(`there is no batch ${batchId}`);
    },
    wake: (told) => wake(db, told),
    async expires(batchId, at) {
      await db.updateTable('batch').set({ expires_at: at }).where('id', '=', clean(batchId)).execute();
    },
    end: (batchId, end) => endBatch(db, batchId, end),
    async of(runId) {
      const query = db.selectFrom('batch').selectAll().where('run_id', '=', clean(runId)).orderBy('sequence');
      return (await query.execute()).map(toBatch);
    },
  };
}

type More = Partial<Batch> | ((kept: Batch) => Partial<Batch>);

/** Adds to what is kept of a batch. */
async function keep(db: Kysely<Tables>, batchId: string, more: More): Promise<void> {
  const id = clean(batchId);
  const found = await db.selectFrom('batch').select('content').where('id', '=', id).executeTakeFirst();
  if (found === undefined) throw new RangeError(`there is no batch ${batchId}`);
  const kept = batchContent.parse(found.content);
  const content = JSON.stringify({ ...kept, ...(typeof more === 'function' ? more(kept) : more) });
  await db.updateTable('batch').set({ content }).where('id', '=', id).execute();
}

async function endBatch(db: Kysely<Tables>, batchId: string, end: BatchEnd): Promise<void> {
  const query = db
    .updateTable('batch')
    .set({
      ended: sql<string>`coalesce(ended, ${JSON.stringify({ ...end, ...(end.broken === undefined ? {} : { broken: clean(end.broken) }) })}::json)`,
    })
    .where('id', '=', clean(batchId));
  const { numUpdatedRows } = await query.executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new RangeError(`there is no batch ${batchId}`);
}

function toBatch({ content, ref, ended, woken_at, expires_at }: Selectable<Tables['batch']>): Batch {
  const { ref: _ref, ...batch } = batchContent.parse(content);
  return {
    ...batch,
    ...(ref !== null && { ref }),
    ...(woken_at !== null && { wokenAt: iso(woken_at) }),
    ...(expires_at !== null && { expiresAt: iso(expires_at) }),
    ...(ended !== null && { ended: batchEnd.parse(ended) }),
  };
}

async function wake(db: Kysely<Tables>, { service, ref, at }: Told): Promise<number> {
  const runs = db
    .selectFrom('run')
    .select('id')
    .where(sql<string>`run.content->>'service'`, '=', clean(service));
  const { numUpdatedRows } = await db
    .updateTable('batch')
    .set({ woken_at: at })
    .where('ref', '=', clean(ref))
    .where('ended', 'is', null)
    .where('run_id', 'in', runs)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
