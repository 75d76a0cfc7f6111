import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveError } from '../../archives/limits.ts';
import { saveBytes } from '../../archives/save.ts';
import { UserError } from '../../model/errors.ts';
import type { Build, BuildRecord } from '../../model/history.ts';
import type { Store } from '../../store/store.ts';
import { readBuild } from './read-build.ts';

/** What became of a build. */
export interface Kept {
  /** False when it was there already: one build counts once, whatever way it comes. */
  readonly kept: boolean;
  readonly tests: number;
  readonly failed: number;
  /** What could not be read or was not looked at, in words. */
  readonly notes: readonly string[];
}

const mostNotes = 20;

/** The one way into the history, for a build that was read. @param notes what of it was not: it is marked as partial */
export async function keepBuild(
  record: BuildRecord,
  { history }: Pick<Store, 'history'>,
  notes: readonly string[] = [],
): Promise<Kept> {
  const { tallies } = record;
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  const whole: BuildRecord =
    notes.length === 0 ? record : { ...record, build: { ...record.build, isPartial: true } };
  const kept = tallies.length > 0 && (await history.add(whole));
  return { kept, tests: tallies.length, failed, notes: notes.slice(0, mostNotes) };
}

/** What the files, folders and archives of one build hold, and what of them could not be read. */
async function readReports(build: Build, paths: readonly string[]) {
  const { record, inspection, left } = await readBuild(build, paths, () => {});
  const unread = inspection.files.filter(({ status }) => status === 'damaged' || status === 'refused');
  const words = unread.map(({ path, status, reason }) => `${path}: ${status}: ${reason ?? ''}`);
  return { record, unread, notes: [...words, ...left] };
}

/** Where bytes from outside lie for a moment, and how many there may be. */
export interface Landing {
  /** A folder of this program's. */
  readonly folder: string;
  readonly maxBytes: number;
}

/**
 * Puts what somebody sent on disk, keeps the build in it, and forgets the file.
 * @param name what it is called; only its end is believed, and only where the content does not tell
 * @throws UserError E-VALUE when there are more bytes than allowed
 */
export async function keepSent(
  sent: { readonly build: Build; readonly name: string; readonly bytes: AsyncIterable<Uint8Array> },
  { folder, maxBytes }: Landing,
  store: Pick<Store, 'history'>,
): Promise<Kept> {
  const place = await mkdtemp(join(folder, 'build-'));
  try {
    const at = join(place, 'sent');
    await saveBytes(sent.bytes, at, maxBytes);
    const named = join(place, `reports${await endingOf(at, sent.name)}`);
    await rename(at, named);
    const { record, unread, notes } = await readReports(sent.build, [named]);
    // Half a build would stand for the whole one for good, since each is kept once.
    if (record.tallies.length > 0 && !named.endsWith('.xml') && unread.some(({ path }) => path === named))
      throw new UserError('E-VALUE', 'The archive is damaged or refused half-way: nothing of it was kept.');
    // Where it lay here is nobody's business.
    return await keepBuild(
      record,
      store,
      notes.map((note) => note.replaceAll(place, '')),
    );
  } catch (error) {
    if (error instanceof ArchiveError) throw new UserError('E-VALUE', `It can't be read: ${error.message}.`);
    throw error;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** The ending that says how a file is read: by its first bytes, as far as these tell. */
export async function endingOf(path: string, name: string): Promise<string> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(262);
    await file.read(head, 0, head.length, 0);
    if (head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))) return '.zip';
    if (head[0] === 0x1f && head[1] === 0x8b) return /\.(?:xml|trx)\.gz$/i.test(name) ? '.xml.gz' : '.tar.gz';
    return head.subarray(257).toString('latin1') === 'ustar' ? '.tar' : '.xml';
  } finally {
    await file.close();
  }
}
