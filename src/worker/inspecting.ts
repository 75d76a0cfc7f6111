import { ArchiveError } from '../archives/limits.ts';
import type { FoundFile } from '../archives/found-file.ts';
import { openFiles } from '../archives/open-files.ts';
import type { InspectedFile, Inspection } from '../model/inspection.ts';
import { parseSelector } from '../model/selector.ts';
import { totalsOf, unreadFile } from '../results/inspection.ts';
import { ReportKeeper } from '../results/report-keeper.ts';

/** Files that are looked at when a folder or an archive is given; a file given by name is always looked at. */
const looksLikeReport = /\.(?:xml|trx)$/i;

/** Who keeps what is read, and who hears of each file. */
export interface Listening {
  readonly keeper: ReportKeeper;
  readonly onFile?: (files: number) => void;
}

/**
 * Counts the reports at some paths: files, folders, zips and tars. A broken archive or a bomb is a file of the
 * list that says so; what was read before it stands.
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
  for (const path of paths) {
    const inside = (found: string): string => (paths.length > 1 ? found : within(path, found));
    try {
      for await (const found of openFiles(path)) {
        if (found.path === path || looksLikeReport.test(found.path))
          add({ ...(await inspectFile(found, inside(found.path), keeper)), path: found.path });
      }
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      add(unreadFile(path, error.kind === 'bomb' ? 'refused' : 'damaged', error.message));
    }
  }
  return { files, totals: totalsOf(files) };
}

/** The path that a CI service gave a file, below the folder or archive that was named. */
function within(path: string, found: string): string {
  const start = path.endsWith('/') ? path : `${path}/`;
  if (found.startsWith(start)) return found.slice(start.length);
  return path === '.' ? found.replace(/^\.\//, '') : found;
}

async function inspectFile(found: FoundFile, inside: string, keeper: ReportKeeper): Promise<InspectedFile> {
  if (found.refused !== undefined) return unreadFile(found.path, 'refused', found.refused);
  const report = keeper.open(inside);
  await found.read((chunk) => {
    report.write(chunk);
    return !report.done;
  });
  return report.end();
}
