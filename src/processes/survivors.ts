import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { killGroup } from './kill-group.ts';

/** What is written down about a running group, so that a later process can end it and nothing else. */
interface GroupRecord {
  readonly leader: number;
  /** Start time of the leader in clock ticks since boot (field 22 of /proc/PID/stat), where the system tells it. */
  readonly startedAt?: string;
}

/** Writes down a running group before its work counts; returns what takes the note away again. */
export async function recordGroup(folder: string, leader: number): Promise<() => Promise<void>> {
  const path = join(folder, `${leader}.json`);
  const startedAt = await startTimeOf(leader);
  const record: GroupRecord = { leader, ...(startedAt === undefined ? {} : { startedAt }) };
  await writeFile(path, JSON.stringify(record));
  return () => rm(path, { force: true });
}

/**
 * Ends every group a killed process left behind in this folder, and forgets them.
 * A process id that meanwhile belongs to somebody else is left alone.
 */
export async function endSurvivors(folder: string): Promise<number> {
  let ended = 0;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const record = parseRecord(await readFile(path, 'utf8'));
    if (record !== undefined && (await isStillOurs(record))) {
      killGroup(record.leader, 'SIGKILL');
      ended += 1;
    }
    await rm(path, { force: true });
  }
  return ended;
}

/** Clock ticks since boot at which a process started; undefined when it is gone or the system does not say. */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The program's name stands in parentheses and may hold anything, so fields are counted after the last one.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** A leader that is gone leaves its group's number unused by others as long as the group has members. */
async function isStillOurs(record: GroupRecord): Promise<boolean> {
  const startedAt = await startTimeOf(record.leader);
  return startedAt === undefined || record.startedAt === undefined || startedAt === record.startedAt;
}

function parseRecord(text: string): GroupRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('leader' in value)) return undefined;
    const leader = value.leader;
    if (typeof leader !== 'number' || !Number.isInteger(leader) || leader <= 1) return undefined;
    return 'startedAt' in value && typeof value.startedAt === 'string'
      ? { leader, startedAt: value.startedAt }
      : { leader };
  } catch {
    return undefined;
  }
}
