import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

export const cliPath = resolve(import.meta.dirname, '../../dist/cli.js');

export interface Spoken {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Spoken>;
  /** What stderr and stdout hold so far. */
  readonly soFar: () => string;
}

/** Starts the built command line in a folder, without a terminal and without this process's CI variables. */
export function startCli(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Running {
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...own } = process.env;
  const child = spawn(process.execPath, [cliPath, ...args], {
    cwd,
    env: { ...own, LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Spoken>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => done({ code, signal, stdout, stderr }));
  });
  return { child, ended, soFar: () => stderr + stdout };
}

/** Runs the built command line to its end. */
export async function retrial(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
) {
  return startCli(args, cwd, env).ended;
}
