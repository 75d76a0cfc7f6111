import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ActionsService } from '../../src/ci/github-actions/actions-service.ts';
import type { BatchRequest } from '../../src/ci/service.ts';
import { RetryableError } from '../../src/model/errors.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { readBatchFiles } from '../../src/worker/batch-files.ts';
import { declared, parameters, repeated } from '../fakes/circleci/plans.ts';
import { type FakeActions, startFakeActions, tokens } from '../fakes/github-actions/server.ts';
import type { FakeWorkflow } from '../fakes/github-actions/state.ts';
import { corpus } from '../support/corpus.ts';
import { faultsOf, readDescription } from '../support/openapi.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('github-actions');
const commit = 'c'.repeat(40);
let github: FakeActions;
let serial = 0;

afterEach(() => github.close());

interface Story {
  readonly workflow?: FakeWorkflow;
  readonly settings?: object;
  readonly tells?: 'run' | 'nothing' | 'refuses';
  readonly token?: string;
  readonly count?: number;
  readonly now?: () => Date;
}

/** A look-alike, a service that speaks to it, and a batch. */
async function begin(story: Story = {}) {
  const { workflow = repeated, settings, tells = 'run', token = tokens.full, count = 8, now } = story;
  serial += 1;
  github = await startFakeActions({ workflow, declared, tells });
  github.state.refs.set('main', commit);
  const service = new ActionsService({
    folder: join(home, String(serial)),
    workspaces: { prepare: async () => ({ folder: home, isFresh: false }), remove: async () => {} },
    environment: () => ({}),
    variables: { GITHUB_ACTIONS_TOKEN: token, GITHUB_API_URL: github.url },
    leastLookMs: 1,
    ...(now === undefined ? {} : { now }),
  });
  const request: BatchRequest = {
    batch: { id: 'r-1-b1', runId: 'r-1', first: 1, count },
    repository: home,
    commit,
    remote: { slug: 'acme/shop', ref: { kind: 'branch', name: 'main' } },
    selector: parseSelector('CasTest#testPays'),
    settings: { workflow: 'retrial.yml', inputs: parameters, ...settings },
  };
  const told = async (ref: string) => {
    const collected = await service.collect(ref, new Set(), request);
    if (!('files' in collected)) throw new Error('it is not over');
    const read = await readBatchFiles(collected, request);
    return read.iterations.map(({ iteration }) => `${iteration.outcome} ${iteration.reason ?? ''}`.trim());
  };
  return { service, request, told };
}

const parametersOf = (count: number) => ({ test: 'CasTest#testPays', count: String(count), machines: '2' });
/** A run that somebody ran again. */
const again = (attempt: number) => ({ event: 'workflow_dispatch', attempt });

