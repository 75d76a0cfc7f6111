import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** missing: there is no file. truncated: its end is gone. altered: it holds something else, or nothing readable. */
export type EvidenceState = 'whole' | 'missing' | 'truncated' | 'altered';

/** A file as it lies in its folder. */
export interface KeptFile {
  readonly digest: string;
  /** On disk, compressed. */
  readonly bytes: number;
}

export interface EvidenceFiles {
  /** See `Evidence.put`. Content that is there already counts as put now. */
  put(content: Uint8Array): Promise<string>;
  get(digest: string): Promise<Uint8Array | undefined>;
  state(digest: string): Promise<EvidenceState>;
  /** The store whose files these are, as `claim` wrote it; undefined before. */
  owner(): Promise<string | undefined>;
  /** Says once and for all whose files these are. */
  claim(owner: string): Promise<void>;
  /** The folders that files lie in, 256 at most, so that none grows large. */
  shards(): Promise<readonly string[]>;
  /** The files of one of those folders; what a killed process left there is mended or, when it is old, removed. */
  tidied(shard: string, before: Date): Promise<readonly KeptFile[]>;
  /** Removes a file that was not put since; yields its bytes on disk, or undefined when it stays or is gone. */
  remove(digest: string, before: Date): Promise<number | undefined>;
}

/** The file in the folder that names the store whose it is. */
export const ownerName = 'store-id';

/** The largest piece of evidence, in bytes. */
export const maxEvidenceBytes = 16 * 1024 * 1024;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Contents in a folder that any number of processes may share, each under its digest. */
export function createEvidenceFiles(folder: string): EvidenceFiles {
  return {
    put: (content) => put(folder, content),
    get: (digest) => get(folder, digest),
    async state(digest) {
      const found = await look(folder, digest);
      return typeof found === 'string' ? found : 'whole';
    },
    owner: async () => (await ifThere(readFile(join(folder, ownerName), 'utf8')))?.trim(),
    async claim(owner) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, ownerName), `${owner}\n`, { flag: 'wx' });
    },
    shards: async () => ((await ifThere(readdir(folder))) ?? []).filter((name) => /^[0-9a-f]{2}$/.test(name)),
    tidied: (shard, before) => tidied(join(folder, shard), before),
    remove: (digest, before) => remove(pathOf(folder, digest), before),
  };
}

/** Written beside its place and renamed into it: a file that is there is whole. */
async function put(folder: string, content: Uint8Array): Promise<string> {
  if (content.byteLength > maxEvidenceBytes) {
    throw new RangeError(`evidence of ${content.byteLength} bytes, but at most ${maxEvidenceBytes} are kept`);
  }
  const digest = createHash('sha256').update(content).digest('hex');
  const path = pathOf(folder, digest);
  if (await isTouched(path)) return digest;
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

/** Looking and marking are one step: whoever removes the file either sees the mark, or has taken it away before. */
async function isTouched(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

async function get(folder: string, digest: string): Promise<Uint8Array | undefined> {
  const found = await look(folder, digest);
  if (found === 'missing') return undefined;
  if (typeof found === 'string') throw new Error(`the evidence ${digest} is damaged: ${found}`);
  return found;
}

/** The content, or what is wrong with its file. */
async function look(folder: string, digest: string): Promise<Uint8Array | Exclude<EvidenceState, 'whole'>> {
  const packed = await ifThere(readFile(pathOf(folder, digest)));
  if (packed === undefined) return 'missing';
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

/** @throws RangeError when the digest is none */
export function checkedDigest(digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new RangeError('a digest is 64 hex digits');
  return digest;
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
