import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DelayedError, UnrecoverableError } from 'bullmq';
import type { Job as BullJob, JobsOptions } from 'bullmq';
import { z } from 'zod';
import { messageOf } from '../model/errors.ts';
import { connect } from './connections.ts';
import type { Connections, Consumer, Producer, QueuePlace } from './connections.ts';
import { afterError, afterOutcome, noStreak } from './decide.ts';
import type { Decision, Streak } from './decide.ts';
import type { Handler, Job, Queue, Scheduled, Watcher } from './queue.ts';

/** Times in milliseconds; what is left out has the value a service wants. */
export interface QueueSettings {
  /** Jobs worked on at a time by this process. 10. */
  readonly concurrency?: number;
  /** The wait after the first error; it grows fourfold. 1,000. */
  readonly firstWaitMs?: number;
  /** A dead process's job is noticed after this, twice over. 30,000. */
  readonly lockMs?: number;
}

/** A job as it lies in the queue. Whoever can write there could do worse, but a stray entry must not harm. */
const storedJob = z.object({
  kind: z.enum(['delivery', 'run', 'board', 'builds', 'keeping']),
  /** Quoted as in JSON: jsonb holds neither NUL nor halves of pairs. */
  id: z.string().transform((quoted) => z.string().parse(JSON.parse(quoted))),
  streak: z.object({ failures: z.number().int(), refusals: z.number().int() }).default(noStreak),
});

function store({ kind, id }: Job, streak: Streak): z.input<typeof storedJob> {
  return { kind, id: JSON.stringify(id), streak };
}

/** How long a job waits whose earlier handler still runs here: this process had lost it and got it back. */
const stillRunningWaitMs = 1000;

/** Time to say goodbye to the server once the last handler has ended. */
const farewellMs = 3000;

/** Jobs of one statement: keeps it under 50 ms on the embedded database. */
const sweepChunk = 25;

/**
 * Opens the queue: BullMQ on Redis, on Postgres, or on the embedded database.
 * A job is in the queue once: its deduplication key holds from `add` until it is done or parked, in all processes.
 * @throws Error when the place does not answer.
 */
export async function openQueue(place: QueuePlace, settings: QueueSettings = {}): Promise<Queue> {
  const connections = await connect(place);
  const { producer } = connections;
  const state: { consumption?: Consumption } = {};
  return {
    async add(job) {
      await producer.add(job.kind, store(job, noStreak), jobOptions(job));
    },
    async sweep(jobs) {
      for (let at = 0; at < jobs.length; at += sweepChunk) {
        const chunk = jobs.slice(at, at + sweepChunk);
        await producer.addBulk(
          chunk.map((job) => ({ name: job.kind, data: store(job, noStreak), opts: jobOptions(job) })),
        );
      }
    },
    schedule: async (owner, all) => schedule(producer, owner, all),
    async work(handler, watcher) {
      if (state.consumption !== undefined) throw new Error('this queue is being worked on already');
      state.consumption = startConsumption(connections, { handler, watcher, settings });
      await state.consumption.consumer.waitUntilReady();
    },
    clear: () => producer.obliterate({ force: true }),
    ping: () => connections.ping(),
    async close() {
      connections.beginClose();
      if (state.consumption !== undefined) await endConsumption(state.consumption);
      await producer.close();
      await connections.close();
    },
  };
}

/**
 * The id holds the moment of adding: BullMQ ignores an id it has seen, silently, for as long as any record of it
 * is left. The key that must hold is the deduplication's.
 */
function jobOptions(job: Job): JobsOptions {
  const key = keyOf(job);
  return {
    jobId: `${key}-${Date.now().toString(36)}`,
    deduplication: { id: key },
    removeOnComplete: true,
    removeOnFail: true,
  };
}

const mostSchedules = 10_000;

/** Keys hold what they mean, so that a changed schedule is another one. */
async function schedule(producer: Producer, owner: string, all: readonly Scheduled[]): Promise<void> {
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
  const mine = `${digest(owner)}-`;
  const wanted = new Map(
    all.map((one) => [`${mine}${digest(JSON.stringify([one.name, one.cron, one.zone, one.job]))}`, one]),
  );
  const known = new Set((await producer.getJobSchedulers(0, mostSchedules)).map(({ key }) => key));
  for (const key of known)
    if (key.startsWith(mine) && !wanted.has(key)) await producer.removeJobScheduler(key);
  for (const [key, { cron, zone, job }] of wanted) {
    if (known.has(key)) continue;
    const template = {
      name: job.kind,
      data: store(job, noStreak),
      opts: { removeOnComplete: true, removeOnFail: true },
    };
    try {
      await producer.upsertJobScheduler(key, { pattern: cron, tz: zone }, template);
    } catch (error) {
      // Another process was a moment faster, and its first job is under way already.
      if ((await producer.getJobScheduler(key)) === undefined) throw error;
    }
  }
}

