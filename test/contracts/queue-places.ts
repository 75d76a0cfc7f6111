import { openQueue } from '../../src/queue/bullmq.ts';
import type { QueueSettings } from '../../src/queue/bullmq.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { storeFolder, temporaryFolder } from '../support/places.ts';
import {
  createDatabase,
  startPostgres,
  startRedis,
  withoutPostgres,
  withoutRedis,
} from '../support/services.ts';

/** Somewhere a queue can be; all queues opened on one place are the same queue. */
export interface QueuePlaceUnderTest {
  open(settings?: QueueSettings): Promise<Queue>;
  /** What another process needs to open the same queue; absent where only one process can. */
  readonly address?: string;
  remove(): Promise<void>;
}

interface Kind {
  readonly name: string;
  /** Why it cannot be tested here; empty when it can. */
  readonly missing: string;
  readonly create: () => Promise<QueuePlaceUnderTest>;
}

/** Every kind of place the queue runs on. */
export const queuePlaces: readonly Kind[] = [
  { name: 'the embedded database', missing: '', create: createEmbedded },
  { name: 'Postgres', missing: withoutPostgres, create: createOnPostgres },
  { name: 'Redis', missing: withoutRedis, create: createOnRedis },
];

async function createEmbedded(): Promise<QueuePlaceUnderTest> {
  const folder = await storeFolder();
  const store = await openStore({ folder: folder.path });
  return onStore(store, folder.remove);
}

async function createOnPostgres(): Promise<QueuePlaceUnderTest> {
  const folder = await temporaryFolder();
  const server = await startPostgres();
  const url = await createDatabase(server);
  const store = await openStore({ url, evidence: folder.path });
  return {
    ...onStore(store, async () => {
      await server.stop();
      await folder.remove();
    }),
    address: url,
  };
}

function onStore(store: Store, remove: () => Promise<void>): QueuePlaceUnderTest {
  return {
    open: (settings) => openQueue({ pool: store.pool }, settings),
    async remove() {
      await store.close();
      await remove();
    },
  };
}

async function createOnRedis(): Promise<QueuePlaceUnderTest> {
  const server = await startRedis();
  return {
    open: (settings) => openQueue({ redis: server.url }, settings),
    address: server.url,
    remove: () => server.stop(),
  };
}
