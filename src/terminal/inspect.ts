import { openFiles } from '../archives/open-files.ts';
import { ArchiveError } from '../archives/limits.ts';
import type { FoundFile } from '../archives/found-file.ts';
import {
  type InspectedFile,
  type Inspection,
  inspectedReport,
  totalsOf,
  unreadFile,
} from '../results/inspection.ts';
import { JunitReader } from '../results/junit-reader.ts';

/** Files that are looked at when a folder or an archive is given; a file given by name is always looked at. */
const looksLikeReport = /\.(?:xml|trx)$/i;

/**
 * Counts the reports at some paths: files, folders, zips and tars. A broken archive or a bomb is a file of the
 * list that says so; what was read before it stands.
 * @throws The file system's error for a path that cannot be read.
 */
export async function inspectPaths(paths: readonly string[]): Promise<Inspection> {
  const files: InspectedFile[] = [];
  for (const path of paths) files.push(...(await inspectPath(path)));
  return { files, totals: totalsOf(files) };
}

async function inspectPath(path: string): Promise<readonly InspectedFile[]> {
  const files: InspectedFile[] = [];
  try {
    for await (const found of openFiles(path)) {
      if (found.path === path || looksLikeReport.test(found.path)) files.push(await inspectFile(found));
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    files.push(unreadFile(path, error.kind === 'bomb' ? 'refused' : 'damaged', error.message));
  }
  return files;
}

async function inspectFile(found: FoundFile): Promise<InspectedFile> {
  if (found.refused !== undefined) return unreadFile(found.path, 'refused', found.refused);
  const reader = new JunitReader({ onCase: () => {} });
  await found.read((chunk) => {
    reader.write(chunk);
    return !reader.done;
  });
  return inspectedReport(found.path, reader.end());
}
