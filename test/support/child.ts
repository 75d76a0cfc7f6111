import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A Node process running a program of this folder; it speaks in lines. */
export interface Child {
  readonly pid: number;
  say(line: string): void;
  /** The next line it wrote. @throws Error when it ended instead. */
  hear(): Promise<string>;
  /** As the kernel or an operator would: no handler runs. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program that lies beside this file. */
export function startChild(program: string, ...args: readonly string[]): Child {
  const path = join(import.meta.dirname, program);
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    say: (line) => void child.stdin.write(`${line}\n`),
    async hear() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${program} ended`);
      return value;
    },
    async kill(signal = 'SIGKILL') {
      child.kill(signal);
      await gone;
    },
  };
}