/** BullMQ takes no colons in ids; ids from outside may hold anything. */
function keyOf({ kind, id }: Job): string {
  if (/^[\w.-]{1,100}$/.test(id)) return `${kind}-${id}`;
  return `${kind}-sha256.${createHash('sha256').update(id).digest('hex')}`;
}

/** Ends a job without another try; its watcher has been told already. */
class ParkedError extends UnrecoverableError {}

interface Consumption {
  readonly consumer: Consumer;
  /** Keys of the jobs whose handlers run in this process. */
  readonly running: ReadonlySet<string>;
}

interface Work {
  readonly handler: Handler;
  readonly watcher: Watcher;
  readonly settings: QueueSettings;
}

function startConsumption(connections: Connections, work: Work): Consumption {
  const { concurrency = 10, lockMs = 30_000 } = work.settings;
  const { watcher } = work;
  const running = new Set<string>();
  const processor = async (bull: BullJob, token?: string): Promise<void> => {
    const { streak, ...job } = storedJob.parse(bull.data);
    // BullMQ's schedulers know nothing of jobs that wait or run already: adding it as everybody does sees to that.
    if (bull.repeatJobKey !== undefined)
      return void (await connections.producer.add(job.kind, store(job, noStreak), jobOptions(job)));
    const key = keyOf(job);
    if (running.has(key)) return postpone(bull, token, { inMs: stillRunningWaitMs, streak });
    running.add(key);
    try {
      const decision = await decide(job, streak, work);
      if (decision.kind === 'park') throw new ParkedError(`${key} was parked`);
      if (decision.kind === 'again') await postpone(bull, token, decision);
    } finally {
      running.delete(key);
    }
  };
  const consumer = connections.createConsumer({
    processor,
    options: { concurrency, lockDuration: lockMs, stalledInterval: lockMs, maxStalledCount: 1 },
    onError: watcher.trouble,
    onFailed(error) {
      if (!(error instanceof ParkedError)) watcher.trouble(error);
    },
  });
  return { consumer, running };
}

/** Waits for the handlers, however long; then for BullMQ, which with a lost server would never come to an end. */
async function endConsumption({ consumer, running }: Consumption): Promise<void> {
  const timer = new AbortController();
  const giveUp = async (): Promise<void> => {
    do await sleep(farewellMs, undefined, { signal: timer.signal });
    while (running.size > 0);
  };
  await Promise.race([consumer.close(), giveUp()]).finally(() => timer.abort());
}

/** Calls the handler, and tells the watcher when it threw. */
async function decide(job: Job, streak: Streak, { handler, watcher, settings }: Work): Promise<Decision> {
  try {
    return afterOutcome(await handler(job));
  } catch (error) {
    const decision = afterError(error, streak, settings.firstWaitMs ?? 1000);
    if (decision.kind === 'again') watcher.retrying(job, error, decision.inMs);
    if (decision.kind === 'park') await tellParked(watcher, job, error);
    return decision;
  }
}

async function tellParked(watcher: Watcher, job: Job, error: unknown): Promise<void> {
  try {
    await watcher.parked(job, error);
  } catch (second) {
    watcher.trouble(
      new Error(`could not note that ${keyOf(job)} was parked: ${messageOf(second)}`, { cause: second }),
    );
  }
}

/** Puts an active job back to wait; counts as no attempt. Always throws what tells BullMQ so. */
async function postpone(
  bull: BullJob,
  token: string | undefined,
  { inMs, streak }: { readonly inMs: number; readonly streak: Streak },
): Promise<never> {
  const { kind, id, streak: before } = storedJob.parse(bull.data);
  if (before.failures !== streak.failures || before.refusals !== streak.refusals) {
    await bull.updateData(store({ kind, id }, streak));
  }
  await bull.moveToDelayed(Date.now() + inMs, token);
  throw new DelayedError();
}
