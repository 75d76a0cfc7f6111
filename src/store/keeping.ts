import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { EvidenceFiles, KeptFile } from './evidence-files.ts';
import type { Tables } from './tables.ts';
import { clean } from './text.ts';

/** How much evidence is kept. */
export interface EvidenceLimits {
  /** Compressed, beside what decisions rest on. */
  readonly mostBytes: number;
  /** Evidence of runs that ended before goes, whatever there is room for; ISO 8601. */
  readonly before?: string;
  readonly now: Date;
}

/** What came of keeping within the limits. */
export interface EvidenceKept {
  /** Compressed, after it. */
  readonly bytes: number;
  /** Of these, what decisions rest on: it stays, and the limit is not about it. */
  readonly decidedBytes: number;
  /** What is left over the limit belongs to runs that go on, or is younger than an hour. */
  readonly isOver: boolean;
  /** The files are another store's, or nobody knows whose: then none was touched. */
  readonly isForeign: boolean;
  /** Runs whose evidence was let go, oldest first. */
  readonly runs: readonly string[];
  readonly files: number;
  readonly freed: number;
}

/** What is known of evidence in the database. */
export interface EvidenceRows {
  /** What this store is called, the same for as long as its database lives. */
  id(): Promise<string>;
  /** The digests among these that a run names. */
  named(digests: readonly string[]): Promise<ReadonlySet<string>>;
  /** The digests among these that a run names which a decision rests on. */
  decided(digests: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * The run whose evidence goes first: the oldest that ended before a time (ISO 8601) and that no decision names.
   * Undefined when there is none.
   */
  oldest(before: string): Promise<string | undefined>;
  /** Forgets what a run's evidence is called, unless it was taken up or named meanwhile; yields its digests. */
  letGo(runId: string, before: string): Promise<readonly string[]>;
}

/** What is put is linked at once, and who holds a run enters a decision at once: nothing younger is let go. */
const graceMs = 3_600_000;
/** What a store calls itself beside its evidence: written at first use, and never again. */
const idName = 'store id';
/** Per statement: keeps it under 50 ms on the embedded database. */
const atOnce = 500;

interface Kept {
  readonly rows: EvidenceRows;
  readonly files: EvidenceFiles;
}

/**
 * Removes files that nobody names, then lets the oldest evidence go until there is room. Names go before their files do:
 * killed at any step, a name never points at nothing, and the next time goes on. One process at a time.
 */
export async function keepWithin(limits: EvidenceLimits, kept: Kept): Promise<EvidenceKept> {
  const { rows, files } = kept;
  const { mostBytes, now } = limits;
  const young = new Date(now.getTime() - graceMs);
  const found = await lookThrough(kept, young);
  const total = { bytes: sumOf(found), decidedBytes: 0, files: 0, freed: 0 };
  if (!(await isOurs(found, kept))) return { ...total, isOver: false, isForeign: true, runs: [] };
  const removeUnnamed = async (digests: readonly string[]): Promise<void> => {
    const named = await rows.named(digests);
    for (const digest of digests.filter((one) => !named.has(one))) {
      const freed = await files.remove(digest, young);
      if (freed === undefined) continue;
      total.files += 1;
      total.freed += freed;
    }
  };
  for (const chunk of chunks(found)) {
    const decided = await rows.decided(chunk.map(({ digest }) => digest));
    total.decidedBytes += sumOf(chunk.filter(({ digest }) => decided.has(digest)));
    await removeUnnamed(chunk.map(({ digest }) => digest));
  }
  const runs: string[] = [];
  for (;;) {
    const isOver = total.bytes - total.decidedBytes - total.freed > mostBytes;
    const before = boundOf(limits, { isOver, young });
    const run = before === undefined ? undefined : await rows.oldest(before);
    if (before === undefined || run === undefined)
      return { ...total, bytes: total.bytes - total.freed, isOver, isForeign: false, runs };
    const digests = await rows.letGo(run, before);
    if (digests.length > 0) runs.push(run);
    for (const chunk of chunks([...new Set(digests)])) await removeUnnamed(chunk);
  }
}

async function lookThrough({ files }: Kept, young: Date): Promise<readonly KeptFile[]> {
  const found: KeptFile[] = [];
  for (const shard of await files.shards()) found.push(...(await files.tidied(shard, young)));
  return found;
}

/**
 * Whether the files are this store's: another database beside the same place names none of them. What was kept before
 * places said whose they are belongs to the store that names most of it, and is nobody's where none does.
 */
async function isOurs(found: readonly KeptFile[], { rows, files }: Kept): Promise<boolean> {
  const id = await rows.id();
  const owner = await ownerOf(files);
  if (owner !== undefined) return owner === id;
  let named = 0;
  for (const chunk of chunks(found)) named += (await rows.named(chunk.map(({ digest }) => digest))).size;
  const isMost = named * 2 >= found.length;
  await files.setNote('store-id', `${isMost ? id : 'unknown'}\n`);
  // Read again: of two stores that claim a place at the same time, one has it.
  return (await ownerOf(files)) === id;
}

async function ownerOf(files: EvidenceFiles): Promise<string | undefined> {
  return (await files.note('store-id'))?.trim();
}

function sumOf(files: readonly KeptFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What ended before this may go now; undefined when nothing has to. */
function boundOf(
  { before }: EvidenceLimits,
  { isOver, young }: { readonly isOver: boolean; readonly young: Date },
): string | undefined {
  if (isOver) return young.toISOString();
  if (before === undefined) return undefined;
  return new Date(Math.min(Date.parse(before), young.getTime())).toISOString();
}

function chunks<One>(all: readonly One[]): readonly (readonly One[])[] {
  return Array.from({ length: Math.ceil(all.length / atOnce) }, (_, at) =>
    all.slice(at * atOnce, (at + 1) * atOnce),
  );
}

/** Evidence as the database names it. */
export function createEvidenceRows(db: Kysely<Tables>): EvidenceRows {
  return {
    async id() {
      await db
        .insertInto('cursor')
        .values({ name: idName, place: JSON.stringify(randomUUID()), moved_at: new Date().toISOString() })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      const query = db.selectFrom('cursor').select('place').where('name', '=', idName);
      return String((await query.executeTakeFirstOrThrow()).place);
    },
    async decided(digests) {
      if (digests.length === 0) return new Set();
      const query = db.selectFrom('evidence').select('digest').distinct().where('digest', 'in', digests);
      const pinned = query.where(sql<boolean>`run_id in (${pinnedRuns})`);
      return new Set((await pinned.execute()).map(({ digest }) => digest));
    },
    async named(digests) {
      if (digests.length === 0) return new Set();
      const query = db.selectFrom('evidence').select('digest').distinct().where('digest', 'in', digests);
      return new Set((await query.execute()).map(({ digest }) => digest));
    },
    oldest: async (before) => (await mayGo(db, before).executeTakeFirst())?.id,
    letGo: (runId, before) => letGo(db, runId, before),
  };
}

/** What runs took over of others: their numbers come from there too. Earlier versions kept ids alone. */
export const takenOver = sql`
  lateral jsonb_path_query(run.resolved::jsonb, '$.earlier.*[*]') as taken (one)
  cross join lateral (select coalesce(one->>'id', one #>> '{}') as id) as earlier`;

/** Runs that decisions rest on, entered or about to be. */
const decidedRuns = sql`
  select run_id from retrial.ledger where run_id is not null
  union all
  select content->'decision'->>'run' from retrial.decision_order`;

/** Those, and what they or runs that go on took over. */
const pinnedRuns = sql`
  select run_id from (${decidedRuns}) as decided (run_id) where run_id is not null
  union all
  select earlier.id from retrial.run, ${takenOver} where earlier.id is not null and stage <> 'done'
  union all
  select earlier.id from retrial.run, ${takenOver} where earlier.id is not null and run.id in (${decidedRuns})`;

function mayGo(db: Kysely<Tables>, before: string) {
  return db
    .selectFrom('run')
    .select('id')
    .where('stage', '=', 'done')
    .where('evidence_at', '<', sql<Date>`${before}::timestamptz`)
    .where(sql<boolean>`not exists (select 1 from (${pinnedRuns}) as pinned (id) where pinned.id = run.id)`)
    .orderBy('evidence_at')
    .orderBy('id')
    .limit(1);
}

/** The row is locked: a decision that holds it, or what takes the run up again, comes before or after all of this. */
async function letGo(db: Kysely<Tables>, runId: string, before: string): Promise<readonly string[]> {
  return db.transaction().execute(async (trx) => {
    await trx.selectFrom('run').select('id').where('id', '=', clean(runId)).forUpdate().execute();
    const still = await mayGo(trx, before).where('id', '=', clean(runId)).executeTakeFirst();
    if (still === undefined) return [];
    const digests: string[] = [];
    for (;;) {
      const { rows } = await sql<{ digest: string }>`
        delete from retrial.evidence where ctid in
          (select ctid from retrial.evidence where run_id = ${clean(runId)} limit ${atOnce})
        returning digest`.execute(trx);
      if (rows.length === 0) break;
      digests.push(...rows.map(({ digest }) => digest));
    }
    await trx
      .updateTable('run')
      .set({ evidence_at: null, ...(digests.length > 0 && { evidence_gone_at: sql<string>`now()` }) })
      .where('id', '=', clean(runId))
      .execute();
    return digests;
  });
}
