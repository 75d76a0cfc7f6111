import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  checkedDigest,
  digestOf,
  packed,
  reading,
  unpacked,
  type EvidenceFiles,
  type Found,
  type KeptFile,
} from '../evidence-files.ts';

/** Contents in a folder that any number of processes may share. */
export function createEvidenceFolder(folder: string): EvidenceFiles {
  return {
    put: (content) => put(folder, content),
    ...reading((digest) => look(folder, digest)),
    note: (name) => ifThere(readFile(join(folder, name), 'utf8')),
    async setNote(name, text) {
      await mkdir(folder, { recursive: true });
      await writeWhole(join(folder, name), text);
    },
    shards: async () => ((await ifThere(readdir(folder))) ?? []).filter((name) => /^[0-9a-f]{2}$/.test(name)),
    tidied: (shard, before) => tidied(join(folder, shard), before),
    remove: (digest, before) => remove(pathOf(folder, digest), before),
  };
}

async function put(folder: string, content: Uint8Array): Promise<string> {
  const digest = digestOf(content);
  const path = pathOf(folder, digest);
  if (await isTouched(path)) return digest;
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(path, await packed(content));
  return digest;
}

/** Written beside its place and renamed into it: a file that is there is whole. */
async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await writeFile(unfinished, content, { flag: 'wx' });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Looking and marking are one step: whoever removes the file either sees the mark, or has taken it away before. */
async function isTouched(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

/** The content, or what is wrong with its file. */
async function look(folder: string, digest: string): Promise<Found> {
  const kept = await ifThere(readFile(pathOf(folder, digest)));
  return kept === undefined ? 'missing' : unpacked(digest, kept);
}

const wholeName = /^[0-9a-f]{62}\.gz$/;
const goingName = /^([0-9a-f]{62}\.gz)\.going$/;

async function tidied(folder: string, before: Date): Promise<readonly KeptFile[]> {
  const names = (await ifThere(readdir(folder))) ?? [];
  const kept: KeptFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const isGoing = goingName.exec(name)?.[1];
    // A process died between taking it away and looking whether it may go.
    if (isGoing !== undefined) await ifThere(rename(path, join(folder, isGoing)));
    const whole = isGoing ?? name;
    const found = await ifThere(stat(join(folder, whole)));
    if (found === undefined) continue;
    if (wholeName.test(whole)) {
      const shard = folder.slice(-2);
      kept.push({ digest: `${shard}${whole.slice(0, -'.gz'.length)}`, bytes: found.size });
    } else if (found.mtime < before) await rm(path, { force: true });
  }
  return kept;
}

/** Taken away first and looked at then: content that is put meanwhile is written anew, or was marked and comes back. */
async function remove(path: string, before: Date): Promise<number | undefined> {
  const going = `${path}.going`;
  if ((await ifThere(rename(path, going).then(() => true))) === undefined) return undefined;
  const { mtime, size } = await stat(going);
  if (mtime >= before) {
    await rename(going, path);
    return undefined;
  }
  await rm(going, { force: true });
  return size;
}

function pathOf(folder: string, digest: string): string {
  return join(folder, checkedDigest(digest).slice(0, 2), `${digest.slice(2)}.gz`);
}

async function ifThere<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
