import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { endGroups, run, TooLong } from '../../src/processes/run.ts';
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

const sleeping = ['sh', '-c', 'sleep 60 & echo $!; wait'];

it('ends a group that no Ctrl-C reaches with whoever is told to stop', async () => {
  const place = { cwd: '/', isGroup: true } as const;
  const both = [run(sleeping, place), run(sleeping, place)];
  const ended = Promise.allSettled(both);
  expect(process.listeners('exit')).toContain(endGroups);
  // As this process does when it ends.
  endGroups();
  expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(process.listeners('exit')).not.toContain(endGroups);
  expect(() => endGroups()).not.toThrow();
});

it('leaves a tool of this process’s own group to the terminal', async () => {
  const running = run(['sh', '-c', 'sleep 0.2; echo done'], { cwd: '/' });
  endGroups();
  expect(await running).toMatchObject({ code: 0, stdout: 'done' });
});

it('says that a program of a group does not exist', async () => {
  await expect(run(['./no-such-program'], { cwd: '/', isGroup: true })).rejects.toThrow(/no-such-program/);
});
