import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** What tells this process from every other one, now and later. */
export interface Identity {
  readonly pid: number;
  /** Ticks between the start of the kernel and of the process; null where the system does not say. */
  readonly started: string | null;
  /** One start of one machine's kernel; its name where the system does not say. */
  readonly kernel: string;
  /** Within it a pid means one process: containers have one each. */
  readonly namespace: string;
}

/** Who this process is; read from /proc on Linux. */
export async function identify(): Promise<Identity> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => hostname());
  const namespace = await readlink('/proc/self/ns/pid').catch(() => 'the only one');
  return { pid: process.pid, started: (await startOf(process.pid)) ?? null, kernel: boot.trim(), namespace };
}

/**
 * When a process started, as in `Identity`: null when it runs but the system does not say, undefined when it
 * does not run. Field 22 of /proc/<pid>/stat, see proc_pid_stat(5).
 */
export async function startOf(pid: number): Promise<string | null | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (line !== undefined) return startInStat(line);
  return isRunning(pid) ? null : undefined;
}

/** The second field is the program's name in parentheses, which may itself hold spaces and parentheses. */
export function startInStat(line: string): string | null {
  const fromThird = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const state = fromThird[0];
  // A zombie is dead, though its parent has not looked yet; so no start can match.
  if (state === 'Z' || state === 'X') return null;
  return fromThird[22 - 3] ?? null;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
