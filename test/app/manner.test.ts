import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givesWay } from '../../src/worker/giving-way.ts';
import type { RepeatRun } from '../../src/model/repeat-run.ts';
import { plain } from '../commands/fakes.ts';
import { scratch } from '../support/scratch.ts';
import { openDesk, type DeskWorld } from './desk.ts';

const settings = `
ci: local
local: { command: [ant, test], env: { SEED: "0" } }
circleci: { job: repeat }
env: [SEED]
lanes:
  jdk8: { matrix: { jdk: 8 } }
  jdk11: { matrix: { jdk: 11 } }
`;
let desk: DeskWorld;

beforeAll(async () => {
  const files = { 'test/ShopTest.java': 'class ShopTest { @Test void pays() {} @Test void asks() {} }' };
  desk = await openDesk({ folder: scratch('manner'), files, settings });
});
afterAll(() => desk.close());

const now = () => new Date();

async function runOn(issue: number): Promise<RepeatRun> {
  const [run] = await desk.store.runs.on(desk.ticket(issue));
  if (run === undefined) throw new Error(`nothing was started on ${issue}`);
  return run;
}

const said = (issue: number): string =>
  desk
    .on(issue)
    .flatMap(({ document }) => (document === undefined ? [] : [plain(document)]))
    .join('\n');

describe('a run that is run in a way of its own', () => {
  it('gets its variable, is named so in its report, and is another one than the usual', async () => {
    await desk.say({ issue: 1, body: '/retrial repeat ShopTest#pays x4 env.SEED=7 jdk=11' });
    const run = await runOn(1);
    expect(run).toMatchObject({ lane: 'jdk11', manner: { env: { SEED: '7' } } });
    expect(await desk.store.runs.settings(run.id)).toMatchObject({ settings: { env: { SEED: '7' } } });
    await desk.say({ issue: 1, body: '/retrial repeat ShopTest#pays x4 env.SEED=7 jdk=11' });
    expect(said(1)).toContain('The same run is already active');
    await desk.say({ issue: 1, body: '/retrial repeat ShopTest#pays x4 env.SEED=8 jdk=11' });
    await desk.say({ issue: 1, body: '/retrial repeat ShopTest#pays x4 jdk=11' });
    expect(await desk.store.runs.activeOn(desk.ticket(1))).toHaveLength(3);
    await desk.work();
    expect(said(1)).toContain('run with `env.SEED=7`');
    expect(said(1)).toMatch(/`\/retrial repeat ShopTest#pays x4 .*env\.SEED=7`/);
  });

  it('ends at its first failure, and asks for no more', async () => {
    await desk.say({ issue: 2, body: '/retrial repeat ShopTest#pays x200 stop=first' });
    await desk.work();
    expect(said(2)).toContain(
      '10 asked = 10 executed + 0 skipped + 0 lost; 10 executed = 8 passed + 2 failed.',
    );
    expect(said(2)).toContain('It ended at its first failure, of at most 200 runs');
    expect(said(2)).toContain('anytime CI');
  });

  it('is refused before it is paid for', async () => {
    await desk.say({ issue: 3, body: '/retrial repeat ShopTest#pays shards=4' });
    await desk.say({ issue: 3, body: '/retrial repeat ShopTest#pays scope=class' });
    await desk.say({ issue: 3, body: '/retrial repeat ShopTest#pays env.LD_PRELOAD=/tmp/x.so' });
    await desk.say({
      issue: 3,
      body: '/retrial repeat ShopTest#pays via=circleci env.SEED=7',
      author: 'ann',
    });
    expect(await desk.store.runs.on(desk.ticket(3))).toEqual([]);
    for (const words of [
      '`local` is one machine',
      'needs reports',
      'lets no command set',
      'service `local` alone',
    ])
      expect(said(3)).toContain(words);
  });

  it('waits while others of its repository are under way, where its priority is low', async () => {
    await desk.say({ issue: 4, body: '/retrial repeat ShopTest#pays x2 priority=low' });
    const low = await runOn(4);
    expect(await givesWay(low, { store: desk.store, now })).toBe(false);
    await desk.say({ issue: 5, body: '/retrial repeat ShopTest#asks x2' });
    const usual = await runOn(5);
    expect(await givesWay(low, { store: desk.store, now })).toBe(true);
    expect(await givesWay(usual, { store: desk.store, now })).toBe(false);
    await desk.say({ issue: 4, body: '/retrial status' });
    expect(said(4)).toContain('waiting, place 2, low priority');
    await desk.store.runs.update(usual.id, { stage: 'done', state: 'cancelled' });
    await desk.work();
    expect((await runOn(4)).state).toBe('finished');
    expect(said(4)).toContain('run with `priority=low`');
  });
});
