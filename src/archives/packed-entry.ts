import { ArchiveError } from './limits.ts';

/** A file inside an archive, before anything of it is unpacked. */
export interface PackedEntry {
  readonly name: string;
  /** Why it is not read: a link, a path that leads outside, a device. */
  readonly refused?: string;
  /** Its unpacked bytes; asked for at most once, before the next entry. */
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
}

/** An entry that is named but never opened. */
export function refusedEntry(name: string, refused: string): PackedEntry {
  return {
    name,
    refused,
    open: async () => {
      throw new ArchiveError('broken', refused);
    },
  };
}

/** Why a name inside an archive is not taken, if so: it must stay inside. */
export function whyUnsafe(name: string): string | undefined {
  if (name === '' || name.includes('\0')) return 'its name is empty or holds a NUL';
  if (/^[A-Za-z]:/.test(name) || /^[/\\]/.test(name)) return 'its path is absolute';
  return name.split(/[/\\]/).includes('..') ? 'its path leads outside the archive' : undefined;
}

/** Says of an error met while unpacking that the archive is broken, unless it says something better itself. */
export function asArchiveError(error: unknown): Error {
  if (error instanceof ArchiveError) return error;
  if (error instanceof Error && 'syscall' in error) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ArchiveError('broken', `the archive is broken: ${message}`, { cause: error });
}
