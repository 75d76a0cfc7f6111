import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readDisk, walkFolder } from './disk.ts';
import { archiveKind, type ChunkSink, type FoundFile, refusedFile } from './found-file.ts';
import { ArchiveError, type ArchiveLimits, Budget, defaultLimits } from './limits.ts';
import { asArchiveError, type PackedEntry } from './packed-entry.ts';
import { gunzip, tarEntries } from './tar.ts';
import { unxz } from './xz.ts';
import { zipEntries } from './zip.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** An archive being unpacked: how it is called, how deep it lies, and what may still be unpacked. */
interface Place {
  readonly path: string;
  readonly depth: number;
  readonly budget: Budget;
}

/**
 * The files at a path, one after the other: the file itself, those of a folder, or those of an archive and of
 * archives inside it, as CI services pack them. Archives are unpacked within bounds and in constant memory.
 * @param isLeftOut is asked of each file on disk before it is opened
 * @throws ArchiveError for a path that is a broken archive or a bomb; the file system's error for a path that cannot be read.
 */
export async function* openFiles(
  path: string,
  limits: ArchiveLimits = defaultLimits,
  isLeftOut: (onDisk: string) => boolean = () => false,
): AsyncGenerator<FoundFile> {
  const kind = await stat(path);
  if (kind.isDirectory()) yield* openFolder(path, limits, isLeftOut);
  else if (isLeftOut(path)) return;
  else if (kind.isFile()) yield* openFile(path, limits);
  else yield refusedFile(path, 'it is no ordinary file');
}

/**
 * The files of a zip, whatever its file is called here.
 * @param budget of all zips that are unpacked to the same place
 * @throws ArchiveError as `openFiles`
 */
export async function* openZip(at: string, name: string, budget: Budget): AsyncGenerator<FoundFile> {
  yield* unpackAll(zipEntries(at, budget), { path: name, depth: 1, budget });
}

async function* openFolder(
  path: string,
  limits: ArchiveLimits,
  isLeftOut: (onDisk: string) => boolean,
): AsyncGenerator<FoundFile> {
  for await (const found of walkFolder(path)) {
    if (isLeftOut(found.path)) continue;
    if (found.isLink) yield refusedFile(found.path, 'it is a link');
    else yield* openEach(found.path, limits);
  }
}

/** A file of a folder: a broken archive is one that says so, and the next file follows. */
async function* openEach(path: string, limits: ArchiveLimits): AsyncGenerator<FoundFile> {
  try {
    yield* openFile(path, limits);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    yield { path, broken: error, read: async () => {} };
  }
}

/** A file on disk, or the files in it. */
async function* openFile(path: string, limits: ArchiveLimits): AsyncGenerator<FoundFile> {
  const place: Place = { path, depth: 1, budget: new Budget(limits) };
  const kind = archiveKind(path);
  if (kind === undefined) yield { path, read: (sink) => readDisk(path, sink) };
  else if (kind === 'zip') yield* unpackAll(zipEntries(path, place.budget), place);
  else yield* unpackStream(createReadStream(path), place);
}

/** The files of a tar or gzip, or of a zip, which must first be put on disk since it is read from its end. */
async function* unpackStream(bytes: Bytes, place: Place): AsyncGenerator<FoundFile> {
  const { path, budget } = place;
  switch (archiveKind(path)) {
    case 'tar':
      yield* unpackAll(tarEntries(bytes, budget), place);
      return;
    case 'tar.gz':
      yield* unpackAll(tarEntries(gunzip(bytes, budget), budget), place);
      return;
    case 'tar.xz':
      yield* unpackAll(tarEntries(unxz(bytes, budget), budget), place);
      return;
    case 'gz':
      yield* unpackStream(gunzip(bytes, budget), { ...place, path: path.replace(/\.gz$/i, '') });
      return;
    case 'xz':
      yield* unpackStream(unxz(bytes, budget), { ...place, path: path.replace(/\.xz$/i, '') });
      return;
    case 'zip':
      yield* unpackNestedZip(bytes, place);
      return;
    case undefined:
      yield { path, read: (sink) => drain(bytes, sink) };
  }
}

async function* unpackNestedZip(bytes: Bytes, place: Place): AsyncGenerator<FoundFile> {
  const folder = await mkdtemp(join(tmpdir(), 'retrial-zip-'));
  try {
    const copy = join(folder, 'nested.zip');
    await pipeline(bytes, createWriteStream(copy));
    yield* unpackAll(zipEntries(copy, place.budget), place);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* unpackAll(entries: AsyncIterable<PackedEntry>, place: Place): AsyncGenerator<FoundFile> {
  for await (const entry of entries) {
    const path = `${place.path}/${entry.name}`;
    if (entry.refused !== undefined) {
      yield refusedFile(path, entry.refused);
    } else if (archiveKind(entry.name) === undefined) {
      yield { path, read: async (sink) => drain(await opened(entry), sink) };
    } else {
      const depth = place.depth + 1;
      place.budget.checkDepth(depth);
      yield* unpackStream(await opened(entry), { ...place, path, depth });
    }
  }
}

async function opened(entry: PackedEntry): Promise<Bytes> {
  try {
    return await entry.open();
  } catch (error) {
    throw asArchiveError(error);
  }
}

/** Hands on every chunk until no more are wanted; the rest is still unpacked, since the next file follows it. */
async function drain(bytes: Bytes, sink: ChunkSink): Promise<void> {
  let wanted = true;
  try {
    for await (const chunk of bytes) {
      if (wanted) wanted = sink(chunk);
    }
  } catch (error) {
    throw asArchiveError(error);
  }
}