describe('a batch on GitHub Actions', () => {
  it('is found by its run’s name where GitHub does not tell the run', async () => {
    for (const tells of ['nothing', 'refuses'] as const) {
      const { service, request } = await begin({ tells });
      await expect(service.trigger(request)).rejects.toMatchObject({ retryAfterMs: 5_000 });
      expect(await service.find('r-1-b1', request)).toBe(String(github.state.runs[0]?.id));
      expect(github.state.runs).toHaveLength(1);
      if (tells === 'refuses') break;
      await github.close();
    }
  });

  it('is found by its branch where the push of it starts the run, and never by it where a call does', async () => {
    const { service, request } = await begin({ settings: { trigger: 'push', inputs: {} } });
    expect(service.needs(request.settings)).toBe('push');
    expect(await service.find('r-1-b1', request)).toBeUndefined();
    github.state.start('retrial/r-1-b10', {}, { event: 'push' });
    const { id } = github.state.start('retrial/r-1-b1', {}, { event: 'push' });
    expect(await service.find('r-1-b1', request)).toBe(String(id));
    const called = { ...request, settings: { workflow: 'retrial.yml', inputs: parameters } };
    expect(await service.find('r-1-b1', called)).toBeUndefined();
  });

  it('ends what the push of its branch started beside it, in whatever workflow, and nothing else', async () => {
    const { service } = await begin();
    github.state.start('retrial/r-1-b1', {}, { event: 'push', name: 'Old', createdAt: Date.now() - 120_000 });
    github.state.pace.runMs = 60_000;
    github.state.start('retrial/r-1-b1', {}, { event: 'push', name: 'Unit' });
    github.state.start('retrial/r-1-b10', {}, { event: 'push', name: 'Unit' });
    await service.endBuildsOf('retrial/r-1-b1', { remote: { slug: 'acme/shop' } });
    await service.endBuildsOf('retrial/r-1-b1', { remote: { slug: 'acme/shop' } });
    expect(github.state.runs.map(({ canceledAt }) => canceledAt !== undefined)).toEqual([false, true, false]);
    expect(github.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    await expect(service.endBuildsOf('retrial/r-1-b1', {})).rejects.toThrow('Which repository');
  });

  it('sends inputs as texts, and says which of them the workflow does not know', async () => {
    const { service, request } = await begin({ settings: { inputs: { ...parameters, colour: 'red' } } });
    await expect(service.trigger(request)).rejects.toThrow(/Unexpected inputs provided: \["colour"\]/);
    const sent = JSON.parse(github.requests[0]?.body ?? '');
    expect(sent).toEqual({
      ref: 'main',
      inputs: {
        test: 'CasTest#testPays',
        count: '8',
        machines: '2',
        colour: 'red',
        retrial_batch: 'r-1-b1',
      },
      return_run_details: true,
    });
  });

  it('keeps the artifacts of each machine apart, and reads each once', async () => {
    const { service, request, told } = await begin();
    const ref = await service.trigger(request);
    await service.poll(ref, request);
    const words = await told(ref);
    expect(words.map((word) => word.split(' ')[0])).toEqual([
      'passed',
      'passed',
      'passed',
      'failed',
      'passed',
      'passed',
      'passed',
      'failed',
    ]);
    await told(ref);
    expect(github.storage.requests).toHaveLength(2);
  });

  it('is what its first attempt was, whatever came of it when somebody ran it again', async () => {
    const { service, request, told } = await begin();
    const { id } = github.state.start('main', { ...parametersOf(8), retrial_batch: 'r-1-b1' }, again(2));
    expect(await service.find('r-1-b1', request)).toBe(String(id));
    expect(await service.poll(String(id), request)).toMatchObject({
      state: 'finished',
      note: expect.stringContaining('run again on GitHub'),
    });
    const collected = await service.collect(String(id), new Set(), request);
    expect('jobs' in collected && collected.jobs.map(({ state }) => state)).toEqual(['failure', 'failure']);
    expect((await told(String(id))).map((word) => word.split(' ')[0])).toEqual([
      'passed',
      'passed',
      'passed',
      'failed',
      ...Array.from({ length: 4 }, () => 'lost'),
    ]);
  });

  it.each(['all', 'force', 'nothing'] as const)(
    'is ended at its deadline, by force where it heeds no word, and given up in the end: %s',
    async (heeds) => {
      let shift = 0;
      const now = () => new Date(Date.now() + shift);
      const { service, request } = await begin({ now, settings: { deadline: '1h' } });
      github.state.pace.runMs = 1_000 * 3_600_000;
      github.state.heeds = heeds;
      const ref = await service.trigger(request);
      expect((await service.poll(ref, request)).state).toBe('running');
      shift = 3_600_000 + 60_000;
      const states: string[] = [];
      for (; shift < 2 * 3_600_000 && !states.includes('over'); shift += 150_000) {
        const { state, broken } = await service.poll(ref, request);
        states.push(state === 'running' ? state : 'over', ...(broken === undefined ? [] : [broken.what]));
      }
      const forced = github.requests.filter(({ path }) => path.endsWith('/force-cancel'));
      expect(forced.length > 0).toBe(heeds !== 'all');
      expect(states.includes('the run does not end on GitHub although it is told to')).toBe(
        heeds === 'nothing',
      );
      expect(states.length).toBeLessThan(9);
      // What came back of a run that heeds no word counts, and the rest is lost.
      const collected = await service.collect(ref, new Set(), request);
      expect('jobs' in collected && collected.jobs.length).toBeGreaterThan(0);
    },
  );

  it.each([
    [true, 'ended after its deadline of 1 h'],
    [false, 'never began within 1 h'],
  ])('says what its deadline ended, and what somebody cancelled: %s', async (hasRunners, words) => {
    const { service, request, told } = await begin({ settings: { deadline: '1h' } });
    github.state.pace.runMs = 1_000 * 3_600_000;
    github.state.hasRunners = hasRunners;
    const inputs = { ...parametersOf(8), retrial_batch: 'r-1-b1' };
    const createdAt = Date.now() - 2 * 3_600_000;
    const { id } = github.state.start('main', inputs, { event: 'workflow_dispatch', createdAt });
    await service.poll(String(id), request);
    await service.close();
    expect(await told(String(id))).toContain(`lost ${words}`);
    const other = github.state.start('main', inputs);
    await service.cancel(String(other.id), request);
    expect(await told(String(other.id))).toContain('lost cancelled on GitHub');
  });

  it('loses an artifact that storage refuses at the last try, and keeps the others', async () => {
    const { service, request } = await begin();
    const ref = await service.trigger(request);
    await service.poll(ref, request);
    github.storage.trouble({ kind: 'status', status: 500, path: /00(?:\?|$)/, times: Infinity });
    await expect(service.collect(ref, new Set(), request)).rejects.toBeInstanceOf(RetryableError);
    const last = await service.collect(ref, new Set(), { ...request, isLastTry: true });
    expect('jobs' in last && last.jobs[0]?.loss).toMatch(/its files are gone: GitHub: .* status 500/);
    expect('files' in last && last.files.length).toBeGreaterThan(0);
  });

  it('says that GitHub deleted the artifacts', async () => {
    const { service, request, told } = await begin({ count: 2 });
    const ref = await service.trigger(request);
    github.state.isExpired = true;
    expect(await told(ref)).toEqual([
      'lost GitHub deleted the artifact retrial-0',
      'lost GitHub deleted the artifact retrial-0',
    ]);
  });

  it.each<readonly [string, FakeWorkflow, object, RegExp]>([
    [
      'the build failed',
      (inputs) => ({ ...repeated(inputs), before: { build: 'failure' } }),
      { job: 'repeat' },
      /`build` ended with "failure" on GitHub, so `repeat \(0\)` never ran/,
    ],
    ['there is no such job', repeated, { job: 'repeet' }, /no job `repeet`, only `repeat \(0\)`/],
  ])('is broken when %s', async (_, workflow, settings, words) => {
    const { service, request } = await begin({ workflow, settings });
    const ref = await service.trigger(request);
    const { state, broken } = await service.poll(ref, request);
    expect(state).toBe('broken');
    expect(broken?.what).toMatch(words);
  });

  it('does not count when the branch moved on before GitHub built it', async () => {
    const { service, request } = await begin();
    github.state.refs.set('main', 'd'.repeat(40));
    github.state.pace.runMs = 60_000;
    const ref = await service.trigger(request);
    expect((await service.poll(ref, request)).broken?.what).toMatch(/the branch moved on/);
    expect(github.state.runs[0]?.canceledAt).toBeDefined();
  });

  it('takes an archive that is none for what it is', async () => {
    const { service, request, told } = await begin({ count: 1 });
    const ref = await service.trigger(request);
    github.storage.trouble({ kind: 'status', status: 200, body: 'PK no more', times: 9 });
    expect(await told(ref)).toEqual([expect.stringMatching(/^lost the artifact retrial-0: /)]);
  });

  it('waits while GitHub limits it', async () => {
    const { service, request } = await begin();
    const ref = await service.trigger(request);
    const body = { message: 'You have exceeded a secondary rate limit' };
    github.trouble({ kind: 'status', status: 403, headers: { 'retry-after': '60' }, body });
    const fault = await service.poll(ref, request).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(RetryableError);
    expect(fault).toMatchObject({ retryAfterMs: 60_000 });
  });

  it('hears of the second limit where no header tells of it', async () => {
    const { service, request } = await begin();
    const ref = await service.trigger(request);
    github.trouble({
      kind: 'status',
      status: 403,
      body: { message: 'You have exceeded a secondary rate limit.' },
    });
    const poll = async () => service.poll(ref, request).catch((error: unknown) => error);
    expect(await poll()).toMatchObject({ retryAfterMs: 60_000 });
    const before = github.requests.length;
    expect(await poll()).toMatchObject({ message: 'GitHub wants to be left alone' });
    expect(github.requests).toHaveLength(before);
  });

  it('asks at each look whether its run has changed, which GitHub does not count, and sees at once when it has', async () => {
    let shift = 0;
    const { service, request } = await begin({ now: () => new Date(Date.now() + shift) });
    github.state.pace.runMs = 60_000;
    const ref = await service.trigger(request);
    const look = async () => {
      const { state, againInMs = 0 } = await service.poll(ref, request);
      shift += againInMs + 1;
      return state;
    };
    expect([await look(), await look(), await look()]).toEqual(['running', 'running', 'running']);
    expect(github.state.unchanged).toBe(2);
    github.state.pace.runMs = 0;
    expect(await look()).toBe('finished');
    expect(github.state.unchanged).toBe(2);
  });

  it('asks so of the attempts of a run that somebody runs again', async () => {
    const { service, request } = await begin();
    const { id } = github.state.start('main', {}, again(3));
    await service.poll(String(id), request);
    await service.close();
    await service.poll(String(id), request);
    expect(github.requests.filter(({ path }) => path.includes('/attempts/')).length).toBeGreaterThan(2);
    expect(github.state.unchanged).toBe(3);
  });

  it('that GitHub calls unchanged though nobody had asked is no run', async () => {
    const { service, request } = await begin();
    const ref = await service.trigger(request);
    github.trouble({ kind: 'status', status: 304, path: /\/runs\/\d+\?/ });
    await expect(service.poll(ref, request)).rejects.toThrow(/GitHub/);
    expect((await service.poll(ref, request)).state).toBe('finished');
  });

  it('is looked at by doctor, which reads the workflow and says what it lacks', async () => {
    const { service, request } = await begin();
    const look = async () => service.check(request.settings, { slug: 'acme/shop' });
    const where = '.github/workflows/retrial.yml on the default branch of acme/shop';
    expect((await look()).what).toBe(`GitHub Actions: retrial-ci sees no ${where}`);
    const file = 'run-name: ${{ inputs.retrial_batch }}\non: { workflow_dispatch: { inputs: {} } }\n';
    github.state.file = file;
    expect(await look()).toMatchObject({
      state: 'wrong',
      what: expect.stringMatching(/does not declare the input `test`, `count`, `machines`, `retrial_batch`$/),
    });
    github.state.file = file.replace('{}', '{ test: , count: , machines: , retrial_batch: }');
    expect(await look()).toEqual({
      state: 'ok',
      what: `GitHub Actions can be used as retrial-ci, and ${where} takes what it is handed`,
    });
    expect(github.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('is looked at by doctor, which says what the token lacks', async () => {
    const { service } = await begin({ token: tokens.reader });
    expect(await service.check()).toMatchObject({
      state: 'wrong',
      what: 'GitHub Actions: retrial-ci lacks the scope `repo`',
    });
  });
});

describe.skipIf(corpus === undefined && process.env['CI'] === undefined)(
  'the look-alike of GitHub Actions, held against its description (needs RETRIAL_CORPUS)',
  () => {
    it('answers as GitHub describes it; of a run, whose repository is left out, in part', async () => {
      const { service, request } = await begin();
      const ref = await service.trigger(request);
      const runs = '/repos/{owner}/{repo}/actions/runs/{run_id}';
      const at = `/repos/acme/shop/actions/runs/${ref}`;
      const description = readDescription('specs/github/rest.subset.openapi.json');
      const workflow = '/repos/{owner}/{repo}/actions/workflows/{workflow_id}';
      const answers: readonly (readonly [string, string, 'whole' | 'part'])[] = [
        [runs, at, 'part'],
        [`${runs}/jobs`, `${at}/jobs`, 'whole'],
        [`${runs}/attempts/{attempt_number}/jobs`, `${at}/attempts/1/jobs`, 'whole'],
        [`${runs}/artifacts`, `${at}/artifacts`, 'whole'],
        [`${workflow}/runs`, '/repos/acme/shop/actions/workflows/retrial.yml/runs', 'part'],
      ];
      for (const [path, address, extent] of answers) {
        const headers = { authorization: `token ${tokens.full}` };
        const answer: unknown = await (await fetch(github.url + address, { headers })).json();
        const described = { method: 'get', path, status: '200', extent };
        expect([path, faultsOf(answer, description, described)]).toEqual([path, []]);
      }
    });

    it('is started and stopped as GitHub describes it, and says no in its words', async () => {
      await begin();
      github.state.pace.runMs = 60_000;
      const description = readDescription('specs/github/rest.subset.openapi.json');
      const [{ id }, { id: other }] = [github.state.start('main', {}), github.state.start('main', {})];
      const over = github.state.start(
        'main',
        {},
        { event: 'workflow_dispatch', createdAt: Date.now() - 120_000 },
      ).id;
      const actions = '/repos/{owner}/{repo}/actions';
      const dispatched = { ref: 'main', inputs: {}, return_run_details: true };
      const answers: readonly (readonly [string, string, number, object?])[] = [
        [
          `${actions}/workflows/{workflow_id}/dispatches`,
          'workflows/retrial.yml/dispatches',
          200,
          dispatched,
        ],
        [`${actions}/runs/{run_id}/cancel`, `runs/${id}/cancel`, 202],
        [`${actions}/runs/{run_id}/cancel`, `runs/${over}/cancel`, 409],
        [`${actions}/runs/{run_id}/force-cancel`, `runs/${other}/force-cancel`, 202],
        [`${actions}/runs/{run_id}/force-cancel`, `runs/${over}/force-cancel`, 409],
      ];
      for (const [path, address, status, body = {}] of answers) {
        const answer = await fetch(`${github.url}/repos/acme/shop/actions/${address}`, {
          method: 'POST',
          headers: { authorization: `token ${tokens.full}` },
          body: JSON.stringify(body),
        });
        const described = { method: 'post', path, status: String(status), extent: 'whole' as const };
        const faults = faultsOf(await answer.json(), description, described);
        expect([address, answer.status, faults]).toEqual([address, status, []]);
      }
    });
  },
);
