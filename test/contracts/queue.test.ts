import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RetryableError } from '../../src/model/errors.ts';
import type { QueueSettings } from '../../src/queue/bullmq.ts';
import type { Handler, Job, Outcome, Queue, Watcher } from '../../src/queue/queue.ts';
import { queuePlaces } from './queue-places.ts';
import { until } from '../support/until.ts';
import type { QueuePlaceUnderTest } from './queue-places.ts';

const run = (id: string): Job => ({ kind: 'run', id });

/** What a watcher was told. */
interface Diary extends Watcher {
  readonly retried: { job: Job; message: string; inMs: number }[];
  readonly given: { job: Job; message: string }[];
  readonly troubles: Error[];
}

function diary(): Diary {
  const retried: Diary['retried'] = [];
  const given: Diary['given'] = [];
  const troubles: Error[] = [];
  return {
    retried,
    given,
    troubles,
    retrying: (job, error, inMs) => void retried.push({ job, message: String(error), inMs }),
    parked: (job, error) => void given.push({ job, message: String(error) }),
    trouble: (error) => void troubles.push(error),
  };
}

describe.each(queuePlaces.map((kind) => [`${kind.name} ${kind.missing}`, kind] as const))(
  'a queue on %s',
  (_name, { missing, create }) => {
    describe.skipIf(missing !== '')('carries', { timeout: 60_000 }, () => {
      let place: QueuePlaceUnderTest;
      const open: Queue[] = [];
      let queue: Queue;

      const another = async (settings?: QueueSettings): Promise<Queue> => {
        const opened = await place.open({ firstWaitMs: 2, ...settings });
        open.push(opened);
        return opened;
      };

      /** A job is not added while its end is being written down, so whoever needs it adds it again, as a sweep does. */
      const addUntil = (job: Job, condition: () => boolean): Promise<void> =>
        until(async () => {
          await queue.add(job);
          return condition();
        });

      beforeAll(async () => {
        place = await create();
      });

      beforeEach(async () => {
        queue = await another();
        await queue.clear();
      });

      afterEach(async () => {
        for (const each of open.splice(0)) await each.close();
      });

      afterAll(() => place.remove());

      it('each job to the handler once, with its kind and its id', async () => {
        const jobs: Job[] = [run('r-1'), { kind: 'delivery', id: 'r-1' }, run('r-2')];
        const seen: Job[] = [];
        for (const job of jobs) await queue.add(job);
        await queue.work(async (job) => {
          seen.push(job);
          return 'done';
        }, diary());
        await until(() => seen.length >= jobs.length);
        await sleep(50);
        expect(seen.toSorted((a, b) => (a.kind + a.id).localeCompare(b.kind + b.id))).toEqual([
          jobs[1],
          jobs[0],
          jobs[2],
        ]);
      });

      it('ids of any characters and any length', async () => {
        const ids = [
          'a:b',
          'a:b:c',
          '12',
          '-',
          'é\0\ud800"\'$1',
          'x'.repeat(10_000),
          '../..',
          '__proto__',
          ' ',
        ];
        const seen = new Set<string>();
        await queue.work(async ({ id }) => {
          seen.add(id);
          return 'done';
        }, diary());
        await queue.sweep(ids.map(run));
        for (const id of ids) await queue.add(run(id));
        await until(() => seen.size === ids.length);
        expect([...seen].toSorted()).toEqual(ids.toSorted());
      });

      it('a finished job again when it is added again', async () => {
        let times = 0;
        await queue.work(async () => {
          times += 1;
          return 'done';
        }, diary());
        for (let round = 1; round <= 5; round += 1) {
          await addUntil(run('r-again'), () => times >= round);
        }
        expect(times).toBeGreaterThanOrEqual(5);
      });

      it('a job that wants to be asked again, after the time it named', async () => {
        const calls: number[] = [];
        const answers: Outcome[] = [{ againInMs: 300 }, { againInMs: 0 }, 'done'];
        const watcher = diary();
        await queue.work(async () => {
          calls.push(Date.now());
          return answers[calls.length - 1] ?? 'done';
        }, watcher);
        await queue.add(run('r-poll'));
        await until(() => calls.length === 3);
        await sleep(100);
        expect(calls).toHaveLength(3);
        expect((calls[1] ?? 0) - (calls[0] ?? 0)).toBeGreaterThanOrEqual(295);
        expect(watcher).toMatchObject({ retried: [], given: [], troubles: [] });
      });

      it('a job once, though it is added and swept while it waits, works and waits to be asked again', async () => {
        let calls = 0;
        await queue.add(run('r-once'));
        await queue.add(run('r-once'));
        await queue.sweep([run('r-once'), run('r-once')]);
        await queue.work(async () => {
          calls += 1;
          await queue.add(run('r-once'));
          await queue.sweep([run('r-once')]);
          return calls === 1 ? { againInMs: 300 } : 'done';
        }, diary());
        await until(() => calls === 1);
        await sleep(100);
        await queue.add(run('r-once'));
        await queue.sweep([run('r-once')]);
        await sleep(100);
        expect(calls).toBe(1);
        await until(() => calls === 2);
        await sleep(200);
        expect(calls).toBe(2);
      });

      it('never one job to two handlers at a time, however many add and work', async () => {
        const others = await Promise.all([another(), another()]);
        const now = new Map<string, number>();
        const calls: string[] = [];
        let most = 0;
        const handler: Handler = async ({ id }) => {
          calls.push(id);
          const active = (now.get(id) ?? 0) + 1;
          now.set(id, active);
          most = Math.max(most, active);
          await sleep(calls.length % 7);
          now.set(id, (now.get(id) ?? 0) - 1);
          return calls.length % 3 === 0 ? { againInMs: 1 } : 'done';
        };
        const watcher = diary();
        const all = [queue, ...others];
        for (const each of all) await each.work(handler, watcher);
        while (now.size < 3 || calls.length < 25) {
          await Promise.all(all.map((each) => each.add(run('r-a'))));
          await Promise.all(all.map((each) => each.sweep([run('r-a'), run('r-b'), run('r-c')])));
        }
        await until(() => [...now.values()].every((active) => active === 0));
        expect(most).toBe(1);
        expect(watcher.troubles).toEqual([]);
      });

      it('a job whose service says "not now" as often as it says so, after the time it named', async () => {
        const watcher = diary();
        const calls: number[] = [];
        await queue.work(async () => {
          calls.push(Date.now());
          if (calls.length <= 8)
            throw new RetryableError(
              'busy',
              calls.length === 1 ? { retryAfterMs: 250 } : { retryAfterMs: 1 },
            );
          return 'done';
        }, watcher);
        await queue.add(run('r-busy'));
        await until(() => calls.length === 9);
        expect((calls[1] ?? 0) - (calls[0] ?? 0)).toBeGreaterThanOrEqual(245);
        expect(watcher.retried).toHaveLength(8);
        expect(watcher.given).toEqual([]);
      });

      it('a job that fails five times more, then tells that it is parked', async () => {
        const watcher = diary();
        let calls = 0;
        await queue.work(async () => {
          calls += 1;
          throw new Error(`fault ${calls}`);
        }, watcher);
        await queue.add(run('r-bad'));
        await until(() => watcher.given.length > 0);
        await sleep(50);
        expect(calls).toBe(6);
        expect(watcher.retried.map(({ inMs }) => inMs)).toEqual([2, 8, 32, 128, 512]);
        expect(watcher.given).toEqual([{ job: run('r-bad'), message: 'Error: fault 6' }]);
        expect(watcher.troubles).toEqual([]);
        await addUntil(run('r-bad'), () => calls >= 7);
      });

      it('a job past errors that do not come in a row', async () => {
        const watcher = diary();
        let calls = 0;
        await queue.work(async () => {
          calls += 1;
          if (calls % 2 === 1) throw new Error('now and then');
          return calls < 20 ? { againInMs: 1 } : 'done';
        }, watcher);
        await queue.add(run('r-flaky'));
        await until(() => calls === 20);
        expect(watcher.given).toEqual([]);
      });

      it('on when the watcher itself throws', async () => {
        const watcher = { ...diary(), parked: (): never => { throw new Error('no store'); } }; // prettier-ignore
        let calls = 0;
        await queue.work(async () => {
          calls += 1;
          throw new Error('fault');
        }, watcher);
        await queue.add(run('r-unlucky'));
        await until(() => watcher.troubles.length > 0);
        expect(watcher.troubles[0]?.message).toBe('could not note that run-r-unlucky was parked: no store');
        await addUntil(run('r-unlucky'), () => calls >= 7);
      });

      it('a job at the times of a schedule, to one of two workers, and after a restart, until it is forgotten', async () => {
        const job: Job = { kind: 'board', id: 'jira/SHOP' };
        const times = { name: 'weekly', cron: '* * * * * *', zone: 'Europe/Berlin', job };
        let now = 0;
        let most = 0;
        const heard: Job[] = [];
        const handler: Handler = async (one) => {
          most = Math.max(most, (now += 1));
          heard.push(one);
          await sleep(300);
          now -= 1;
          return 'done';
        };
        const other = await another();
        await Promise.all([queue.work(handler, diary()), other.work(handler, diary())]);
        await Promise.all([queue.schedule('SHOP', [times]), other.schedule('SHOP', [times])]);
        await until(() => heard.length >= 2);
        await Promise.all([queue.close(), other.close()]);
        const [again, before] = [await another(), heard.length];
        await again.work(handler, diary());
        await until(() => heard.length > before);
        await again.schedule('TOYS', []);
        await again.schedule('SHOP', []);
        await sleep(2_500);
        const last = heard.length;
        await sleep(2_500);
        expect(heard.length).toBe(last);
        expect(most).toBe(1);
        expect(heard).toEqual(heard.map(() => job));
      });

      it('nothing after it was cleared, and the same ids anew', async () => {
        const before = await another();
        const held: (() => void)[] = [];
        await before.work(
          () =>
            new Promise((resolve) => {
              held.push(() => resolve({ againInMs: 60_000 }));
            }),
          diary(),
        );
        await queue.sweep([run('r-1'), run('r-2')]);
        await until(() => held.length === 2);
        held.pop()?.();
        await sleep(50);
        await queue.clear();
        const seen: string[] = [];
        held.pop()?.();
        await before.close();
        open.splice(open.indexOf(before), 1);
        await queue.sweep([run('r-1'), run('r-2'), run('r-3')]);
        await queue.work(async ({ id }) => {
          seen.push(id);
          return 'done';
        }, diary());
        await until(() => seen.length === 3);
        expect(seen.toSorted()).toEqual(['r-1', 'r-2', 'r-3']);
      });

      it('jobs to their end while it closes, and no more', async () => {
        const closing = await another({ concurrency: 1 });
        const ended: string[] = [];
        let begun = 0;
        await closing.work(async ({ id }) => {
          begun += 1;
          await sleep(200);
          ended.push(id);
          return 'done';
        }, diary());
        await queue.sweep([run('r-1'), run('r-2'), run('r-3')]);
        await until(() => begun === 1);
        open.splice(open.indexOf(closing), 1);
        await closing.close();
        expect(ended).toHaveLength(1);
        await sleep(100);
        expect(begun).toBe(1);
      });

      it('answers to a ping, and refuses a second handler', async () => {
        await expect(queue.ping()).resolves.toBeUndefined();
        await queue.work(async () => 'done', diary());
        await expect(queue.work(async () => 'done', diary())).rejects.toThrow('worked on already');
      });
    });
  },
);
