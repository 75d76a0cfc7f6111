import { crc32 } from 'node:zlib';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { ArchiveError, type Budget } from './limits.ts';
import { asArchiveError, type PackedEntry, refusedEntry, whyUnsafe } from './packed-entry.ts';

const TYPE_MASK = 0xf000;
const LINK = 0xa000;

/**
 * The files of a zip on disk, in the order of its directory.
 * @throws ArchiveError when the zip is broken or holds more than the budget allows.
 */
export async function* zipEntries(path: string, budget: Budget): AsyncGenerator<PackedEntry> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { lazyEntries: true, decodeStrings: false, autoClose: false });
    for await (const entry of zip.eachEntry()) {
      budget.addEntry();
      const name = nameOf(entry);
      if (name.endsWith('/')) continue;
      const refused = whyUnsafe(name) ?? whyUnreadable(entry);
      yield refused === undefined ? packedEntry(zip, entry, budget) : refusedEntry(name, refused);
    }
  } catch (error) {
    throw asArchiveError(error);
  } finally {
    zip?.close();
  }
}

function nameOf(entry: Entry): string {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

function whyUnreadable(entry: Entry): string | undefined {
  if (((entry.externalFileAttributes >>> 16) & TYPE_MASK) === LINK) return 'it is a link';
  if (entry.isEncrypted()) return 'it is encrypted';
  return entry.canDecodeFileData() ? undefined : 'it is packed in an unknown way';
}

function packedEntry(zip: ZipFile, entry: Entry, budget: Budget): PackedEntry {
  const { uncompressedSize, compressedSize } = entry;
  const open = async (): Promise<AsyncIterable<Uint8Array>> => {
    budget.checkRatio(uncompressedSize, compressedSize);
    return unpacked(await zip.openReadStreamPromise(entry), entry, budget);
  };
  return { name: nameOf(entry), open };
}

async function* unpacked(
  stream: AsyncIterable<Uint8Array>,
  { compressedSize, crc32: told }: Entry,
  budget: Budget,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  let sum = 0;
  for await (const chunk of stream) {
    count += chunk.length;
    budget.addBytes(chunk.length);
    budget.checkRatio(count, compressedSize);
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== told)
    throw new ArchiveError('broken', 'what it unpacks to does not have the checksum that the zip tells');
}
