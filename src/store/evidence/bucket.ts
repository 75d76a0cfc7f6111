import { randomBytes } from 'node:crypto';
import {
  checkedDigest,
  digestOf,
  maxEvidenceBytes,
  packed,
  reading,
  unpacked,
  type EvidenceFiles,
  type Found,
  type KeptFile,
} from '../evidence-files.ts';
import type { Bucket, StoredObject } from './s3.ts';

/** Content that cannot be compressed grows by little. */
const maxObjectBytes = maxEvidenceBytes + 1024 * 1024;
const maxNoteBytes = 10_000;
/**
 * A copy younger than this serves for content that is put again. Far below the hour after which copies that nobody names
 * may go, by clocks that differ by a quarter of an hour at most: services refuse what is signed by others.
 */
const freshMs = 600_000;

/**
 * Contents in a bucket that any number of processes may share. Services promise no step that looks and removes at once,
 * so each copy of a content has a name of its own: `xx/` and the rest of its digest, then letters of chance. Whoever
 * removes a copy that was found old never meets what is put meanwhile. A folder of evidence that was copied into a bucket
 * is read as it lies.
 */
export function createEvidenceBucket(bucket: Bucket): EvidenceFiles {
  return {
    put: (content) => put(bucket, content),
    ...reading((digest) => look(bucket, digest)),
    async note(name) {
      const bytes = await bucket.get(name, maxNoteBytes);
      return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
    },
    setNote: (name, text) => bucket.put(name, Buffer.from(text)),
    async shards() {
      const { folders } = await bucket.list('', { isFlat: true });
      return folders.filter((name) => /^[0-9a-f]{2}$/.test(name));
    },
    tidied: (shard) => tidied(bucket, shard),
    remove: (digest, before) => remove(bucket, digest, before),
  };
}

async function put(bucket: Bucket, content: Uint8Array): Promise<string> {
  const digest = digestOf(content);
  const copies = await copiesOf(bucket, digest);
  if (copies.some(({ at }) => Date.now() - at.getTime() < freshMs)) return digest;
  await bucket.put(`${stemOf(digest)}.${randomBytes(8).toString('hex')}.gz`, await packed(content));
  return digest;
}

/** One whole copy is enough. A copy that went meanwhile left a newer one behind, or the content is gone. */
async function look(bucket: Bucket, digest: string): Promise<Found> {
  const seen = new Set<string>();
  let found: Found = 'missing';
  for (;;) {
    const copy = (await copiesOf(bucket, digest)).find(({ key }) => !seen.has(key));
    if (copy === undefined) return found;
    seen.add(copy.key);
    const kept = await bucket.get(copy.key, maxObjectBytes);
    if (kept === undefined) continue;
    found = await unpacked(digest, kept);
    if (typeof found !== 'string') return found;
  }
}

/** Of several copies the newest stays: whoever found one fresh, found that one or an older. */
async function tidied(bucket: Bucket, shard: string): Promise<readonly KeptFile[]> {
  const { objects } = await bucket.list(`${shard}/`);
  const kept = new Map<string, StoredObject>();
  for (const object of newestFirst(objects)) {
    const digest = digestIn(object.key);
    if (digest === undefined) continue;
    if (kept.has(digest)) await bucket.remove(object.key);
    else kept.set(digest, object);
  }
  return [...kept].map(([digest, { bytes }]) => ({ digest, bytes }));
}

async function remove(bucket: Bucket, digest: string, before: Date): Promise<number | undefined> {
  const copies = await copiesOf(bucket, digest);
  if (copies.length === 0 || copies.some(({ at }) => at >= before)) return undefined;
  for (const { key } of copies) await bucket.remove(key);
  return copies.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function copiesOf(bucket: Bucket, digest: string): Promise<readonly StoredObject[]> {
  const { objects } = await bucket.list(stemOf(digest));
  return newestFirst(objects).filter(({ key }) => digestIn(key) === digest);
}

function newestFirst(objects: readonly StoredObject[]): readonly StoredObject[] {
  return objects.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.key < b.key ? -1 : 1));
}

function stemOf(digest: string): string {
  return `${checkedDigest(digest).slice(0, 2)}/${digest.slice(2)}`;
}

/** The content whose copy an object is; undefined for what somebody else put there. */
function digestIn(key: string): string | undefined {
  const [, shard, rest] = /^([0-9a-f]{2})\/([0-9a-f]{62})(?:\.[0-9a-f]{16})?\.gz$/.exec(key) ?? [];
  return shard === undefined || rest === undefined ? undefined : `${shard}${rest}`;
}
