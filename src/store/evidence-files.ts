import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** missing: there is no file. truncated: its end is gone. altered: it holds something else, or nothing readable. */
export type EvidenceState = 'whole' | 'missing' | 'truncated' | 'altered';

/** A content as it lies in its place. */
export interface KeptFile {
  readonly digest: string;
  /** Compressed, with every copy of it. */
  readonly bytes: number;
}

/** Contents under their digests, in a place that any number of processes may share: a folder or a bucket. */
export interface EvidenceFiles {
  /** See `Evidence.put`. Content that is there already counts as put now. */
  put(content: Uint8Array): Promise<string>;
  get(digest: string): Promise<Uint8Array | undefined>;
  state(digest: string): Promise<EvidenceState>;
  /** A word about the whole that lies beside the contents; undefined where nobody wrote it. */
  note(name: EvidenceNote): Promise<string | undefined>;
  /** Writes it anew. */
  setNote(name: EvidenceNote, text: string): Promise<void>;
  /** The parts that contents lie in, 256 at most, so that none grows large. */
  shards(): Promise<readonly string[]>;
  /** The contents of one of those; what a killed process left there is mended or, when it is old, removed. */
  tidied(shard: string, before: Date): Promise<readonly KeptFile[]>;
  /** Removes a content that was not put since; yields its bytes there, or undefined when it stays or is gone. */
  remove(digest: string, before: Date): Promise<number | undefined>;
}

/** store-id: the store whose contents these are. last-look.json: see `LastLook`. */
export type EvidenceNote = 'store-id' | 'last-look.json';

/** The largest piece of evidence, in bytes. */
export const maxEvidenceBytes = 16 * 1024 * 1024;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * What a content is called: the SHA-256 of its bytes.
 * @throws RangeError above `maxEvidenceBytes`
 */
export function digestOf(content: Uint8Array): string {
  if (content.byteLength > maxEvidenceBytes) {
    throw new RangeError(`evidence of ${content.byteLength} bytes, but at most ${maxEvidenceBytes} are kept`);
  }
  return createHash('sha256').update(content).digest('hex');
}

/** A content as it is kept. */
export async function packed(content: Uint8Array): Promise<Uint8Array> {
  return compress(content);
}

/** What is kept under a digest, or what is wrong with it. */
export async function unpacked(digest: string, kept: Uint8Array): Promise<Exclude<Found, 'missing'>> {
  if (kept.byteLength === 0) return 'truncated';
  try {
    const content = await decompress(kept, { maxOutputLength: maxEvidenceBytes });
    return createHash('sha256').update(content).digest('hex') === digest ? content : 'altered';
  } catch (error) {
    // What zlib calls the end of its input before the end of what is in it.
    return error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR'
      ? 'truncated'
      : 'altered';
  }
}

/** The content, or what is wrong with what is kept of it. */
export type Found = Uint8Array | Exclude<EvidenceState, 'whole'>;

/** The two ways of asking, over one way of looking. */
export function reading(look: (digest: string) => Promise<Found>): Pick<EvidenceFiles, 'get' | 'state'> {
  return {
    async get(digest) {
      const found = await look(digest);
      if (found === 'missing') return undefined;
      if (typeof found === 'string') throw new Error(`the evidence ${digest} is damaged: ${found}`);
      return found;
    },
    async state(digest) {
      const found = await look(digest);
      return typeof found === 'string' ? found : 'whole';
    },
  };
}

/** @throws RangeError when the digest is none */
export function checkedDigest(digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new RangeError('a digest is 64 hex digits');
  return digest;
}
