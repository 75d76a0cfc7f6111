import { spawn, type ChildProcess } from 'node:child_process';
import { open, type FileHandle } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { killGroup } from './kill-group.ts';
import { recordGroup } from './survivors.ts';

/** How a process group ended. Exactly one of code, signal and spawnError says what happened to its leader. */
export interface GroupExit {
  readonly code?: number;
  readonly signal?: string;
  /** The command could not be started at all. */
  readonly spawnError?: string;
  /** We ended it: for time, for output, or because it was cancelled. */
  readonly endedBy?: 'timeout' | 'output' | 'cancel';
  readonly durationMs: number;
}

export interface GroupCommand {
  /** The program and its arguments; no shell is ever involved. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Standard output and error, interleaved, go to this file. */
  readonly outputPath: string;
  readonly timeoutMs: number;
  /** Bytes of output after which the group is ended, so that a runaway test cannot fill the disk. */
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal;
  /** A folder where the running group is written down, so that a later process can end it: see `endSurvivors`. */
  readonly recordIn?: string;
}

/** Between the polite signal and the final one. */
const graceMs = 2_000;
const outputCheckMs = 500;

/**
 * Runs a command as the leader of its own process group, and ends the whole group with it: test runners
 * fork, and a child that holds on would keep ports, files and time from the next iteration.
 * Never throws for what the command does; only for an output file that cannot be written.
 */
export async function runGroup(command: GroupCommand): Promise<GroupExit> {
  const output = await open(command.outputPath, 'w');
  const started = performance.now();
  try {
    const end = await follow(command, output);
    return { ...end, durationMs: performance.now() - started };
  } finally {
    await output.close();
  }
}

async function follow(command: GroupCommand, output: FileHandle): Promise<Omit<GroupExit, 'durationMs'>> {
  const [program, ...args] = command.argv;
  const child = spawn(program ?? '', args, {
    cwd: command.cwd,
    env: command.env,
    stdio: ['ignore', output.fd, output.fd],
    detached: true,
  });
  const ended = endOf(child);
  const leader = child.pid;
  if (leader === undefined) return ended;
  const watch = watchLimits(leader, command, output);
  let forget: (() => Promise<void>) | undefined;
  try {
    if (command.recordIn !== undefined) forget = await recordGroup(command.recordIn, leader);
    const end = await ended;
    const reason = watch.endedBy();
    return reason === undefined ? end : { ...end, endedBy: reason };
  } finally {
    watch.stop();
    killGroup(leader, 'SIGKILL');
    await forget?.();
  }
}

/** Waits for the leader itself, not for its output: a grandchild may hold that open for ever. */
async function endOf(child: ChildProcess): Promise<Pick<GroupExit, 'code' | 'signal' | 'spawnError'>> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ spawnError: error.message }));
    child.once('exit', (code, signal) => {
      resolve({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) });
    });
  });
}

interface Watch {
  readonly endedBy: () => GroupExit['endedBy'];
  readonly stop: () => void;
}

/** Ends the group politely, then for good, when time, output or patience runs out. */
function watchLimits(leader: number, command: GroupCommand, output: FileHandle): Watch {
  let endedBy: GroupExit['endedBy'];
  let final: NodeJS.Timeout | undefined;
  const end = (reason: NonNullable<GroupExit['endedBy']>): void => {
    if (endedBy !== undefined) return;
    endedBy = reason;
    killGroup(leader, 'SIGTERM');
    final = setTimeout(() => killGroup(leader, 'SIGKILL'), graceMs);
  };
  const onAbort = (): void => end('cancel');
  const timeout = setTimeout(() => end('timeout'), command.timeoutMs);
  const size = setInterval(() => {
    output.stat().then(
      ({ size: bytes }) => bytes > command.maxOutputBytes && end('output'),
      () => end('output'),
    );
  }, outputCheckMs);
  if (command.signal?.aborted === true) onAbort();
  command.signal?.addEventListener('abort', onAbort, { once: true });
  return {
    endedBy: () => endedBy,
    stop(): void {
      clearTimeout(timeout);
      clearTimeout(final);
      clearInterval(size);
      command.signal?.removeEventListener('abort', onAbort);
    },
  };
}
