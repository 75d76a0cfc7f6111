import { execa } from 'execa';
import { killGroup } from './kill-group.ts';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and under which variables a short tool runs. */
export interface Place {
  readonly cwd: string;
  /** All of them; without it those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** It starts others that would go on, and hold its output open, when its time is over: they end with it. */
  readonly isGroup?: boolean;
}

/** A tool took longer than its time. */
export class TooLong extends Error {}

/**
 * Runs a short tool such as git and gives back what it printed, whatever its exit code. No shell.
 * @throws Error when the tool cannot be started, TooLong when it takes longer than its time (two minutes unless told).
 */
export async function run(argv: readonly string[], place: Place): Promise<Finished> {
  const [program, ...args] = argv;
  const timeoutMs = place.timeoutMs ?? 120_000;
  const running = execa(program ?? '', args, {
    cwd: place.cwd,
    ...(place.env === undefined ? {} : { env: place.env, extendEnv: false }),
    timeout: timeoutMs,
    detached: place.isGroup === true,
    stdin: 'ignore',
    reject: false,
    maxBuffer: 16_000_000,
  });
  const result = await (place.isGroup === true ? withGroup(running, timeoutMs) : running);
  if (result.timedOut) throw new TooLong(result.shortMessage, { cause: result.cause });
  if (result.exitCode === undefined) throw new Error(result.shortMessage, { cause: result.cause });
  return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

async function withGroup<Running extends { readonly pid?: number } & PromiseLike<unknown>>(
  running: Running,
  timeoutMs: number,
): Promise<Awaited<Running>> {
  const { pid } = running;
  if (pid === undefined) return await running;
  const timer = setTimeout(() => killGroup(pid, 'SIGTERM'), timeoutMs);
  groups.add(pid);
  try {
    return await running;
  } finally {
    groups.delete(pid);
    clearTimeout(timer);
  }
}

const groups = new Set<number>();

/** For Ctrl-C: a group of its own hears nothing of what is typed in the terminal, and would go on. */
export function endGroups(): void {
  for (const pid of groups) killGroup(pid, 'SIGTERM');
}
