import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { archiveKind, type ChunkSink, type FoundFile } from '../archives/found-file.ts';

/** What is larger is not compared, and counts wherever it lies. */
const largest = 32 * 1024 * 1024;

/**
 * The content of the file that a file of an archive was unpacked to, beside the archive or in a folder of its name;
 * undefined where there is none, or none that is read by itself.
 * @param roots real paths of what is read
 */
export async function unpackedBeside(found: string, roots: readonly string[]): Promise<Buffer | undefined> {
  const names = found.split('/');
  for (const [at, name] of names.slice(0, -1).entries()) {
    if (archiveKind(name) === undefined) continue;
    const archive = names.slice(0, at + 1).join('/');
    if ((await sizeOf(archive)) === undefined) continue;
    const stem = name.replace(/\.(?:zip|tgz|txz|tar(?:\.[gx]z)?)$/i, '');
    const inside = join(...names.slice(at + 1));
    for (const place of [inside, join(stem, inside)]) {
      const content = await contentOf(join(await realpath(dirname(archive)), place), roots);
      if (content !== undefined) return content;
    }
    return undefined;
  }
  return undefined;
}

/**
 * Reads a file of an archive, unless it is to the byte what is known already.
 * @returns whether it is; the sink has then heard nothing
 */
export async function readUnlessKnown(found: FoundFile, known: Buffer, sink: ChunkSink): Promise<boolean> {
  let at = 0;
  let isKnown = true;
  const tell = (): boolean => {
    isKnown = false;
    return at === 0 || sink(known.subarray(0, at));
  };
  await found.read((chunk) => {
    if (!isKnown) return sink(chunk);
    if (!known.subarray(at, at + chunk.length).equals(chunk)) return tell() && sink(chunk);
    at += chunk.length;
    return true;
  });
  if (isKnown && at < known.length) tell();
  return isKnown;
}

/** Links are never followed, so what lies behind one is not read by itself. */
async function contentOf(path: string, roots: readonly string[]): Promise<Buffer | undefined> {
  if (!roots.some((root) => path === root || path.startsWith(`${root}${sep}`))) return undefined;
  const size = await sizeOf(path);
  if (size === undefined || size > largest || (await realpath(path)) !== path) return undefined;
  return readFile(path);
}

/** In bytes; undefined for what is no ordinary file. */
async function sizeOf(path: string): Promise<number | undefined> {
  const there = await lstat(path).catch(() => undefined);
  return there?.isFile() === true ? there.size : undefined;
}
