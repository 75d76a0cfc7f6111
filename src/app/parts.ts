import * as services from '../ci/registry.ts';
import type { CiMember, CiService } from '../ci/service.ts';
import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
import { openQueue } from '../queue/bullmq.ts';
import type { Queue } from '../queue/queue.ts';
import { placeOf } from '../store/place.ts';
import { openStore, type Store } from '../store/store.ts';
import { ciParts } from './ci-parts.ts';
import type { CiMemory } from '../worker/releases/ci-counts.ts';
import type { Findings } from '../worker/releases/facts.ts';
import type { Holds } from '../worker/releases/older.ts';
import type { LastFacts } from '../worker/releases/unchanged.ts';
import { createHolds } from './holding.ts';
import type { Log } from './log.ts';
import { createTrackers, type Trackers } from './trackers.ts';

/** All parts of a running program, built once. */
export interface Parts extends Trackers {
  readonly config: ServerConfig;
  readonly log: Log;
  readonly now: () => Date;
  readonly store: Store;
  readonly storeName: string;
  readonly queue: Queue;
  readonly queueName: string;
  /** The queue is this process's own, so what is left in it from before means nothing. */
  readonly ownsQueue: boolean;
  /** What ended runs found out, remembered while the program runs. */
  readonly findings: Findings;
  /** What was counted of ordinary CI for the boards. */
  readonly counted?: CiMemory;
  /** What was known of blockers at the last look. */
  readonly last?: LastFacts;
  /** Which commits this server's clones hold. */
  readonly holds?: Holds;
  readonly service: (name: string) => CiService;
  /** All there are, by their names. */
  readonly services: ReadonlyMap<string, CiService>;
  /** Queue first, then what works, then the store. */
  readonly close: () => Promise<void>;
}

const members: readonly CiMember[] = Object.values(services);

/** Opens store and queue and builds the services. The only place where parts are made. */
export async function openParts(config: ServerConfig, log: Log): Promise<Parts> {
  const store = await openStore(placeOf(config));
  try {
    const queue = await openQueue(
      config.redisUrl === undefined ? { pool: store.pool } : { redis: config.redisUrl },
    );
    const built = new Map(members.map((member) => [member.name, member.create(ciParts(member, config))]));
    const trackers = createTrackers(config);
    return {
      config,
      log,
      now: () => new Date(),
      store,
      storeName: config.databaseUrl === undefined ? `embedded in ${config.data}` : 'Postgres',
      queue,
      queueName: config.redisUrl === undefined ? 'in the store' : 'Redis',
      ownsQueue: config.redisUrl === undefined && config.databaseUrl === undefined,
      ...trackers,
      findings: new Map(),
      counted: new Map(),
      last: new Map(),
      holds: createHolds(config, () => new Date()),
      service: (name) => serviceCalled(name, built),
      services: built,
      async close() {
        await queue.close();
        await Promise.all([...built.values()].map((service) => service.close()));
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function serviceCalled(name: string, built: ReadonlyMap<string, CiService>): CiService {
  const service = built.get(name);
  if (service === undefined) throw new UserError('E-CI', `This server knows no CI service \`${name}\`.`);
  return service;
}
