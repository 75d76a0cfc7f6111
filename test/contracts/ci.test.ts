import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import * as registry from '../../src/ci/registry.ts';
import type { BatchProgress, BatchRequest, CiService } from '../../src/ci/service.ts';
import { RefusedRequest, RetryableError, UserError } from '../../src/model/errors.ts';
import { type Iteration, tally } from '../../src/model/iteration.ts';
import { readBatchFiles } from '../../src/worker/batch-files.ts';
import { readArtifacts } from '../../src/worker/reading.ts';
import { scratch } from '../support/scratch.ts';
import {
  actionsPlace,
  buildkitePlace,
  circleciPlace,
  type CiPlace,
  type Elsewhere,
  jenkinsPlace,
  localPlace,
  selector,
} from './ci-places.ts';

const home = scratch('ci-contract');
const members = [
  { name: 'local', open: localPlace },
  { name: 'circleci', open: circleciPlace },
  { name: 'github-actions', open: actionsPlace },
  { name: 'jenkins', open: jenkinsPlace },
  { name: 'buildkite', open: buildkitePlace },
];
const remote = members.filter(({ name }) => name !== 'local');
let serial = 0;
let place: CiPlace | undefined;
const services: CiService[] = [];

async function open(opener: (folder: string) => Promise<CiPlace>): Promise<void> {
  serial += 1;
  place = await opener(join(home, String(serial)));
}

function here(): CiPlace {
  if (place === undefined) throw new Error('no place is open');
  return place;
}

function service(more?: Parameters<CiPlace['service']>[0]): CiService {
  const one = here().service(more);
  services.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(services.splice(0).map((one) => one.close()));
  await place?.close();
  place = undefined;
});

