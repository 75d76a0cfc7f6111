import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpClient } from '../../src/ci/http/client.ts';
import { filesOf } from '../../src/ci/jenkins/files.ts';
import { JenkinsService } from '../../src/ci/jenkins/jenkins-service.ts';
import { jenkinsSettings } from '../../src/ci/jenkins/settings.ts';
import type { BatchRequest, CiParts } from '../../src/ci/service.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { readBatchFiles } from '../../src/worker/batch-files.ts';
import { parameters, repeatJob } from '../fakes/jenkins/plans.ts';
import { type FakeJenkins, startFakeJenkins } from '../fakes/jenkins/server.ts';
import type { FakeCase, FakeJob, FakeOutcome, FakePace } from '../fakes/jenkins/state.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('jenkins');
const commit = 'c'.repeat(40);
const token = '11e8f00d5ecret';
const minute = 60_000;
let serial = 0;
let jenkins: FakeJenkins;

afterEach(() => jenkins.close());

interface Story {
  readonly jobs?: readonly FakeJob[];
  readonly settings?: object;
  readonly pace?: Partial<FakePace>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly fake?: { readonly token?: string; readonly password?: string; readonly mergedStatus?: 201 };
  readonly now?: () => Date;
  readonly parts?: Partial<CiParts>;
  readonly count?: number;
}

