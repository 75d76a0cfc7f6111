import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvidenceFiles } from '../../src/store/evidence-files.ts';
import { createEvidenceBucket } from '../../src/store/evidence/bucket.ts';
import { createEvidenceFolder } from '../../src/store/evidence/folder.ts';
import { openBucket } from '../../src/store/evidence/s3.ts';
import { accounts, region, startFakeS3, type FakeS3 } from '../fakes/s3/server.ts';

/** Evidence somewhere, and what really lies there. */
export interface EvidencePlace {
  readonly files: EvidenceFiles;
  /** Copies of contents, and whatever else lies among them. */
  readonly paths: () => readonly string[];
  readonly read: (path: string) => Uint8Array;
  /** As another would: nothing checks it. */
  readonly write: (path: string, content: Uint8Array) => void;
  /** As if all of it had been put two days ago. */
  readonly age: () => Promise<void>;
}

const notes = ['store-id', 'last-look.json'];
const twoDaysMs = 2 * 86_400_000;

/** A new folder below one. */
export function folderPlace(home: string): EvidencePlace {
  const folder = mkdtempSync(join(home, 'h-'));
  const paths = (): readonly string[] => {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !notes.includes(entry.name));
    return files.map((entry) => join(entry.parentPath, entry.name));
  };
  return {
    files: createEvidenceFolder(folder),
    paths,
    read: (path) => readFileSync(path),
    write: (path, content) => writeFileSync(path, content),
    async age() {
      for (const path of paths()) {
        const { mtimeMs } = await stat(path);
        await utimes(path, new Date(), new Date(mtimeMs - twoDaysMs));
      }
    },
  };
}

let buckets = 0;

/** A new place in the bucket of a look-alike. */
export function bucketPlace(server: FakeS3): EvidencePlace {
  buckets += 1;
  const path = `team/b-${buckets}`;
  const bucket = openBucket({ ...accounts.full, url: `${server.bucket}/${path}`, region });
  const paths = (): readonly string[] =>
    [...server.objects.keys()].filter(
      (key) => key.startsWith(`${path}/`) && !notes.includes(key.slice(path.length + 1)),
    );
  return {
    files: createEvidenceBucket(bucket),
    paths,
    read: (key) => server.objects.get(key)?.bytes ?? new Uint8Array(),
    write: (key, bytes) => void server.objects.set(key, { bytes, at: new Date() }),
    async age() {
      for (const key of paths()) {
        const { bytes, at } = server.objects.get(key) ?? { bytes: new Uint8Array(), at: new Date() };
        server.objects.set(key, { bytes, at: new Date(at.getTime() - twoDaysMs) });
      }
    },
  };
}

/** Each kind of place that evidence can be in, and how often to try what is slow there; `close` when all is done. */
export const evidencePlaces = [
  {
    name: 'a folder',
    tries: 60,
    start: async (home: string) => ({ create: () => folderPlace(home), close: async () => {} }),
  },
  {
    name: 'a bucket',
    tries: 8,
    async start(_home: string) {
      const server = await startFakeS3();
      return { create: () => bucketPlace(server), close: server.close };
    },
  },
];
