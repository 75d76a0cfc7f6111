import { execa } from 'execa';

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
}

/**
 * Runs a short tool such as git and gives back what it printed, whatever its exit code. No shell.
 * @throws Error when the tool cannot be started, or takes longer than its time (two minutes unless told).
 */
export async function run(argv: readonly string[], place: Place): Promise<Finished> {
  const [program, ...args] = argv;
  const result = await execa(program ?? '', args, {
    cwd: place.cwd,
    ...(place.env === undefined ? {} : { env: place.env, extendEnv: false }),
    timeout: place.timeoutMs ?? 120_000,
    stdin: 'ignore',
    reject: false,
    maxBuffer: 16_000_000,
  });
  if (result.exitCode === undefined) throw new Error(result.shortMessage, { cause: result.cause });
  return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}
