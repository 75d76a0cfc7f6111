import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import { own } from '../processes/owner.ts';
import { createBatches } from './batches.ts';
import type { Batches } from './batches.ts';
import { createBranches } from './branches.ts';
import type { Branches } from './branches.ts';
import { createCharges } from './charges.ts';
import type { Charges } from './charges.ts';
import { createCutLists, type CutLists } from './cut-lists.ts';
import { createCursors } from './cursors.ts';
import type { Cursors } from './cursors.ts';
import { createDeliveries } from './deliveries.ts';
import type { Deliveries } from './deliveries.ts';
import { createDigests } from './digests.ts';
import type { Digests } from './digests.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import { createEvidence } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { evidenceFilesAt } from './evidence/place.ts';
import { createHistory } from './history.ts';
import type { History } from './history.ts';
import { createIssueLinks } from './issue-links.ts';
import type { IssueLinks } from './issue-links.ts';
import { createOrdinaryBuilds } from './ordinary-builds.ts';
import type { OrdinaryBuilds } from './ordinary-builds.ts';
import { createIterations } from './iterations.ts';
import type { Iterations } from './iterations.ts';
import { noteLook } from './last-look.ts';
import { createLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { createEvidenceRows, keepWithin, type EvidenceKept, type EvidenceLimits } from './keeping.ts';
import { poolForKysely } from './kysely-pool.ts';
import { migrate } from './migrations.ts';
import type { SqlPool } from './pool.ts';
import { openPostgresPool } from './postgres-pool.ts';
import { openDatabase } from './prepared-database.ts';
import { createOrders } from './orders.ts';
import type { Orders } from './orders.ts';
import { createPermits } from './permits.ts';
import type { Permits } from './permits.ts';
import { evidenceFolder, type StorePlace } from './place.ts';
import { createPosts } from './posts.ts';
import type { Posts } from './posts.ts';
import { createRuns } from './runs.ts';
import type { Runs } from './runs.ts';
import type { Tables } from './tables.ts';
import { createTurns } from './turns.ts';
import type { Turns } from './turns.ts';

/** What was asked, run, judged and decided: the truth that outlives every crash. */
export interface Store {
  readonly deliveries: Deliveries;
  readonly runs: Runs;
  readonly batches: Batches;
  readonly branches: Branches;
  readonly iterations: Iterations;
  readonly posts: Posts;
  readonly evidence: Evidence;
  /** Lets evidence go that is too much or too old; never what decisions rest on. */
  keepEvidence(limits: EvidenceLimits): Promise<EvidenceKept>;
  readonly cursors: Cursors;
  readonly digests: Digests;
  readonly charges: Charges;
  readonly permits: Permits;
  readonly history: History;
  readonly issueLinks: IssueLinks;
  /** Which builds of ordinary CI were read. */
  readonly ordinaryBuilds: OrdinaryBuilds;
  /** Whose lists were too long to be read whole. */
  readonly cutLists: CutLists;
  readonly ledger: Ledger;
  readonly orders: Orders;
  /** What must not be done twice at a time. */
  readonly turns: Turns;
  /** The connections underneath, for a queue in the same database; ended by `close`. */
  readonly pool: SqlPool;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** Waits for statements under way. Close the queue first. */
  close(): Promise<void>;
}

/**
 * Opens the store and brings its tables up to date.
 * With a `folder` the database is embedded there, and this process owns the folder until `close`;
 * with a `url` only evidence files go to a folder, which the processes must share, or with `bucket` to none.
 * @throws UserError E-OWNED when another process has the folder, E-STORE when the database does not open or
 * answer, E-NEWER when a newer version wrote it.
 */
export async function openStore(place: StorePlace): Promise<Store> {
  if ('url' in place) {
    const files = evidenceFilesAt(place.evidence, place.bucket);
    const pool = await openPostgresPool(place.url);
    return assemble(pool, files, { shared: pool, release: async () => undefined });
  }
  await mkdir(place.folder, { recursive: true });
  const owner = await own(place.folder);
  try {
    await keepOutOfGit(place.folder);
    const pool = await openDatabase(join(place.folder, 'database'));
    const files = evidenceFilesAt(evidenceFolder(place.folder), place.bucket);
    return await assemble(pool, files, { release: () => owner.release() });
  } catch (error) {
    await owner.release();
    throw error;
  }
}

/** A list that was cut is told of so long. */
const cutDays = 30;
const dayMs = 86_400_000;

interface Ownership {
  /** The pool again, where other processes have one too. */
  readonly shared?: SqlPool;
  readonly release: () => Promise<void>;
}

async function assemble(pool: SqlPool, files: EvidenceFiles, { shared, release }: Ownership): Promise<Store> {
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolForKysely(pool) }) }).withSchema(
    'retrial',
  );
  const rows = createEvidenceRows(db);
  const cutLists = createCutLists(db);
  return {
    deliveries: createDeliveries(db),
    runs: createRuns(db),
    batches: createBatches(db),
    branches: createBranches(db),
    iterations: createIterations(db),
    posts: createPosts(db),
    evidence: createEvidence(db, files),
    async keepEvidence(limits) {
      const kept = await keepWithin(limits, { rows, files });
      const cuts = await cutLists.all(new Date(limits.now.getTime() - cutDays * dayMs).toISOString());
      await noteLook(files, { ...kept, cuts }, limits.now);
      return kept;
    },
    cursors: createCursors(db),
    digests: createDigests(db),
    charges: createCharges(db),
    permits: createPermits(db),
    history: createHistory(db),
    issueLinks: createIssueLinks(db),
    ordinaryBuilds: createOrdinaryBuilds(db),
    cutLists,
    ledger: createLedger(db),
    orders: createOrders(db),
    turns: createTurns(shared),
    pool,
    async ping() {
      await pool.query('select 1');
    },
    async close() {
      await pool.end();
      await release();
    },
  };
}

/** A folder that has rules of its own keeps them. */
async function keepOutOfGit(folder: string): Promise<void> {
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
