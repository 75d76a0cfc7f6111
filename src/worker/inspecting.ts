import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ArchiveError } from '../archives/limits.ts';
import { archiveKind, type FoundFile } from '../archives/found-file.ts';
import { openFiles } from '../archives/open-files.ts';
import type { InspectedFile, Inspection } from '../model/inspection.ts';
import { parseSelector } from '../model/selector.ts';
import { totalsOf, unreadFile } from '../results/inspection.ts';
import { ReportKeeper } from '../results/report-keeper.ts';
import { inspectSaved, isSavedAnswer } from './saved-results.ts';
import { readUnlessKnown, unpackedBeside } from './unpacked.ts';

/** Files that are looked at when a folder or an archive is given; a file given by name is always looked at. */
const looksLikeReport = /\.(?:xml|trx)$/i;

/** Who keeps what is read, and who hears of each file. */
export interface Listening {
  readonly keeper: ReportKeeper;
  readonly onFile?: (files: number) => void;
}

/**
 * Counts the reports at some paths: files, folders, zips and tars. A broken archive or a bomb is a file of the
 * list that says so; what was read before it stands. A file that several paths lead to counts once, also where an archive lies
 * beside what was unpacked from it.
 * @throws The file system's error for a path that cannot be read.
 */
export async function inspectPaths(
  paths: readonly string[],
  { keeper, onFile = () => {} }: Listening = { keeper: new ReportKeeper(parseSelector('')) },
): Promise<Inspection> {
  const files: InspectedFile[] = [];
  const add = (file: InspectedFile): void => {
    files.push(file);
    onFile(files.length);
  };
  const visited = new Visited();
  const roots = rootsOf(paths);
  for (const path of paths) {
    const isLeftOut = paths.length > 1 ? await visited.below(path) : undefined;
    const inside = (found: string): string => (paths.length > 1 ? found : within(path, found));
    try {
      await lookAtEach(openFiles(path, undefined, isLeftOut), async (found) => {
        if (found.broken !== undefined) add(brokenFile(found.path, found.broken));
        else if (found.path === path && isSavedAnswer(path))
          add({ ...(await inspectSaved(found, inside(path), keeper)), path });
        else if (found.path === path || looksLikeReport.test(found.path)) {
          const known = found.path === path ? undefined : await unpackedBeside(found.path, await roots());
          const file = await inspectFile({ ...found, known }, inside(found.path), keeper);
          if (file === undefined) visited.again++;
          else add({ ...file, path: found.path });
        }
      });
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      add(brokenFile(path, error));
    }
  }
  const { again } = visited;
  return { files, totals: totalsOf(files), ...(again === 0 ? {} : { again }) };
}

/** What a file is found to be in the middle of its reading ends its archive, and not the folder that the archive lies in. */
async function lookAtEach(
  files: AsyncGenerator<FoundFile>,
  look: (found: FoundFile) => Promise<void>,
): Promise<void> {
  let step = await files.next();
  while (step.done !== true) {
    step = await look(step.value).then(
      async () => files.next(),
      async (error: unknown) => files.throw(error),
    );
  }
}

/** Files on disk by where they really are: a link, a folder and a name may lead to the same one. */
class Visited {
  private readonly places = new Set<string>();
  /** Reports and archives that were met once more. */
  again = 0;

  /** Answers of each file below a path whether it was met before. */
  async below(path: string): Promise<(onDisk: string) => boolean> {
    const root = await realpath(path);
    return (onDisk) => {
      const place = join(root, relative(path, onDisk));
      const isKnown = this.places.has(place);
      this.places.add(place);
      if (isKnown && (onDisk === path || looksLikeReport.test(onDisk) || archiveKind(onDisk) !== undefined))
        this.again++;
      return isKnown;
    };
  }
}

function brokenFile(path: string, { kind, message }: ArchiveError): InspectedFile {
  return unreadFile(path, kind === 'bomb' ? 'refused' : 'damaged', message);
}

/** The path that a CI service gave a file, below the folder or archive that was named. */
function within(path: string, found: string): string {
  const start = path.endsWith('/') ? path : `${path}/`;
  if (found.startsWith(start)) return found.slice(start.length);
  return path === '.' ? found.replace(/^\.\//, '') : found;
}

/** Where the paths really lead, found out once; what is not there is told when its turn comes. */
function rootsOf(paths: readonly string[]): () => Promise<readonly string[]> {
  let found: Promise<readonly string[]> | undefined;
  return async () =>
    (found ??= Promise.all(paths.map(async (path) => realpath(path).catch(() => []))).then((all) =>
      all.flat(),
    ));
}

/**
 * A file in an archive that breaks inside it is damaged; what was read of it before is kept.
 * @returns undefined for one that is to the byte what is known already
 */
async function inspectFile(
  found: FoundFile & { readonly known: Buffer | undefined },
  inside: string,
  keeper: ReportKeeper,
): Promise<InspectedFile | undefined> {
  if (found.refused !== undefined) return unreadFile(found.path, 'refused', found.refused);
  const report = keeper.open(inside);
  const sink = (chunk: Uint8Array): boolean => {
    report.write(chunk);
    return !report.done;
  };
  try {
    if (found.known === undefined) await found.read(sink);
    else if (await readUnlessKnown(found, found.known, sink)) return undefined;
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.kind === 'bomb') throw error;
    return report.end(error.message);
  }
  return report.end();
}
