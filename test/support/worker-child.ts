// Works on the queue at the address it is given and never finishes a job: names each job it was handed.
import { openQueue } from '../../src/queue/bullmq.ts';
import type { QueuePlace } from '../../src/queue/connections.ts';
import { openStore } from '../../src/store/store.ts';

const [address = '', folder = '', lockMs = '500'] = process.argv.slice(2);
const place: QueuePlace = address.startsWith('redis')
  ? { redis: address }
  : { pool: (await openStore({ url: address, evidence: folder })).pool };
const queue = await openQueue(place, { lockMs: Number(lockMs) });
await queue.work(
  (job) => {
    console.log(`${job.kind} ${job.id}`);
    return new Promise(() => undefined);
  },
  {
    retrying: (job) => console.log(`retrying ${job.id}`),
    parked: (job) => console.log(`parked ${job.id}`),
    trouble: (error) => console.error(error),
  },
);
