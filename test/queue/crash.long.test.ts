import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Queue as BullQueue } from 'bullmq';
import { openQueue } from '../../src/queue/bullmq.ts';
import type { QueueSettings } from '../../src/queue/bullmq.ts';
import type { Queue, Watcher } from '../../src/queue/queue.ts';
import { queuePlaces } from '../contracts/queue-places.ts';
import type { QueuePlaceUnderTest } from '../contracts/queue-places.ts';
import { startChild } from '../support/child.ts';
import type { Child } from '../support/child.ts';
import { temporaryFolder } from '../support/places.ts';
import type { TemporaryFolder } from '../support/places.ts';
import { startRedis, withoutRedis } from '../support/services.ts';
import type { Service } from '../support/services.ts';
import { until } from '../support/until.ts';

const lockMs = 500;
const silent: Watcher = { retrying: () => undefined, parked: () => undefined, trouble: () => undefined };
const shared = queuePlaces.filter(({ name }) => name !== 'the embedded database');

describe.each(shared.map((kind) => [`${kind.name} ${kind.missing}`, kind] as const))(
  'a killed worker of a queue on %s',
  (_name, { missing, create }) => {
    describe.skipIf(missing !== '')('leaves', { timeout: 120_000 }, () => {
      let place: QueuePlaceUnderTest;
      let folder: TemporaryFolder;
      const children: Child[] = [];

      beforeAll(async () => {
        place = await create();
        folder = await temporaryFolder();
      });

      afterEach(async () => {
        for (const child of children.splice(0)) await child.kill();
      });

      afterAll(async () => {
        await folder.remove();
        await place.remove();
      });

      const startWorker = (): Child => {
        const child = startChild('worker-child.ts', place.address ?? '', folder.path, `${lockMs}`);
        children.push(child);
        return child;
      };

      it('the job to another worker, and no job that lives on', async () => {
        const queue = await place.open({ lockMs });
        await queue.clear();
        const victim = startWorker();
        await queue.add({ kind: 'run', id: 'r-killed' });
        expect(await victim.hear()).toBe('run r-killed');
        await victim.kill();
        const seen: string[] = [];
        await queue.work(async ({ id }) => {
          seen.push(id);
          await sleep(lockMs * 4);
          return 'done';
        }, silent);
        await until(() => seen.length > 0);
        await queue.sweep([{ kind: 'run', id: 'r-killed' }]);
        await sleep(lockMs * 6);
        expect(seen).toEqual(['r-killed']);
        await queue.close();
      });

      it('no job that kills twice, until a sweep adds it again', async () => {
        const queue = await place.open({ lockMs });
        await queue.clear();
        await queue.add({ kind: 'run', id: 'r-deadly' });
        for (let kills = 0; kills < 2; kills += 1) {
          const victim = startWorker();
          expect(await victim.hear()).toBe('run r-deadly');
          await victim.kill();
        }
        const seen: string[] = [];
        const troubles: string[] = [];
        const handler = async ({ id }: { readonly id: string }): Promise<'done'> => {
          seen.push(id);
          return 'done';
        };
        await queue.work(handler, { ...silent, trouble: ({ message }) => void troubles.push(message) });
        await until(() => troubles.length > 0);
        expect(troubles).toEqual(['job stalled more than allowable limit']);
        expect(seen).toEqual([]);
        await queue.sweep([{ kind: 'run', id: 'r-deadly' }]);
        await until(() => seen.length > 0);
        await queue.close();
      });
    });
  },
);

/** Stopped at the end of the test, however it ends. */
async function ownRedis(port?: number): Promise<Service> {
  const server = await startRedis(port);
  onTestFinished(() => server.stop());
  return server;
}

async function ownQueue(url: string, settings?: QueueSettings): Promise<Queue> {
  const queue = await openQueue({ redis: url }, settings);
  onTestFinished(() => queue.close());
  return queue;
}

describe(`a queue on Redis ${withoutRedis}`, () => {
  describe.skipIf(withoutRedis !== '')('of its own', { timeout: 120_000 }, () => {
    it('refuses jobs at once, and carries them when the server is back', async () => {
      const server = await ownRedis();
      const port = Number(new URL(server.url).port);
      const queue = await ownQueue(server.url);
      const seen: string[] = [];
      await queue.work(async ({ id }) => {
        seen.push(id);
        return 'done';
      }, silent);
      await queue.add({ kind: 'run', id: 'r-1' });
      await until(() => seen.length === 1);
      await server.stop();
      const before = performance.now();
      await expect(queue.add({ kind: 'run', id: 'r-2' })).rejects.toThrow(/enableOfflineQueue|closed/);
      await expect(queue.sweep([{ kind: 'run', id: 'r-2' }])).rejects.toThrow(/enableOfflineQueue|closed/);
      await expect(queue.ping()).rejects.toThrow(/enableOfflineQueue|closed/);
      expect(performance.now() - before).toBeLessThan(4000);
      const again = await ownRedis(port);
      const answers = (): Promise<boolean> =>
        queue.ping().then(
          () => true,
          () => false,
        );
      await until(answers);
      await queue.add({ kind: 'run', id: 'r-3' });
      await until(() => seen.includes('r-3'));
      await again.stop();
      await queue.close();
    });

    it('says so when it is opened', async () => {
      await expect(openQueue({ redis: 'redis://:secret@127.0.0.1:1' })).rejects.toThrow(
        /^Redis at 127.0.0.1:1 does not answer: connect ECONNREFUSED 127.0.0.1:1$/,
      );
    });

    it('hands a job that it took for dead to the same process only when the first handler has ended', async () => {
      const server = await ownRedis();
      const queue = await ownQueue(server.url, { lockMs: 100 });
      const troubles: string[] = [];
      let calls = 0;
      let active = 0;
      let most = 0;
      const handler = async (): Promise<'done'> => {
        calls += 1;
        active += 1;
        most = Math.max(most, active);
        const blockedUntil = performance.now() + (calls === 1 ? 400 : 0);
        while (performance.now() < blockedUntil);
        await sleep(1500);
        active -= 1;
        return 'done';
      };
      await queue.work(handler, { ...silent, trouble: ({ message }) => void troubles.push(message) });
      await queue.add({ kind: 'run', id: 'r-slow' });
      await until(() => calls >= 2);
      await until(() => active === 0);
      expect(most).toBe(1);
      expect(troubles.join()).toContain('lock');
    });

    it('drops an entry that is no job of ours, says so, and goes on', async () => {
      const server = await ownRedis();
      const queue = await ownQueue(server.url);
      const url = new URL(server.url);
      const stranger = new BullQueue('retrial', {
        connection: { host: url.hostname, port: Number(url.port) },
      });
      for (const data of [{}, 'text', null, { kind: 'run', id: 'unquoted' }, { kind: 'rm', id: '"-rf"' }]) {
        await stranger.add('run', data);
      }
      await queue.add({ kind: 'run', id: 'r-1' });
      const seen: string[] = [];
      const troubles: Error[] = [];
      const handler = async ({ id }: { readonly id: string }): Promise<'done'> => {
        seen.push(id);
        return 'done';
      };
      await queue.work(handler, { ...silent, trouble: (error) => void troubles.push(error) });
      await until(() => seen.length === 1 && troubles.length === 5);
      expect(seen).toEqual(['r-1']);
      await stranger.close();
    });
  });
});
