import type { ArchiveError } from './limits.ts';

/** Takes a chunk, which is valid only during the call; answers whether more is wanted. */
export type ChunkSink = (chunk: Uint8Array) => boolean;

/** A file found on disk or in an archive. */
export interface FoundFile {
  /** Where it is: archives in the path are shown like folders. */
  readonly path: string;
  /** Why it is not read, for a link or a path that leads outside. */
  readonly refused?: string;
  /** Why an archive in a folder is not read to its end; what was read of it came before. */
  readonly broken?: ArchiveError;
  /** Reads it from begin to end, once, before the next file is asked for. */
  readonly read: (sink: ChunkSink) => Promise<void>;
}

/** A file that is named but never read. */
export function refusedFile(path: string, refused: string): FoundFile {
  return { path, refused, read: async () => {} };
}

/** What kind of archive a name promises. */
export function archiveKind(name: string): 'zip' | 'tar' | 'tar.gz' | 'tar.xz' | 'gz' | 'xz' | undefined {
  if (/\.zip$/i.test(name)) return 'zip';
  if (/\.(?:tar\.gz|tgz)$/i.test(name)) return 'tar.gz';
  if (/\.(?:tar\.xz|txz)$/i.test(name)) return 'tar.xz';
  if (/\.tar$/i.test(name)) return 'tar';
  if (/\.xz$/i.test(name)) return 'xz';
  return /\.gz$/i.test(name) ? 'gz' : undefined;
}
