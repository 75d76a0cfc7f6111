import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { identify, startInStat, startOf } from '../../src/processes/identity.ts';
import { own } from '../../src/processes/owner.ts';
import { startChild } from '../support/child.ts';
import type { Child } from '../support/child.ts';
import { temporaryFolder } from '../support/places.ts';

let folder: string;
let remove: () => Promise<void>;
const children: Child[] = [];

beforeEach(async () => {
  ({ path: folder, remove } = await temporaryFolder());
});

afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
  await remove();
});

async function start(count: number): Promise<Child[]> {
  const started = Array.from({ length: count }, () => startChild('owner-child.ts'));
  children.push(...started);
  for (const child of started) expect(await child.hear()).toBe('ready');
  return started;
}

/** A claim as a process that cannot be reached has left it. */
async function leave(change: object, ageMs: number): Promise<void> {
  const id = 'abcdefabcdef';
  const claim = {
    id,
    state: 'owner',
    ...(await identify()),
    socket: `owner-${id}.sock`,
    since: 'then',
    ...change,
  };
  await writeFile(join(folder, `owner-${id}.json`), JSON.stringify(claim));
  const touched = new Date(Date.now() - ageMs);
  await utimes(join(folder, `owner-${id}.json`), touched, touched);
}

describe('owning a folder', { timeout: 120_000 }, () => {
  it('refuses a second owner, naming the first and what to do', async () => {
    const owner = await own(folder);
    await expect(own(folder)).rejects.toThrow(
      new RegExp(
        `Process ${process.pid} has had the folder .* since \\d{4}-.*stop that one, or choose another folder`,
      ),
    );
    await owner.release();
  });

  it('leaves nothing behind when it is released, and then goes to the next', async () => {
    await (await own(folder)).release();
    expect(await readdir(folder)).toEqual([]);
    await (await own(folder)).release();
  });

  it('refuses another process, and lets it in after the release', async () => {
    const owner = await own(folder);
    const [child] = await start(1);
    child?.say(folder);
    expect(await child?.hear()).toBe('E-OWNED');
    await owner.release();
    child?.say(folder);
    expect(await child?.hear()).toBe('owner');
  });

  it('goes to exactly one of several processes that start together, every time', async () => {
    const contenders = await start(5);
    for (let round = 0; round < 15; round += 1) {
      for (const child of contenders) child.say(folder);
      const answers = await Promise.all(contenders.map((child) => child.hear()));
      expect(answers.toSorted()).toEqual(['E-OWNED', 'E-OWNED', 'E-OWNED', 'E-OWNED', 'owner']);
      for (const child of contenders) child.say('');
      await Promise.all(contenders.map((child) => child.hear()));
    }
  });

  it('goes to exactly one of several processes that find a killed owner', async () => {
    const contenders = await start(4);
    for (let round = 0; round < 3; round += 1) {
      const [victim] = await start(1);
      victim?.say(folder);
      expect(await victim?.hear()).toBe('owner');
      await victim?.kill();
      for (const child of contenders) child.say(folder);
      const answers = await Promise.all(contenders.map((child) => child.hear()));
      expect(answers.toSorted()).toEqual(['E-OWNED', 'E-OWNED', 'E-OWNED', 'owner']);
      for (const child of contenders) child.say('');
      await Promise.all(contenders.map((child) => child.hear()));
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps the folder of a process that is stopped, not dead', async () => {
    const [child] = await start(1);
    child?.say(folder);
    expect(await child?.hear()).toBe('owner');
    process.kill(child?.pid ?? 0, 'SIGSTOP');
    await expect(own(folder)).rejects.toThrow(`Process ${child?.pid}`);
  });

  it('takes over from a dead owner whose pid another process has now', async () => {
    await leave({ pid: process.ppid, started: '1' }, 0);
    const owner = await own(folder);
    expect(await readdir(folder)).not.toContain('owner-abcdefabcdef.json');
    await owner.release();
  });

  it('respects an owner whose socket is gone while its process lives', async () => {
    await leave({ pid: process.ppid, started: (await startOf(process.ppid)) ?? null }, 600_000);
    await expect(own(folder)).rejects.toThrow(`Process ${process.ppid}`);
  });

  it.each([
    ['another container', { namespace: 'pid:[1]' }],
    ['another machine', { kernel: 'elsewhere' }],
  ])('trusts the heartbeat of an owner in %s', async (_where, change) => {
    await leave({ ...change, pid: 1 }, 20_000);
    await expect(own(folder)).rejects.toThrow('Process 1 has had');
    await leave({ ...change, pid: 1 }, 40_000);
    await (await own(folder)).release();
  });

  it.each(['', '{', '{"id":1}', '[]', '{"id":"abcdefabcdef","socket":"/etc/passwd"}'])(
    'waits for the silence of an owner whose claim is damaged: %j',
    async (text) => {
      const path = join(folder, 'owner-abcdefabcdef.json');
      await writeFile(path, text);
      await expect(own(folder)).rejects.toThrow('Another process has had');
      await utimes(path, new Date(0), new Date(0));
      await (await own(folder)).release();
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('works in a folder whose path is too long for a socket', async () => {
    const deep = join(folder, 'x'.repeat(100), 'y'.repeat(100));
    await mkdir(deep, { recursive: true });
    const owner = await own(deep);
    expect((await readdir(deep)).filter((name) => name.endsWith('.sock'))).toEqual([]);
    const [child] = await start(1);
    child?.say(deep);
    expect(await child?.hear()).toBe('E-OWNED');
    await owner.release();
    child?.say(deep);
    expect(await child?.hear()).toBe('owner');
    await child?.kill();
    await (await own(deep)).release();
    expect(await readdir(deep)).toEqual([]);
  });

  it('shows every five seconds that it lives', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const owner = await own(folder);
    const [name = ''] = (await readdir(folder)).filter((each) => each.endsWith('.json'));
    const path = join(folder, name);
    const touchedAfter = async (ms: number): Promise<boolean> => {
      await utimes(path, new Date(0), new Date(0));
      await vi.advanceTimersByTimeAsync(ms);
      for (let tries = 0; tries < 100 && (await stat(path)).mtimeMs === 0; tries += 1) await sleep(2);
      return Date.now() - (await stat(path)).mtimeMs < 5000;
    };
    expect(await touchedAfter(4900)).toBe(false);
    expect(await touchedAfter(200)).toBe(true);
    expect(await touchedAfter(5000)).toBe(true);
    await owner.release();
    vi.useRealTimers();
  });

  it('says its name in the claim whole, at any moment it is read', async () => {
    const owner = await own(folder);
    const [name] = (await readdir(folder)).filter((each) => each.endsWith('.json'));
    expect(JSON.parse(await readFile(join(folder, name ?? ''), 'utf8'))).toMatchObject({
      state: 'owner',
      pid: process.pid,
    });
    await owner.release();
  });
});

describe('the start of a process', () => {
  const rest = Array.from({ length: 30 }, (_, at) => `${at + 4}`).join(' ');

  it.each([
    [`12 (node) S ${rest}`, '22'],
    [`12 (a) b) S 1 2 3) S ${rest}`, '22'],
    [`12 (node) Z ${rest}`, null],
    ['12 (node) S 1', null],
    ['', null],
  ])('in %j is %j', (line, start) => {
    expect(startInStat(line)).toBe(start);
  });

  it('stays the same while it runs, and is unknown when it does not', async () => {
    const [child] = await start(1);
    const pid = child?.pid ?? 0;
    const first = await startOf(pid);
    expect(first).toBeDefined();
    expect(await startOf(pid)).toBe(first);
    await child?.kill();
    expect(await startOf(pid)).toBeUndefined();
  });
});