async function end(one: CiService, ref: string, request: BatchRequest): Promise<BatchProgress> {
  for (;;) {
    const progress = await one.poll(ref, request);
    if (progress.state !== 'running') return progress;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What comes of a batch once it is read as the worker reads it. */
async function iterations(one: CiService, ref: string, request: BatchRequest): Promise<readonly Iteration[]> {
  const collected = await one.collect(ref, new Set(), request);
  if ('files' in collected) {
    const read = await readBatchFiles(collected, { batch: request.batch, selector });
    return read.iterations.map(({ iteration }) => iteration);
  }
  return Promise.all(collected.map((artifacts) => readArtifacts(artifacts, selector)));
}

async function run(id: string, count: number) {
  const request = here().request(id, count);
  const one = service();
  const ref = await one.trigger(request);
  return { request, one, ref, progress: await end(one, ref, request) };
}

it('holds every member of the registry to the contract', () => {
  expect(members.map(({ name }) => name).toSorted()).toEqual(
    Object.values(registry)
      .map(({ name }) => name)
      .toSorted(),
  );
});

describe.each(members)('the CI service $name', ({ open: opener, name }) => {
  it('runs a batch, and everything asked for is executed, skipped or lost', async () => {
    await open(opener);
    const { one, ref, request, progress } = await run('r-1-b1', 12);
    expect(progress).toMatchObject({ state: 'finished', finished: 12 });
    const read = await iterations(one, ref, request);
    expect(tally(12, read)).toMatchObject({ asked: 12, executed: 12, passed: 9, failed: 3, lost: 0 });
    expect(read.map(({ index }) => index)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  });

  it('says the same to a process that was not there when the batch began', async () => {
    await open(opener);
    const { one, ref, request } = await run('r-1-b1', 5);
    const other = service();
    expect(await end(other, ref, request)).toMatchObject({ state: 'finished' });
    const outcomes = async (which: CiService) =>
      (await iterations(which, ref, request)).map(({ index, outcome }) => [index, outcome]);
    expect(await outcomes(other)).toEqual(await outcomes(one));
  });

  it('finds a batch by its id after a crash, and nothing by another', async () => {
    await open(opener);
    const request = here().request('r-1-b10', 1);
    expect(await service().find('r-1-b10', request)).toBeUndefined();
    const ref = await service().trigger(request);
    await expect.poll(() => service().find('r-1-b10', request)).toBe(ref);
    expect(await service().find('r-1-b1', request)).toBeUndefined();
    expect(await service().find('b10', request)).toBeUndefined();
  });

  it('ends a batch that is cancelled, and keeps what had come to its end', async () => {
    await open(opener);
    here().pace({ runMs: 60_000 });
    const request = here().request('r-1-b1', 8);
    const one = service();
    const ref = await one.trigger(request);
    expect((await one.poll(ref, request)).state).toBe('running');
    await one.cancel(ref, request);
    expect((await end(one, ref, request)).state).toBe('cancelled');
    const read = await iterations(one, ref, request);
    const lost = read.filter(({ outcome }) => outcome === 'lost');
    expect(
      lost.length + read.filter(({ outcome }) => outcome === 'passed' || outcome === 'failed').length,
    ).toBe(read.length);
    expect(lost.filter(({ reason = '' }) => !/cancelled/.test(reason))).toEqual([]);
    await one.cancel(ref, request);
  });

  it('gives back what a batch held, however often it is asked to', async () => {
    await open(opener);
    const { one, ref, request } = await run('r-1-b1', 4);
    await iterations(one, ref, request);
    await one.release(ref, request);
    await one.release(ref, request);
    const folder = join(home, String(serial), 'batches');
    const left = existsSync(folder) ? readdirSync(folder) : [];
    expect(left.filter((entry) => entry.startsWith('downloads'))).toEqual([]);
  });

  it('says what it holds its callers to, and holds itself to that', async () => {
    await open(opener);
    here().pace({ runMs: 60_000 });
    const { limits } = service({ lagMs: 77, leastLookMs: 33_000 });
    const isElsewhere = here().elsewhere !== undefined;
    expect(limits).toEqual(isElsewhere ? { lagMs: 77, leastLookMs: 33_000 } : { lagMs: 0, leastLookMs: 0 });
    const folder = join(home, String(serial));
    const workspaces = { prepare: async () => ({ folder, isFresh: false }), remove: async () => {} };
    const usual = here().member.create({ folder, workspaces, environment: () => ({}) });
    expect(usual.limits.lagMs >= 60_000 && usual.limits.leastLookMs === 20_000).toBe(isElsewhere);
    const one = service({ leastLookMs: 33_000 });
    const request = here().request('r-1-b1', 1);
    const { againInMs = 0 } = await one.poll(await one.trigger(request), request);
    expect(againInMs > 32_000).toBe(isElsewhere);
  });

  it('says what it is, and that it can be used', async () => {
    await open(opener);
    expect(here().member.name).toBe(name);
    expect(here().member.about).toMatch(/^[A-Z].*\.$/);
    expect((await service().check()).state).toBe('ok');
    expect(here().member.settings.safeParse({ nobodyKnowsThis: 1 }).success).toBe(false);
  });
});

// CircleCI's API v2 hands out no logs.
describe.each(remote.filter(({ name }) => name !== 'circleci'))('the logs of $name', ({ open: opener }) => {
  it('say what a job printed that left nothing behind, and are asked for nothing else', async () => {
    serial += 1;
    place = await opener(join(home, String(serial)), ['lost', 'failed']);
    const { one, ref, request } = await run('r-1-b1', 2);
    const collected = await one.collect(ref, new Set(), request);
    if (!('files' in collected)) throw new Error('it is not elsewhere');
    const read = await readBatchFiles(collected, { batch: request.batch, selector });
    const logs = read.iterations.map(({ iteration, files }) => {
      const log = files.find(({ name }) => name === 'output.txt');
      return [iteration.outcome, log === undefined ? '' : readFileSync(log.path, 'utf8')] as const;
    });
    expect(Object.fromEntries(logs)).toEqual({
      failed: '',
      lost: expect.stringContaining('cannot find the shop'),
    });
    expect(logs.flat().join(' ')).not.toContain('Post job cleanup');
    const { storage = [], secret = '' } = place.elsewhere ?? {};
    expect(JSON.stringify(storage.map(({ requests }) => requests))).not.toContain(secret);
  });

  it('hold nothing up where the service gives none', async () => {
    serial += 1;
    place = await opener(join(home, String(serial)), ['lost', 'failed']);
    const { one, ref, request } = await run('r-1-b1', 2);
    const log = /consoleText|log\.txt|\/logs\b/;
    for (const status of [403, 429]) {
      place.elsewhere?.trouble({ kind: 'status', status, path: log });
      const read = await iterations(one, ref, request);
      expect(tally(2, read)).toMatchObject({ failed: 1, lost: 1 });
    }
  });
});

describe.each(remote)('the CI service $name, elsewhere', ({ open: opener }) => {
  function elsewhere(): Elsewhere {
    const found = here().elsewhere;
    if (found === undefined) throw new Error('it is not elsewhere');
    return found;
  }
  function started(): number {
    const { requests, triggers } = elsewhere();
    return requests.filter(({ method, path }) => method === 'POST' && triggers.test(path)).length;
  }

  it('tells what its machines took, once they are through', async () => {
    await open(opener);
    const { one, ref, request } = await run('r-1-b1', 4);
    expect(await one.collect(ref, new Set(), request)).toMatchObject({
      spent: { machineMs: expect.any(Number) },
    });
  });

  it('may have started a batch whose answer was lost, and finds it once lists show it', async () => {
    await open(opener);
    here().pace({ lagMs: 600 });
    elsewhere().trouble({ kind: 'lost', method: 'POST', path: /./ });
    const request = here().request('r-1-b1', 2);
    await expect(service().trigger(request)).rejects.toBeInstanceOf(RetryableError);
    expect(await service().find('r-1-b1', request)).toBeUndefined();
    await expect.poll(() => service().find('r-1-b1', request)).toBeDefined();
    expect(started()).toBe(1);
  });

  it('never sends a trigger a second time by itself', async () => {
    await open(opener);
    for (const kind of ['status', 'dead', 'wrong'] as const) {
      const before = started();
      elsewhere().trouble({ kind, status: 503, method: 'POST', path: /./ });
      await service()
        .trigger(here().request(`r-1-${kind}`, 1))
        .catch(() => undefined);
      expect(started() - before).toBe(1);
    }
  });

  it.each([
    ['too many requests', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 7_000],
    ['an ailing service', { kind: 'status', status: 502 }, undefined],
    ['a page instead of JSON', { kind: 'wrong' }, undefined],
    ['a connection that breaks', { kind: 'dead' }, undefined],
  ] as const)('waits and goes on after %s', async (_, trouble, retryAfterMs) => {
    await open(opener);
    const request = here().request('r-1-b1', 3);
    const one = service();
    const ref = await one.trigger(request);
    elsewhere().trouble({ ...trouble, path: elsewhere().looks });
    const fault = await one.poll(ref, request).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(RetryableError);
    expect(fault instanceof RetryableError ? fault.retryAfterMs : '').toBe(retryAfterMs);
    // Who was told to wait asks nobody meanwhile, whatever it is about.
    const before = elsewhere().requests.length;
    const other = async () => one.find('r-1-b9', request).catch((error: unknown) => error);
    expect(retryAfterMs === undefined ? fault : await other()).toBeInstanceOf(RetryableError);
    expect(elsewhere().requests).toHaveLength(before);
    expect(await end(retryAfterMs === undefined ? one : service(), ref, request)).toMatchObject({
      state: 'finished',
      finished: 3,
    });
  });

  it('shows its token to its own host alone, and in no message', async () => {
    await open(opener);
    const { one, ref, request } = await run('r-1-b1', 4);
    await iterations(one, ref, request);
    const { storage, secret, trouble } = elsewhere();
    const seen = storage.flatMap(({ requests }) => requests);
    expect(seen.length).toBeGreaterThan(0);
    expect(JSON.stringify(seen)).not.toContain(secret);
    trouble({ kind: 'status', status: 403, body: { message: `token ${secret} may not` }, times: 9 });
    const fault = await one.trigger(here().request('r-1-b2', 1)).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(UserError);
    expect(String(fault)).not.toContain(secret);
    expect(String(fault)).toMatch(/refuses the token/);
  });

  it.each([
    [400, true],
    [422, true],
    [401, false],
    [403, false],
    [404, false],
  ])('means what was to be started when it refuses a start with %i: %s', async (status, isRequest) => {
    await open(opener);
    // Whoever asks once more whether the place is there at all gets the same.
    elsewhere().trouble({ kind: 'status', status, times: 3, ...(status === 404 ? {} : { method: 'POST' }) });
    const request = here().request('r-1-b1', 1);
    const fault = await service()
      .trigger(request)
      .catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(UserError);
    expect(fault instanceof RefusedRequest).toBe(isRequest);
  });

  it('means no revision by anything it refuses later', async () => {
    await open(opener);
    const request = here().request('r-1-b1', 1);
    const ref = await service().trigger(request);
    elsewhere().trouble({ kind: 'status', status: 400, path: elsewhere().looks });
    const fault = await service()
      .poll(ref, request)
      .catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(UserError);
    expect(fault).not.toBeInstanceOf(RefusedRequest);
  });

  it('says in words what is missing or wrong about its token', async () => {
    await open(opener);
    expect(await service({ variables: {} }).check()).toMatchObject({ state: 'missing' });
    await expect(service({ variables: {} }).trigger(here().request('b', 1))).rejects.toThrow(UserError);
    elsewhere().trouble({ kind: 'status', status: 401 });
    expect(await service().check()).toMatchObject({
      state: 'wrong',
      what: expect.stringContaining('does not know the token'),
    });
  });

  it('refuses a name that a script of the service could run', async () => {
    await open(opener);
    const request = here().request('r-1-b1', 1);
    const { parts } = request.selector;
    for (const text of ['$(touch pwned)', 'a"; reboot', '`id`', "x' || id '", 'a\nb', '-rf']) {
      const hostile = { ...request, selector: { text, parts } };
      await expect(service().trigger(hostile)).rejects.toMatchObject({ code: 'E-VALUE' });
    }
    expect(started()).toBe(0);
  });

  it.each([
    ['its deadline ended it', / does not end on \w+ although it is told to$/],
    ['a person ended it', / does not end on \w+ although it is told to$/],
    ['nobody may end it', / does not end on \w+ although it is told to \(.+\)$/],
  ])('keeps what came of a batch that goes on though %s, and loses the rest in words', async (why, words) => {
    await open(opener);
    here().pace({ runMs: 1_000 * 3_600_000 });
    elsewhere().deafen();
    const asked = here().request('r-1-b1', 8);
    const request = { ...asked, settings: { ...Object(asked.settings), deadline: '2h' } };
    let shift = 0;
    const one = service({ now: () => new Date(Date.now() + shift) });
    const ref = await one.trigger(request);
    expect((await one.poll(ref, request)).state).toBe('running');
    const cancels = /\/(?:force-)?(?:cancel|stop|term|kill)\?/;
    if (why === 'nobody may end it')
      elsewhere().trouble({ kind: 'status', status: 403, path: cancels, times: Infinity });
    if (why !== 'a person ended it') shift += 2 * 3_600_000;
    const looks: BatchProgress[] = [];
    for (let minutes = 0; minutes <= 15; minutes += 1) {
      shift += 60_000;
      if (why === 'a person ended it') await one.cancel(ref, request);
      looks.push(await one.poll(ref, request));
    }
    expect(new Set(looks.map(({ state }) => state))).toEqual(new Set(['running', 'broken']));
    const what = looks.at(-1)?.broken?.what ?? '';
    expect(what).toMatch(words);
    const collected = await one.collect(ref, new Set(), request);
    if (!('files' in collected)) throw new Error('it is not over');
    const read = await readBatchFiles(collected, { batch: request.batch, selector, otherwise: what });
    const all = read.iterations.map(({ iteration }) => iteration);
    expect(tally(8, all)).toMatchObject({ executed: 4, passed: 3, failed: 1, lost: 4 });
    expect([...new Set(all.flatMap(({ reason }) => reason ?? []))]).toEqual([what]);
  });

  it('asks for an ending batch no more often than it says', async () => {
    await open(opener);
    here().pace({ runMs: 60_000 });
    const request = here().request('r-1-b1', 1);
    const one = service({ leastLookMs: 60_000 });
    const ref = await one.trigger(request);
    const { againInMs } = await one.poll(ref, request);
    expect(againInMs).toBeGreaterThan(50_000);
    const calls = elsewhere().requests.length;
    for (let turn = 0; turn < 5; turn += 1) await one.poll(ref, request);
    expect(await one.collect(ref, new Set(), request)).toEqual([]);
    expect(elsewhere().requests.length).toBe(calls);
  });
});
