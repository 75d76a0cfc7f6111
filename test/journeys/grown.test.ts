import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratch } from '../support/scratch.ts';
import {
  createDatabase,
  startPostgres,
  startRedis,
  withoutPostgres,
  withoutRedis,
  type Service,
} from '../support/services.ts';
import { setStage, type Stage } from './stage.ts';

const missing = `${withoutRedis}${withoutPostgres}`;

describe.skipIf(missing !== '')(`a bot and a worker on Redis and Postgres ${missing}`, () => {
  const folder = scratch('grown');
  const services: Service[] = [];
  let stage: Stage;

  beforeAll(async () => {
    services.push(await startRedis(), await startPostgres());
    stage = await setStage(folder);
  }, 120_000);
  afterAll(async () => {
    await stage.close();
    await Promise.all(services.map((service) => service.stop()));
  });

  it('share the work: one answers deliveries, the other runs tests and reports', async () => {
    const [redis, postgres] = services;
    if (redis === undefined || postgres === undefined) throw new Error('the services did not start');
    const env = { REDIS_URL: redis.url, DATABASE_URL: await createDatabase(postgres) };
    const bot = await stage.serve(env, ['serve', '--no-work']);
    await stage.serve(env, ['work']);
    await stage.comment(bot.url, 'benedict', '/retrial repeat Shop#pays x8');
    const results = () => stage.said().filter((text) => text.includes('"kind":"result"'));
    await expect.poll(() => results().length, { timeout: 60_000 }).toBe(1);
    expect(results()[0]).toContain('2 of 8 runs failed');
    expect(await (await fetch(`${bot.url}/healthz`)).json()).toEqual({ ok: true });
  }, 120_000);
});
