import { expect, it } from 'vitest';
import { endGroups, run } from '../../src/processes/run.ts';

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
