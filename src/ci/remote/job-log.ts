import { Readable } from 'node:stream';
import { ArchiveError } from '../../archives/limits.ts';
import { saveBytes } from '../../archives/save.ts';
import { messageOf, RetryableError, UserError } from '../../model/errors.ts';
import type { FetchedFile, JobLog } from './batch-file.ts';
import { isThere, placeOf, type DownloadPlace } from './downloads.ts';

/** Of a log the end is kept, where it says what went wrong; of a longer one than this nothing. Bytes. */
const most = { kept: 1_000_000, read: 128_000_000 };

interface LogAddress {
  readonly machine: string;
  /** What the service itself tells its jobs apart by: several may have one name. */
  readonly job: string | number;
  /** Undefined when the service keeps none. */
  readonly address: () => Promise<string | undefined>;
  /** The last line of the job's own, where the service writes on after it. */
  readonly lastLine?: RegExp;
}

/** The end of what a job printed, fetched when somebody wants it. It only explains, so nothing waits for it. */
export function jobLog({ machine, job, address, lastLine }: LogAddress, place: DownloadPlace): JobLog {
  return {
    machine,
    async fetch(): Promise<FetchedFile> {
      const at = placeOf(`log of ${job}`, place.folder);
      if (await isThere(at)) return { at };
      try {
        const url = await address();
        if (url === undefined) return { gone: 'the service keeps no log of it' };
        const found = await place.client.download(url, Math.min(most.read, place.allowance.left));
        if ('gone' in found) return found;
        const end = await endOf(found.bytes, place.allowance);
        if (end === undefined) return { gone: 'its log is too long to be read' };
        const kept = lastLine === undefined ? end : Buffer.from(upTo(lastLine, end)).subarray(-most.kept);
        await saveBytes(Readable.from([kept]), at, most.kept);
        return { at };
      } catch (error) {
        if (error instanceof RetryableError || error instanceof UserError || error instanceof ArchiveError)
          return { gone: messageOf(error) };
        throw error;
      }
    },
  };
}

async function endOf(
  bytes: AsyncIterable<Uint8Array>,
  allowance: DownloadPlace['allowance'],
): Promise<Buffer | undefined> {
  const pieces: Uint8Array[] = [];
  let [kept, read] = [0, 0];
  for await (const piece of bytes) {
    allowance.left -= piece.byteLength;
    read += piece.byteLength;
    if (read > most.read || allowance.left < 0) return undefined;
    pieces.push(piece);
    kept += piece.byteLength;
    for (
      let [first] = pieces;
      first !== undefined && kept - first.byteLength >= most.kept;
      [first] = pieces
    ) {
      kept -= first.byteLength;
      pieces.shift();
    }
  }
  return Buffer.concat(pieces).subarray(-most.kept);
}

function upTo(lastLine: RegExp, log: Buffer): string {
  const lines = log.toString('utf8').split('\n');
  const last = lines.findLastIndex((line) => lastLine.test(line));
  return lines.slice(0, last === -1 ? lines.length : last + 1).join('\n');
}
