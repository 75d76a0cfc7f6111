import { createReadStream } from 'node:fs';
import type { Budget } from '../archives/limits.ts';
import type { BatchFile } from '../ci/remote/batch-file.ts';
import { collectRunLog, type RunLog } from '../results/run-log.ts';
import type { NamedFile } from './evidence.ts';
import { fetched, plainPath } from './fetched-file.ts';

/** Logs of one batch that are read: a machine has one. */
const mostLogs = 300;

/** What the logs of a batch tell, and which of them nobody can read: their runs are lost. */
export interface FoundLogs {
  readonly logs: readonly RunLog[];
  /** The logs themselves, unpacked, by the machine. */
  readonly files: ReadonlyMap<string, NamedFile>;
  readonly gone: readonly { readonly path: string; readonly why: string }[];
}

/**
 * What the logs of a batch's machines say of their runs; those that tell of none are left out, so that there may be none.
 * @param budget of what is unpacked of the batch, its reports included
 * @throws RetryableError when the service says "not now".
 */
export async function runLogsOf(files: readonly BatchFile[], budget: Budget): Promise<FoundLogs> {
  const all = files.filter(
    (file) => /\.(?:log|txt)$/i.test(plainPath(file)) && !/-fail\.log$/i.test(plainPath(file)),
  );
  const staged = all.filter(({ path }) => path.includes('stage-logs/'));
  const wanted = staged.length > 0 ? staged : all;
  const logs: RunLog[] = [];
  const read = new Map<string, NamedFile>();
  const gone = wanted
    .slice(mostLogs)
    .map(({ path }) => ({ path, why: `no more than ${mostLogs} logs are read` }));
  for (const log of wanted.slice(0, mostLogs)) {
    const file = await fetched(log, budget);
    if ('gone' in file) {
      gone.push({ path: log.path, why: file.gone });
      continue;
    }
    const collector = collectRunLog();
    for await (const text of createReadStream(file.at, 'utf8')) collector.write(String(text));
    const runs = collector.end();
    if (runs.length === 0) continue;
    const path = plainPath(log);
    const machine = machineOf(path);
    logs.push({ machine, runs });
    read.set(machine, { name: path, path: file.at });
  }
  return { logs, files: read, gone };
}

/** The name of a machine's log without its ending. */
function machineOf(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.\w+$/, '');
}
