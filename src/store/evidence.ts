import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import { clean, cleanId } from './text.ts';

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

/** missing: there is no file. truncated: its end is gone. altered: it holds something else, or nothing readable. */
export type EvidenceState = 'whole' | 'missing' | 'truncated' | 'altered';

export interface Evidence {
  /**
   * Keeps content once, compressed, under the SHA-256 of its uncompressed bytes, and yields that digest.
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
}

/** The largest piece of evidence, in bytes. */
export const maxEvidenceBytes = 16 * 1024 * 1024;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Reports and logs that outlive the CI they came from: files in a folder, named in the database. */
export function createEvidence(db: Kysely<Tables>, folder: string): Evidence {
  return {
    put: (content) => put(folder, content),
    get: (digest) => get(folder, digest),
    state: async (digest) => {
      const found = await look(folder, digest);
      return typeof found === 'string' ? found : 'whole';
    },
    async link({ runId, iteration, name, digest, size }) {
      const row = { run_id: runId, iteration, name: cleanId(name), digest: checked(digest), size };
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
  };
}

/** Written beside its place and renamed into it: a file that is there is whole. */
async function put(folder: string, content: Uint8Array): Promise<string> {
  if (content.byteLength > maxEvidenceBytes) {
    throw new RangeError(`evidence of ${content.byteLength} bytes, but at most ${maxEvidenceBytes} are kept`);
  }
  const digest = createHash('sha256').update(content).digest('hex');
  const path = pathOf(folder, digest);
  if (await exists(path)) return digest;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await writeFile(unfinished, await compress(content), { flag: 'wx' });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return digest;
}

async function get(folder: string, digest: string): Promise<Uint8Array | undefined> {
  const found = await look(folder, digest);
  if (found === 'missing') return undefined;
  if (typeof found === 'string') throw new Error(`the evidence ${digest} is damaged: ${found}`);
  return found;
}

/** The content, or what is wrong with its file. */
async function look(folder: string, digest: string): Promise<Uint8Array | Exclude<EvidenceState, 'whole'>> {
  const path = pathOf(folder, checked(digest));
  if (!(await exists(path))) return 'missing';
  const packed = await readFile(path);
  if (packed.byteLength === 0) return 'truncated';
  try {
    const content = await decompress(packed, { maxOutputLength: maxEvidenceBytes });
    return createHash('sha256').update(content).digest('hex') === digest ? content : 'altered';
  } catch (error) {
    // What zlib calls the end of its input before the end of what is in it.
    return error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR'
      ? 'truncated'
      : 'altered';
  }
}

function checked(digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new RangeError('a digest is 64 hex digits');
  return digest;
}

/** 256 folders, so that none grows large. */
function pathOf(folder: string, digest: string): string {
  return join(folder, digest.slice(0, 2), `${digest.slice(2)}.gz`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
