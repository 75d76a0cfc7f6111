import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { buildkite } from '../../src/ci/registry.ts';
import type { BatchRequest } from '../../src/ci/service.ts';
import { RetryableError } from '../../src/model/errors.ts';
import { env, repeatSteps, scopes, tokens } from '../fakes/buildkite/plans.ts';
import { type FakeBuildkite, startFakeBuildkite } from '../fakes/buildkite/server.ts';
import { scratch } from '../support/scratch.ts';
import { selector } from '../contracts/ci-places.ts';

const home = scratch('limits');
const windowMs = 1_000;
/** Runs at once, and how many of them are seen to at a time, as a queue does it. */
const runs = 100;
const atOnce = 10;
let fake: FakeBuildkite;

afterEach(() => fake.close());

function requestOf(at: number): BatchRequest {
  return {
    batch: { id: `r-${at}-b1`, runId: `r-${at}`, first: 1, count: 2, attemptedAt: new Date().toISOString() },
    repository: home,
    commit: 'c'.repeat(40),
    remote: { slug: 'acme/shop' },
    selector,
    settings: { pipeline: 'acme/repeat', step: 'repeat', env },
  };
}

it('is kept by a hundred runs at once: who hears of it keeps the others from asking', async () => {
  fake = await startFakeBuildkite({
    pipelines: [{ path: 'acme/repeat', steps: ({ env: given }) => repeatSteps(given) }],
    tokens: scopes,
    limit: 150,
    windowMs,
  });
  const service = buildkite.create({
    folder: join(home, 'batches'),
    workspaces: { prepare: async () => ({ folder: home, isFresh: false }), remove: async () => {} },
    environment: () => ({}),
    variables: {
      BUILDKITE_TOKEN: tokens.full,
      BUILDKITE_URL: `${fake.url}/v2`,
      BUILDKITE_PIPELINES: 'acme/shop=acme/*',
    },
    lagMs: 50,
    leastLookMs: 1,
  });
  const began = Date.now();
  const jobs = Array.from({ length: runs }, (_, at) => ({
    request: requestOf(at),
    dueAt: 0,
    ref: '',
    isDone: false,
  }));
  const seeTo = async (job: (typeof jobs)[number]): Promise<void> => {
    job.dueAt = Infinity;
    try {
      if (job.ref === '') job.ref = await service.trigger(job.request);
      const isOver = (await service.poll(job.ref, job.request)).state === 'finished';
      if (isOver) await service.collect(job.ref, new Set(), job.request);
      job.isDone = isOver;
      job.dueAt = isOver ? Infinity : 0;
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      job.dueAt = Date.now() + (error.retryAfterMs ?? 50);
    }
  };
  const work = async (): Promise<void> => {
    while (jobs.some(({ isDone }) => !isDone)) {
      const next = jobs.find(({ dueAt, isDone }) => !isDone && dueAt <= Date.now());
      await (next === undefined ? new Promise((again) => setTimeout(again, 5)) : seeTo(next));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  expect(fake.state.builds).toHaveLength(runs);
  const windows = Math.ceil((Date.now() - began) / windowMs) + 1;
  // 300 calls at least; in each window no more are refused than were under way when the first was.
  expect(windows).toBeGreaterThan(2);
  expect(fake.requests.length - 3 * runs).toBeLessThanOrEqual(atOnce * windows);
}, 60_000);
