import { ArchiveError, Budget, defaultLimits } from '../archives/limits.ts';
import { unpackXz } from '../archives/xz.ts';
import type { BatchFile, FetchedFile } from '../ci/remote/batch-file.ts';

/** Bytes that one packed report or log may unpack to. */
const mostUnpacked = 1_000_000_000;

/** Bytes that all packed files of one batch may unpack to together. */
const mostUnpackedTogether = 4 * mostUnpacked;

/** What one reading of a batch may unpack: one for all its files. */
export function unpackingBudget(bytes = mostUnpackedTogether): Budget {
  return new Budget({ ...defaultLimits, bytes }, 'what the batch keeps');
}

/**
 * A file of a batch on this machine, unpacked where it is packed with xz, as Cassandra's Jenkins keeps reports and logs.
 * @param maxBytes as it is fetched
 */
export async function fetched(file: BatchFile, budget: Budget, maxBytes?: number): Promise<FetchedFile> {
  const found = await file.fetch(maxBytes);
  if ('gone' in found || !isPacked(file)) return found;
  const at = `${found.at}.unpacked`;
  try {
    await unpackXz(found.at, at, { maxBytes: mostUnpacked, budget });
    return { at };
  } catch (error) {
    if (error instanceof ArchiveError) return { gone: `${plainPath(file)}: ${error.message}` };
    throw error;
  }
}

/** Its path as if it were not packed. */
export function plainPath({ path }: Pick<BatchFile, 'path'>): string {
  return path.replace(/\.xz$/i, '');
}

function isPacked({ path }: BatchFile): boolean {
  return /\.xz$/i.test(path);
}
