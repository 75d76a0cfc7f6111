import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { run, TooLong } from '../../src/processes/run.ts';
import { interruptible } from '../../src/terminal/interrupt.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('run');
/** A tool that starts another, which holds its output open. */
const tool = (name: string) => ['sh', '-c', `sleep 60 & touch ${name}; wait`];

it('ends what a tool started when its time is over', async () => {
  const started = Date.now();
  await expect(run(tool('late'), { cwd: home, isGroup: true, timeoutMs: 300 })).rejects.toThrow(TooLong);
  expect(Date.now() - started).toBeLessThan(20_000);
});

it('ends what a tool started at Ctrl-C, which a group of its own does not hear', async () => {
  const interrupt = interruptible();
  const running = run(tool('interrupted'), { cwd: home, isGroup: true }).then(
    () => 'ended',
    () => (interrupt.signal.aborted ? 'ended by it' : 'failed'),
  );
  await vi.waitFor(() => expect(existsSync(join(home, 'interrupted'))).toBe(true), 20_000);
  process.emit('SIGINT');
  interrupt.release();
  expect(await Promise.race([running, sleep(20_000)])).toBe('ended by it');
});
