import { sql, type Kysely } from 'kysely';
import type { EvidenceFiles } from './evidence-files.ts';
import type { Tables } from './tables.ts';
import { clean } from './text.ts';

/** How much evidence is kept. */
export interface EvidenceLimits {
  /** On disk, compressed. */
  readonly mostBytes: number;
  /** Evidence of runs that ended before goes, whatever there is room for; ISO 8601. */
  readonly before?: string;
  readonly now: Date;
}

/** What came of keeping within the limits. */
export interface EvidenceKept {
  /** On disk, after it. */
  readonly bytes: number;
  /** What is left over the limit is named by decisions, belongs to runs that go on, or is younger than an hour. */
  readonly isOver: boolean;
  /** Runs whose evidence was let go, oldest first. */
  readonly runs: readonly string[];
  readonly files: number;
  readonly freed: number;
}

/** What is known of evidence in the database. */
export interface EvidenceRows {
  /** The digests among these that a run names. */
  named(digests: readonly string[]): Promise<ReadonlySet<string>>;
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
/** Per statement: keeps it under 50 ms on the embedded database. */
const atOnce = 500;

/**
 * Removes files that nobody names, then lets the oldest evidence go until there is room. Names go before their files do:
 * killed at any step, a name never points at nothing, and the next time goes on. One process at a time.
 */
export async function keepWithin(
  limits: EvidenceLimits,
  { rows, files }: { readonly rows: EvidenceRows; readonly files: EvidenceFiles },
): Promise<EvidenceKept> {
  const { mostBytes, now } = limits;
  const young = new Date(now.getTime() - graceMs);
  const total = { bytes: 0, files: 0, freed: 0 };
  const removeUnnamed = async (digests: readonly string[]): Promise<void> => {
    const named = await rows.named(digests);
    for (const digest of digests.filter((one) => !named.has(one))) {
      const freed = await files.remove(digest, young);
      if (freed === undefined) continue;
      total.files += 1;
      total.freed += freed;
    }
  };
  for (const shard of await files.shards()) {
    const found = await files.tidied(shard, young);
    total.bytes += found.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const chunk of chunks(found.map(({ digest }) => digest))) await removeUnnamed(chunk);
  }
  const runs: string[] = [];
  for (;;) {
    const isOver = total.bytes - total.freed > mostBytes;
    const before = boundOf(limits, { isOver, young });
    const run = before === undefined ? undefined : await rows.oldest(before);
    if (before === undefined || run === undefined)
      return { ...total, bytes: total.bytes - total.freed, isOver, runs };
    const digests = await rows.letGo(run, before);
    if (digests.length > 0) runs.push(run);
    for (const chunk of chunks([...new Set(digests)])) await removeUnnamed(chunk);
  }
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

function chunks(all: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(all.length / atOnce) }, (_, at) =>
    all.slice(at * atOnce, (at + 1) * atOnce),
  );
}

/** Evidence as the database names it. */
export function createEvidenceRows(db: Kysely<Tables>): EvidenceRows {
  return {
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
