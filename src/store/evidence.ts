import { sql, type Kysely } from 'kysely';
import { checkedDigest, type EvidenceFiles, type EvidenceState } from './evidence-files.ts';
import { takenOver } from './keeping.ts';
import type { Tables } from './tables.ts';
import { clean, cleanId, iso } from './text.ts';

/** Which iteration a piece of evidence belongs to, and under which name. */
export interface EvidenceLink {
  readonly runId: string;
  readonly iteration: number;
  /** For people, such as `logs/system.log`; never a path of the store. */
  readonly name: string;
  /** SHA-256 of the content, 64 hex digits. */
  readonly digest: string;
  /** Bytes of the content. */
  readonly size: number;
}

export interface Evidence {
  /**
   * Keeps content once, compressed, under the SHA-256 of its uncompressed bytes, and yields that digest. Link it within
   * an hour: what nobody names is removed.
   * @throws RangeError above 16 MB: shorten it first, so that what is left out is said.
   */
  put(content: Uint8Array): Promise<string>;
  /** @throws Error when the file is damaged; RangeError when the digest is none. */
  get(digest: string): Promise<Uint8Array | undefined>;
  /** What became of the file of a content. @throws RangeError when the digest is none. */
  state(digest: string): Promise<EvidenceState>;
  /** A name that is linked already gets the new digest. */
  link(link: EvidenceLink): Promise<void>;
  /** By iteration, then by name. */
  of(runId: string): Promise<EvidenceLink[]>;
  /**
   * Keeps a run's evidence, and that of runs it took over, from being let go for the next hour: somebody is about to rest
   * a decision on it.
   */
  hold(runId: string): Promise<void>;
  /** When the evidence of a run was let go to make room (ISO 8601, UTC); undefined when it never was. */
  goneAt(runId: string): Promise<string | undefined>;
}

/** Reports and logs that outlive the CI they came from: files in a folder, named in the database. */
export function createEvidence(db: Kysely<Tables>, files: EvidenceFiles): Evidence {
  return {
    put: (content) => files.put(content),
    get: (digest) => files.get(digest),
    state: (digest) => files.state(digest),
    async link({ runId, iteration, name, digest, size }) {
      const row = { run_id: runId, iteration, name: cleanId(name), digest: checkedDigest(digest), size };
      await db
        .insertInto('evidence')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['run_id', 'iteration', 'name']).doUpdateSet({ digest, size }),
        )
        .execute();
    },
    async of(runId) {
      const query = db.selectFrom('evidence').selectAll().where('run_id', '=', clean(runId));
      const rows = await query.orderBy('iteration').orderBy('name').execute();
      return rows.map(({ run_id, ...rest }) => ({ runId: run_id, ...rest }));
    },
    async hold(runId) {
      const held = db.updateTable('run').set({ evidence_at: sql<string>`now()` });
      await held
        .where(
          sql<boolean>`id = ${clean(runId)} or id in
            (select earlier.id from retrial.run, ${takenOver} where run.id = ${clean(runId)})`,
        )
        .where('evidence_at', 'is not', null)
        .execute();
    },
    async goneAt(runId) {
      const query = db.selectFrom('run').select('evidence_gone_at').where('id', '=', clean(runId));
      const gone = (await query.executeTakeFirst())?.evidence_gone_at ?? null;
      return gone === null ? undefined : iso(gone);
    },
  };
}
