import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq';
import type { PgPool, PgPoolClient, Processor, WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { messageOf } from '../model/errors.ts';

/**
 * A pool of connections to Postgres whose search path is `bullmq`: BullMQ's statements name no schema.
 * The embedded one shares a session and so has a client for listening.
 */
type QueuePool = PgPool & { readonly listener?: () => Promise<PgPoolClient> };

/** Where jobs wait: a Redis server (`redis://…`), or the store's own database. */
export type QueuePlace = { readonly redis: string } | { readonly pool: QueuePool };

/** What is used of BullMQ's two ends, whose full types differ from backend to backend. */
export type Producer = Pick<
  Queue,
  | 'add'
  | 'addBulk'
  | 'obliterate'
  | 'close'
  | 'upsertJobScheduler'
  | 'removeJobScheduler'
  | 'getJobScheduler'
  | 'getJobSchedulers'
>;
export type Consumer = Pick<Worker, 'waitUntilReady' | 'close'>;

interface ConsumerSetup {
  readonly processor: Processor;
  readonly options: Omit<WorkerOptions, 'connection'>;
  readonly onError: (error: Error) => void;
  /** A job failed for good. */
  readonly onFailed: (error: Error) => void;
}

/** BullMQ's two ends on one place. */
export interface Connections {
  /** Rejects at once when the server is gone. */
  readonly producer: Producer;
  createConsumer(setup: ConsumerSetup): Consumer;
  ping(): Promise<void>;
  /** From here on a lost server is not waited for. */
  beginClose(): void;
  /** After the producer and the consumer are closed. */
  close(): Promise<void>;
}

const queueName = 'retrial';

/** Every call that fails rejects as well: a listener for the event only keeps it from ending the process. */
const ignore = (): void => undefined;

/** Connects, and prepares BullMQ's schema where it needs one. @throws Error naming the server when it does not answer. */
export async function connect(place: QueuePlace): Promise<Connections> {
  return 'redis' in place ? connectRedis(place.redis) : connectPool(place.pool);
}

async function connectRedis(url: string): Promise<Connections> {
  const client = await connectProducer(url);
  const producer = new Queue(queueName, { connection: client, skipWaitingForReady: true });
  producer.on('error', ignore);
  let closing = false;
  const retryStrategy = (times: number): number | null => (closing ? null : Math.min(times * 100, 2000));
  return {
    producer,
    createConsumer({ processor, options, onError, onFailed }) {
      const connection = { url, maxRetriesPerRequest: null, retryStrategy };
      const worker = new Worker(queueName, processor, { ...options, connection });
      return worker.on('error', onError).on('failed', (_job, error) => onFailed(error));
    },
    async ping() {
      await client.ping();
    },
    beginClose() {
      closing = true;
    },
    async close() {
      client.disconnect();
    },
  };
}

/** A connection whose commands fail at once while the server is away, so that nobody who adds a job waits. */
async function connectProducer(url: string): Promise<Redis> {
  const client = new Redis(url, { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  let reason = 'no reason given';
  client.on('error', (error: Error) => {
    reason = messageOf(error);
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.disconnect();
    const place = `${client.options.host}:${client.options.port}`;
    throw new Error(`Redis at ${place} does not answer: ${reason}`, { cause: error });
  }
}

async function connectPool(pool: QueuePool): Promise<Connections> {
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  const connection = forBullMq(pool);
  const producer = new Queue(queueName, { connection }, createPostgresBackend);
  producer.on('error', ignore);
  return {
    producer,
    createConsumer({ processor, options, onError, onFailed }) {
      const worker = new Worker(queueName, processor, { ...options, connection }, createPostgresBackend);
      return worker.on('error', onError).on('failed', (_job, error) => onFailed(error));
    },
    async ping() {
      await pool.query('select 1');
    },
    beginClose: ignore,
    close: async () => undefined,
  };
}

/**
 * BullMQ checks out a client for LISTEN and keeps it; its other statements go through the pool. On a pool with one
 * session that client must not hold it, or nobody else gets a turn. Whoever opened the pool listens to its errors:
 * BullMQ would add listeners and never remove them.
 */
function forBullMq(pool: QueuePool): PgPool {
  const facade: PgPool = {
    connect: () => pool.listener?.() ?? pool.connect(),
    query: (text, params) => pool.query(text, params),
    end: () => pool.end(),
    on: () => facade,
    removeAllListeners: () => facade,
  };
  return facade;
}