/** A look-alike, a service that speaks to it, and a batch. */
async function begin(story: Story = {}) {
  const { jobs = [repeatJob()], settings, pace = {}, variables, fake = { token }, now, count = 8 } = story;
  jenkins = await startFakeJenkins({ jobs, pace, user: 'bot', ...fake });
  serial += 1;
  const folder = join(home, String(serial));
  mkdirSync(folder, { recursive: true });
  const parts: CiParts = {
    folder: join(folder, 'downloads'),
    workspaces: { prepare: async () => ({ folder, isFresh: false }), remove: async () => {} },
    environment: () => ({}),
    variables: {
      JENKINS_URL: `${jenkins.root}/`,
      JENKINS_USER: 'bot',
      JENKINS_TOKEN: token,
      JENKINS_JOBS: '*=deploy-docs, acme/shop=team/*',
      ...variables,
    },
    leastLookMs: 1,
    ...(now === undefined ? {} : { now }),
    ...story.parts,
  };
  const request: BatchRequest = {
    batch: { id: 'r-1-b1', runId: 'r-1', first: 1, count },
    repository: folder,
    commit,
    remote: { slug: 'acme/shop' },
    selector: parseSelector('CasTest#testPays'),
    settings: { job: 'team/repeat', parameters, ...settings },
  };
  const service = new JenkinsService(parts);
  const end = async (ref: string, by = service) => {
    for (;;) {
      const progress = await by.poll(ref, request);
      if (progress.state !== 'running') return progress;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const told = async (ref: string) => {
    const collected = await service.collect(ref, new Set(), request);
    if (!('files' in collected)) throw new Error('it is not over');
    const read = await readBatchFiles(collected, request);
    return read.iterations.map(({ iteration }) => `${iteration.outcome} ${iteration.reason ?? ''}`.trim());
  };
  return { service, parts, request, end, told };
}

function comesTo(outcome: FakeOutcome): readonly FakeJob[] {
  return [repeatJob({ run: () => outcome })];
}

function posts(): readonly string[] {
  return jenkins.requests.filter(({ method }) => method === 'POST').map(({ path }) => path);
}

describe('a batch on Jenkins', () => {
  it('ends what a multibranch project began or queued of its branch, where it may', async () => {
    const run = () => ({ result: 'SUCCESS' as const });
    const [main, own, other] = ['main', 'retrial%2Fr-1-b1', 'retrial%2Fr-1-b10'].map((name): FakeJob => ({
      path: `team/shop/${name}`,
      run,
    }));
    if (main === undefined || own === undefined || other === undefined) throw new Error('no jobs');
    const { parts, request } = await begin({ jobs: [main, own, other], pace: { runMs: minute } });
    const settings = { job: 'team/shop/main', parameters };
    const ended = async (list: string) => {
      const variables = { ...parts.variables, JENKINS_JOBS: list };
      await new JenkinsService({ ...parts, variables }).endBuildsOf('retrial/r-1-b1', {
        ...request,
        settings,
      });
      return jenkins.state.builds.map(({ stoppedAt }) => stoppedAt !== undefined);
    };
    for (const job of [own, other]) jenkins.state.schedule(job, {});
    jenkins.state.advance();
    jenkins.state.pace.queueMs = minute;
    jenkins.state.schedule(own, { again: 'yes' });
    expect(await ended('acme/shop=team/shop/main')).toEqual([false, false]);
    expect(await ended('acme/shop=team/shop/*')).toEqual([true, false]);
    expect(jenkins.state.items.map(({ cancelled }) => cancelled)).toEqual([false, false, true]);
    expect(posts()).toHaveLength(2);
  });

  it('fills the declared parameters, the batch’s id beside them, and builds any commit', async () => {
    const { service, request } = await begin({ count: 12 });
    await service.trigger(request);
    expect(jenkins.state.items[0]?.parameters).toEqual({
      RETRIAL_BATCH: 'r-1-b1',
      TEST: 'CasTest#testPays',
      COUNT: '12',
      MACHINES: '3',
      COMMIT: commit,
    });
  });

  it('starts nothing when the job does not declare a parameter, and names the one to declare', async () => {
    const { RETRIAL_BATCH: _, ...others } = repeatJob().parameters ?? {};
    const { service, request } = await begin({ jobs: [repeatJob({ parameters: others })] });
    await expect(service.trigger(request)).rejects.toThrow(
      'the Jenkins job `team/repeat` does not declare the parameter `RETRIAL_BATCH`, and Jenkins drops what is not declared: declare it in the job.',
    );
    expect(posts()).toEqual([]);
  });

  it.each([
    ['a job that is not there', [], /shows no job `team\/repeat`/],
    ['a disabled job', [repeatJob({ disabled: true })], /`team\/repeat` is disabled/],
  ])('starts nothing of %s', async (_, jobs, words) => {
    const { service, request } = await begin({ jobs });
    await expect(service.trigger(request)).rejects.toThrow(words);
    expect(posts()).toEqual([]);
  });

  it('starts no job that the server’s operator did not allow', async () => {
    const jobs = [repeatJob({ path: 'deploy' })];
    for (const job of ['deploy', 'teams/repeat', 'team', 'Team/repeat']) {
      const { service, request } = await begin({ jobs, settings: { job } });
      await expect(service.trigger(request)).rejects.toThrow(/may not start the Jenkins job .*JENKINS_JOBS/);
      expect(jenkins.requests).toEqual([]);
      await jenkins.close();
    }
    const { service, request } = await begin({ settings: { job: 'team/../deploy' } });
    await expect(service.trigger(request)).rejects.toThrow('is no Jenkins job');
    expect(jenkins.requests).toEqual([]);
  });

  it('starts no job of another repository, and says how the operator could let it', async () => {
    const { service, request } = await begin();
    const other = { ...request, remote: { slug: 'acme/vault' } };
    await expect(service.trigger(other)).rejects.toThrow(
      'This server may not start the Jenkins job `team/repeat` for acme/vault. Its operator can add `acme/vault=team/repeat` to JENKINS_JOBS.',
    );
    const { remote: _, ...nowhere } = request;
    await expect(service.trigger(nowhere)).rejects.toThrow(/for this repository.*`\*=team\/repeat`/);
    expect(jenkins.requests).toEqual([]);
  });

  it('did not start when Jenkins answers kindly and queues nothing', async () => {
    const { service, request } = await begin();
    jenkins.trouble({ kind: 'status', status: 302, headers: { location: './' }, method: 'POST' });
    await expect(service.trigger(request)).rejects.toThrow(/queued no build of `team\/repeat`/);
  });

  it('is one build however often it is triggered while it waits', async () => {
    const { service, request } = await begin({ pace: { queueMs: minute } });
    const first = await service.trigger(request);
    expect(await service.trigger(request)).toBe(first);
    expect(jenkins.state.items).toHaveLength(1);
  });

  it('fetches a crumb and its session for a password, and posts once more with them', async () => {
    const { service, request, end } = await begin({ fake: { password: token } });
    const ref = await service.trigger(request);
    expect(await end(ref)).toMatchObject({ state: 'finished', finished: 8 });
    expect(jenkins.state.builds).toHaveLength(1);
    const last = jenkins.requests.findLast(({ method }) => method === 'POST');
    expect(last?.headers).toMatchObject({
      'jenkins-crumb': 'b6a1f3',
      cookie: expect.stringContaining('JSESSION'),
    });
  });

  it('is found while it waits, while it runs, and after Jenkins forgot its queue item', async () => {
    const { service, parts, request, end } = await begin({ pace: { queueMs: 80, forgetMs: 0 } });
    const ref = await service.trigger(request);
    expect(await service.find('r-1-b1', request)).toBe(ref);
    await expect.poll(() => jenkins.state.item(Number(ref))).toBeUndefined();
    expect(await service.find('r-1-b1', request)).toBe(ref);
    expect(await service.find('r-1-b', request)).toBeUndefined();
    const other = new JenkinsService(parts);
    expect(await end(ref, other)).toMatchObject({ state: 'finished' });
  });

  it('is found among hundreds of younger builds', async () => {
    const { service, request } = await begin();
    const ref = await service.trigger(request);
    for (const job of jenkins.state.jobs)
      for (let at = 0; at < 250; at += 1) jenkins.state.schedule(job, { RETRIAL_BATCH: `r-9-b${at}` });
    expect(await service.find('r-1-b1', request)).toBe(ref);
  });

  it('is the first build with its id, not what somebody rebuilt of it', async () => {
    const { service, request, end, parts } = await begin({ pace: { forgetMs: 0 } });
    const ref = await service.trigger(request);
    await end(ref);
    const [job] = jenkins.state.jobs;
    if (job !== undefined) jenkins.state.schedule(job, { ...jenkins.state.builds[0]?.parameters });
    expect(await service.find('r-1-b1', request)).toBe(ref);
    jenkins.state.advance();
    expect(jenkins.state.builds).toHaveLength(2);
    expect(await service.find('r-1-b1', request)).toBe(ref);
    const other = new JenkinsService(parts);
    expect((await end(ref, other)).url).toMatch(/\/repeat\/1\/$/);
  });

  it('takes no build of another batch for its own where Jenkins began to count anew', async () => {
    const { service, request } = await begin({ parts: { lagMs: 20 } });
    const [job] = jenkins.state.jobs;
    if (job !== undefined) jenkins.state.schedule(job, { RETRIAL_BATCH: 'r-2-b1' });
    expect((await service.poll('1', request)).state).toBe('running');
    await expect
      .poll(async () => (await service.poll('1', request)).broken?.what)
      .toMatch(/knows nothing of it/);
  });

  it('is broken when Jenkins deleted its build', async () => {
    const { service, request, end } = await begin({ pace: { runMs: minute } });
    const ref = await service.trigger(request);
    await service.poll(ref, request);
    jenkins.state.builds.length = 0;
    expect((await end(ref)).broken?.what).toBe('build 1 was deleted on Jenkins');
  });
});

describe('what a batch on Jenkins came to', () => {
  it('does not count when the job built another commit than it was handed', async () => {
    const checkouts = {
      'https://github.com/acme/pipeline-library.git': commit,
      'git@github.com:Acme/shop.git': 'd'.repeat(40),
    };
    const jobs = comesTo({
      result: 'SUCCESS',
      artifacts: { 'out/passes/1/r.xml': '<testsuite/>' },
      checkouts,
    });
    const { service, request, end } = await begin({ jobs });
    const ref = await service.trigger(request);
    expect((await end(ref)).broken?.what).toBe(
      'Jenkins built ddddddddd instead of ccccccccc: the job must check out the commit it is handed',
    );
    const trusting = { ...request, settings: { ...Object(request.settings), commit: 'trusted' } };
    await service.close();
    expect((await service.poll(ref, trusting)).state).toBe('finished');
  });

  it('does not count when the build of another commit does not end either', async () => {
    let shift = 0;
    const now = () => new Date(Date.now() + shift);
    const jobs = comesTo({
      result: 'SUCCESS',
      artifacts: { 'out/passes/1/r.xml': '<testsuite/>' },
      checkouts: { 'https://github.com/acme/shop': 'd'.repeat(40) },
    });
    const { service, request } = await begin({ jobs, now, pace: { runMs: 1_000 * minute } });
    const ref = await service.trigger(request);
    expect((await service.poll(ref, request)).state).toBe('running');
    jenkins.state.isDeaf = true;
    for (let minutes = 0; minutes <= 15; minutes += 1) {
      shift += minute;
      await service.cancel(ref, request);
      await service.poll(ref, request);
    }
    const { broken } = await service.poll(ref, request);
    expect(broken?.what).toMatch(/^Jenkins built ddddddddd instead of ccccccccc/);
    expect(await service.collect(ref, new Set(), request)).toMatchObject({ files: [] });
  });

  it('counts for a job that is handed a branch only if Jenkins says that it built the commit', async () => {
    const settings = { parameters: { TEST: '{test}', BRANCH: '{ref}' }, commit: 'trusted' };
    const remote = { slug: 'acme/shop', ref: { kind: 'branch', name: 'main' } } as const;
    const endWith = async (checkouts: Readonly<Record<string, string>>) => {
      const run = () => ({
        result: 'SUCCESS' as const,
        artifacts: { 'out/passes/1/r.xml': '<testsuite/>' },
        checkouts,
      });
      const jobs = [repeatJob({ run, parameters: { RETRIAL_BATCH: '', TEST: '', BRANCH: '' } })];
      const { service, request, end } = await begin({ jobs, settings });
      const progress = await end(await service.trigger({ ...request, remote }));
      expect(jenkins.state.items[0]?.parameters['BRANCH']).toBe('main');
      await jenkins.close();
      return progress.broken?.what ?? progress.state;
    };
    expect(await endWith({ 'https://github.com/acme/shop': commit })).toBe('finished');
    expect(await endWith({ 'https://github.com/acme/shop': 'd'.repeat(40) })).toBe(
      'Jenkins built ddddddddd instead of ccccccccc: the branch moved on',
    );
    expect(await endWith({ 'https://github.com/acme/other': commit })).toBe(
      'Jenkins does not tell which commit of acme/shop it built: hand `{commit}` to the job',
    );
  });

  it('is cancelled when a person stops it before a branch was checked out', async () => {
    const settings = { parameters: { TEST: '{test}', BRANCH: '{ref}' } };
    const job = repeatJob({
      run: () => ({ result: 'ABORTED' }),
      parameters: { RETRIAL_BATCH: '', TEST: '', BRANCH: '' },
    });
    const { service, request, end } = await begin({ jobs: [job], settings });
    const remote = { slug: 'acme/shop', ref: { kind: 'branch', name: 'main' } } as const;
    expect((await end(await service.trigger({ ...request, remote }))).state).toBe('cancelled');
  });

  it('is not started on a branch where none points at the commit', async () => {
    const { service, request } = await begin({ settings: { parameters: { BRANCH: '{ref}' } } });
    await expect(service.trigger(request)).rejects.toThrow(
      /builds branches and tags, and none of acme\/shop points at ccccccccc/,
    );
    expect(jenkins.requests).toEqual([]);
  });

  it('asks machines that run equally many for no more than is wanted, and says what is left over', async () => {
    const { service, request, end, told } = await begin({
      jobs: [
        repeatJob({
          run: ({ COUNT = '0', MACHINES = '0' }) => ({
            result: 'SUCCESS',
            artifacts: Object.fromEntries(
              Array.from({ length: Number(COUNT) * Number(MACHINES) }, (_, at) => [
                `${at % Number(MACHINES)}/passes/${at}/r.xml`,
                '<testsuite><testcase classname="org.acme.CasTest" name="testPays"/></testsuite>',
              ]),
            ),
          }),
        }),
      ],
      settings: { parameters: { ...parameters, COUNT: '{each}' } },
      count: 13,
    });
    const ref = await service.trigger(request);
    await end(ref);
    const all = await told(ref);
    expect(all.filter((one) => one === 'passed')).toHaveLength(12);
    expect(all.at(-1)).toBe('lost 3 machines run 4 each, which leaves 1 of 13 over');
  });

  it('counts where libraries of the pipeline were checked out beside it', async () => {
    const checkouts = {
      'https://git.example.org/lib': 'e'.repeat(40),
      'https://github.com/acme/shop': commit,
    };
    const { service, request, end } = await begin({ jobs: comesTo({ result: 'SUCCESS', checkouts }) });
    expect((await end(await service.trigger(request))).state).toBe('finished');
  });

  it('is a broken environment when the build failed before any test ran', async () => {
    const jobs = comesTo({ result: 'FAILURE', artifacts: { 'build.log': 'javac: error' } });
    const { service, request, end } = await begin({ jobs });
    const ref = await service.trigger(request);
    expect((await end(ref)).broken?.what).toBe(
      'build 1 ended with FAILURE on Jenkins and left no test result',
    );
    expect(await service.collect(ref, new Set(), request)).toMatchObject({
      files: [],
      jobs: [],
      spent: { machineMs: expect.any(Number) },
    });
  });

  it.each([
    [{ COUNT: '{count}' }, 60_000],
    [{ COUNT: '{count}', MACHINES: '{machines}' }, 180_000],
    [{ COUNT: '{each}' }, 180_000],
  ])('took its length on each machine that it was told to use: %j', (wanted, machineMs) => {
    const settings = jenkinsSettings.parse({
      job: 'team/repeat',
      parameters: { ...wanted, SHA: '{commit}' },
      perMachine: 4,
    });
    const client = httpClient({
      service: 'Jenkins',
      baseUrl: 'http://127.0.0.1:9',
      credentials: {},
      advice: '',
    });
    const batch = { id: 'r-1-b1', runId: 'r-1', first: 1, count: 12 };
    const build = { number: 1, url: '', startedAt: 0, durationMs: 60_000, result: 'SUCCESS', revisions: [] };
    const place = { client, root: 'http://127.0.0.1:9', settings, batch, folder: home };
    expect(filesOf(build, [], place).spent).toEqual({ machineMs });
  });

  it.each([
    [2 * 60 * minute, 'ended after its deadline of 1 h'],
    [minute, 'cancelled on Jenkins, or ended there by a time limit'],
  ])('says what its deadline ended, and what was aborted before: %i ms', (durationMs, loss) => {
    const parameters = { SHA: '{commit}' };
    const settings = jenkinsSettings.parse({ job: 'team/repeat', parameters, deadline: '1h' });
    const root = 'http://127.0.0.1:9';
    const client = httpClient({ service: 'Jenkins', baseUrl: root, credentials: {}, advice: '' });
    const batch = { id: 'r-1-b1', runId: 'r-1', first: 1, count: 2 };
    const build = { number: 1, url: '', startedAt: 0, durationMs, result: 'ABORTED', revisions: [] };
    expect(filesOf(build, [], { client, root, settings, batch, folder: home }).jobs).toMatchObject([
      { loss },
    ]);
  });

  it('reads Jenkins’ own test results where there is no report, by machine, a regression as a failure', async () => {
    const one = (turn: number, status: FakeCase['status']): FakeCase => ({
      className: 'org.acme.CasTest',
      name: `testPays[${turn}-2]`,
      status,
      errorDetails: status === 'REGRESSION' ? 'expected 15 but was 10' : '',
    });
    const tests = [
      { name: 'S', enclosingBlockNames: ['machine 1'], cases: [one(1, 'PASSED'), one(2, 'REGRESSION')] },
      { name: 'S', enclosingBlockNames: ['machine 2'], cases: [one(1, 'FIXED'), one(2, 'SKIPPED')] },
    ];
    const { service, request, end, told } = await begin({
      jobs: comesTo({ result: 'UNSTABLE', artifacts: { 'build.log': 'x' }, tests }),
      count: 5,
    });
    const ref = await service.trigger(request);
    await end(ref);
    expect((await told(ref)).map((one) => one.split(' ')[0])).toEqual([
      'passed',
      'failed',
      'passed',
      'skipped',
      'lost',
    ]);
  });

  it.each([
    ['a page', '<html>log in</html>', 'what the service lists holds no test results'],
    ['JSON of another kind', '[1, 2]', 'what the service lists holds no test results'],
    ['more than is read', ' '.repeat(32_000_001), /larger than 32000000 bytes/],
  ])('is lost in words where Jenkins lists %s for test results', async (_, body, words) => {
    const tests = [{ name: 'S', cases: [] }];
    const { service, request, end, told } = await begin({
      jobs: comesTo({ result: 'UNSTABLE', artifacts: { 'build.log': 'x' }, tests }),
      count: 1,
    });
    const ref = await service.trigger(request);
    await end(ref);
    jenkins.trouble({ kind: 'status', status: 200, body, path: /testReport.*suites/, times: 9 });
    const [lost] = await told(ref);
    expect(lost).toMatch(/^lost its files are gone: /);
    expect(lost).toMatch(words);
  });

  it('is not read from Jenkins’ own test results where reports were kept', async () => {
    const { service, request, end, told } = await begin({ count: 4 });
    const ref = await service.trigger(request);
    await end(ref);
    expect((await told(ref)).map((one) => one.split(' ')[0])).toEqual([
      'passed',
      'passed',
      'passed',
      'failed',
    ]);
    expect(jenkins.requests.filter(({ path }) => path.endsWith('/testReport/api/json'))).toEqual([]);
  });

  it('never takes a green build without results for passes', async () => {
    const { service, request, end, told } = await begin({ jobs: comesTo({ result: 'SUCCESS' }), count: 1 });
    const ref = await service.trigger(request);
    expect((await end(ref)).state).toBe('finished');
    expect(await told(ref)).toEqual([
      'lost its files are gone: Jenkins keeps no report of it, and of its own test results: Jenkins answered 404 for it',
    ]);
  });

  it('keeps what had been archived when somebody aborts it, and says why the rest is lost', async () => {
    const { service, request, end, told } = await begin({ pace: { runMs: minute } });
    const ref = await service.trigger(request);
    await service.poll(ref, request);
    const [build] = jenkins.state.builds;
    if (build !== undefined) build.stoppedAt = Date.now();
    expect((await end(ref)).state).toBe('cancelled');
    const words = await told(ref);
    expect(words.filter((one) => !one.startsWith('lost'))).toHaveLength(4);
    expect(new Set(words.filter((one) => one.startsWith('lost')))).toEqual(
      new Set(['lost cancelled on Jenkins, or ended there by a time limit']),
    );
  });

  it('was cancelled in the queue when it never began', async () => {
    const { service, request, end, told } = await begin({ pace: { queueMs: minute }, count: 1 });
    const ref = await service.trigger(request);
    await service.cancel(ref, request);
    expect((await end(ref)).state).toBe('cancelled');
    expect(await told(ref)).toEqual(['lost cancelled in the queue of Jenkins']);
    expect(posts().at(-1)).toBe('/jenkins/queue/cancelItem');
  });
});

describe('a batch on Jenkins that takes too long', () => {
  it('is stopped at its deadline, ever more firmly, and given up in the end', async () => {
    let shift = 0;
    const { service, request } = await begin({
      now: () => new Date(Date.now() + shift),
      settings: { deadline: '2h' },
      pace: { runMs: 600 * minute },
    });
    const ref = await service.trigger(request);
    expect((await service.poll(ref, request)).state).toBe('running');
    const words = [];
    for (const minutes of [121, 127, 133]) {
      shift = minutes * minute;
      jenkins.trouble({ kind: 'status', status: 302, method: 'POST', path: /\/1\/\w+/ });
      words.push((await service.poll(ref, request)).state);
    }
    expect(words).toEqual(['running', 'running', 'broken']);
    expect(posts().slice(1)).toEqual(
      ['stop', 'kill', 'kill'].map((word) => `/jenkins/job/team/job/repeat/1/${word}`),
    );
  });

  it('is told to stop, then to terminate, then killed', async () => {
    let shift = 0;
    const { service, request } = await begin({
      now: () => new Date(Date.now() + shift),
      pace: { runMs: 600 * minute },
    });
    const ref = await service.trigger(request);
    for (const minutes of [0, 2, 4]) {
      shift = minutes * minute;
      jenkins.trouble({ kind: 'status', status: 302, method: 'POST', path: /\/1\/\w+/ });
      await service.cancel(ref, request);
    }
    expect(
      posts()
        .slice(1)
        .map((path) => path.split('/').at(-1)),
    ).toEqual(['stop', 'term', 'kill']);
  });

  it('is taken out of the queue when nothing takes it in time', async () => {
    let shift = 0;
    const { service, request } = await begin({
      now: () => new Date(Date.now() + shift),
      settings: { deadline: '2h' },
      pace: { queueMs: 600 * minute },
    });
    const ref = await service.trigger(request);
    const { againInMs = 0 } = await service.poll(ref, request);
    expect(againInMs).toBeLessThanOrEqual(2 * minute);
    shift = 121 * minute;
    const what = 'no build of `team/repeat` began on Jenkins within 2 h';
    expect((await service.poll(ref, request)).broken?.what).toBe(what);
    expect(jenkins.state.items[0]?.cancelled).toBe(true);
    await service.close();
    expect((await service.poll(ref, request)).broken?.what).toBe(what);
  });

  it('is told to stop where it began just as it was to be taken out of the queue', async () => {
    let shift = 0;
    const { service, request } = await begin({
      now: () => new Date(Date.now() + shift),
      settings: { deadline: '2h' },
      pace: { queueMs: 600 * minute, runMs: 600 * minute },
    });
    const ref = await service.trigger(request);
    shift = 121 * minute;
    jenkins.state.cancelItem = () => void (jenkins.state.pace.queueMs = 0);
    expect((await service.poll(ref, request)).state).toBe('running');
    shift += 6 * minute;
    expect((await service.poll(ref, request)).state).toBe('cancelled');
  });

  it('costs fewer than 25 calls in 40 minutes', async () => {
    let shift = 0;
    const { service, request } = await begin({
      now: () => new Date(Date.now() + shift),
      pace: { runMs: 40 * minute },
      parts: { leastLookMs: 20_000 },
    });
    const ref = await service.trigger(request);
    while (shift < 40 * minute) {
      const { againInMs = 0 } = await service.poll(ref, request);
      shift += Math.max(1_000, againInMs);
    }
    jenkins.state.pace.runMs = 0;
    expect((await service.poll(ref, request)).state).toBe('finished');
    await service.collect(ref, new Set(), request);
    await service.release(ref, request);
    expect(jenkins.requests.length).toBeLessThan(25);
  });
});

describe('Jenkins, as doctor sees it', () => {
  it('knows the token, the job, its parameters, and what the operator allows', async () => {
    const { service } = await begin();
    const job = { job: 'team/repeat', parameters };
    expect(await service.check()).toEqual({ state: 'ok', what: 'Jenkins knows the token as bot' });
    expect(await service.check(job)).toEqual({
      state: 'ok',
      what: 'Jenkins shows the job team/repeat to the token',
    });
    expect((await service.check({ ...job, runs: 'log' })).state).toBe('ok');
    vi.stubEnv('PATH', '/nowhere');
    expect(await service.check({ ...job, runs: 'log' })).toMatchObject({
      state: 'wrong',
      what: expect.stringContaining('the program xz is not here'),
    });
    vi.unstubAllEnvs();
    const more = { ...parameters, DEBUG: 'true' };
    expect(await service.check({ ...job, parameters: more })).toMatchObject({
      state: 'wrong',
      what: expect.stringContaining('does not declare the parameter `DEBUG`'),
    });
    expect(await service.check({ ...job, job: 'team/gone' })).toMatchObject({
      what: 'Jenkins shows no job `team/gone` to the token',
    });
    expect(await service.check({ ...job, job: 'deploy' })).toMatchObject({
      state: 'wrong',
      what: 'JENKINS_JOBS does not name the Jenkins job deploy',
    });
    expect(posts()).toEqual([]);
  });

  it('names the variables that are missing, and a visitor who is anonymous', async () => {
    const { parts, service } = await begin();
    const { JENKINS_JOBS: _, JENKINS_TOKEN: __, ...some } = parts.variables ?? {};
    const bare = new JenkinsService({ ...parts, variables: some });
    expect(await bare.check()).toMatchObject({ state: 'missing', what: 'Jenkins: JENKINS_TOKEN not set' });
    const jobless = new JenkinsService({ ...parts, variables: { ...some, JENKINS_TOKEN: token } });
    expect(await jobless.check()).toMatchObject({ what: 'Jenkins: JENKINS_JOBS not set' });
    const unbound = new JenkinsService({
      ...parts,
      variables: { ...parts.variables, JENKINS_JOBS: 'team/*' },
    });
    expect(await unbound.check()).toMatchObject({
      state: 'wrong',
      what: 'Jenkins: `team/*` in JENKINS_JOBS does not say which repository may start it',
    });
    jenkins.trouble({ kind: 'status', status: 200, body: { name: 'anonymous', anonymous: true } });
    expect(await service.check()).toMatchObject({
      state: 'wrong',
      what: 'Jenkins takes the server for an anonymous visitor',
    });
  });
});

describe('settings of Jenkins', () => {
  it('must hand the commit, or what points at it, to the job', async () => {
    await begin();
    const parse = (some: object) =>
      jenkinsSettings.safeParse({ job: 'a', parameters: some }).error?.issues[0]?.message;
    expect(parse({ COUNT: '{count}' })).toMatch(/must hand `\{commit\}` or `\{ref\}` to the job/);
    expect(parse({ branch: '{ref}' })).toBeUndefined();
    expect(parse({ REVISION: 'sha:{commit}' })).toBeUndefined();
  });
});
