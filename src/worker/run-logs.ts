import { createReadStream } from 'node:fs';
import type { BatchFile } from '../ci/remote/batch-file.ts';
import { collectRunLog, type RunLog } from '../results/run-log.ts';
import { fetched, plainPath } from './fetched-file.ts';

/** Logs of one batch that are read: a machine has one. */
const mostLogs = 300;

/**
 * What the logs of a batch's machines say of their runs; those that tell of none are left out.
 * @returns undefined when none tells of any: a machine that runs its test once says nothing
 */
export async function runLogsOf(files: readonly BatchFile[]): Promise<readonly RunLog[] | undefined> {
  const logs = files.filter(
    (file) => /\.(?:log|txt)$/i.test(plainPath(file)) && !/-fail\.log$/i.test(plainPath(file)),
  );
  const staged = logs.filter(({ path }) => path.includes('stage-logs/'));
  const found: RunLog[] = [];
  for (const log of (staged.length > 0 ? staged : logs).slice(0, mostLogs)) {
    const file = await fetched(log);
    if ('gone' in file) continue;
    const read = collectRunLog();
    for await (const text of createReadStream(file.at, 'utf8')) read.write(String(text));
    const runs = read.end();
    if (runs.length > 0) found.push({ machine: machineOf(plainPath(log)), runs });
  }
  return found.length === 0 ? undefined : found;
}

/** The name of a machine's log without its ending. */
function machineOf(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.\w+$/, '');
}
