import { readReport } from '../../src/terminal/questions/reports.ts';
import { verifyFolder } from '../../src/terminal/verify/folder.ts';
import { join } from 'node:path';

/** What differs in the files of a terminal run, and how many iterations were computed again. */
export async function verifiedIn(cwd: string, run: string) {
  const folder = join(cwd, '.retrial', run);
  if ((await readReport(folder)) === undefined) throw new Error(`there is no report of ${run}`);
  const found = await verifyFolder(folder, run, []);
  return { recomputed: found?.recomputed ?? 0, differences: found?.differences.map(({ what }) => what) };
}
