import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { textOf } from '../fakes/github/state.ts';
import { openStore } from '../../src/store/store.ts';
import { scratch } from '../support/scratch.ts';
import { setStage, type Stage } from './stage.ts';

const folder = scratch('kill');
const kills = 6;
let stage: Stage | undefined;
afterAll(() => stage?.close());

/** A small generator with a seed, so that a failing order of kills can be run again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe('kill -9 at any moment', () => {
  it('loses nothing: the run ends, each iteration counts once, one report is posted, no comment is doubled', async () => {
    stage = await setStage(folder);
    const { github, said } = stage;
    const seed = Date.now() % 1_000_000;
    const next = random(seed);
    let server = await stage.serve();
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays x60');
    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(50 + next() * 700);
      await server.end('SIGKILL');
      server = await stage.serve();
    }
    const results = () => said().filter((text) => text.includes('"kind":"result"'));
    await expect.poll(() => results().length, { timeout: 90_000, message: `seed ${seed}` }).toBe(1);
    expect(results()[0]).toContain('15 of 60 runs failed');
    expect(results()[0]).toContain('60 asked = 60 executed + 0 skipped + 0 lost');
    await sleep(1_500);
    await server.end('SIGTERM');
    const own = github.state.comments.filter(({ author }) => author.endsWith('[bot]'));
    const markers = own.map((comment) => /<!--.*-->/.exec(textOf(comment))?.[0]);
    expect(new Set(markers).size).toBe(markers.length);
    expect(results()).toHaveLength(1);
    const store = await openStore({ folder: join(folder, 'data') });
    const [run] = await store.runs.byComment('github', String(github.state.comments[0]?.id));
    const iterations = await store.iterations.of(run?.id ?? '');
    await store.close();
    expect(iterations.map(({ index }) => index)).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
  }, 240_000);
});
