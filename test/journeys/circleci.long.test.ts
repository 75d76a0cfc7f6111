import { createHmac } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { openStore } from '../../src/store/store.ts';
import { verifyRun } from '../../src/worker/verifying.ts';
import { isHeardOf } from '../../src/worker/hearing.ts';
import { cassandraTest, cassandraWorkflows, seventeenFourSixtyOne } from '../fakes/circleci/cassandra.ts';
import { declared, parameters, plain, repeated, report } from '../fakes/circleci/plans.ts';
import { type FakeCircleci, startFakeCircleci, tokens } from '../fakes/circleci/server.ts';
import type { FakeWorkflowPlan } from '../fakes/circleci/state.ts';
import { commitFiles, gitIn, scratch } from '../support/scratch.ts';
import { type Served, setStage, type Stage } from './stage.ts';

const home = scratch('circleci-journey');
let serial = 0;
let stage: Stage;
let circleci: FakeCircleci;
let server: Served;

afterEach(async () => {
  await stage.close();
  await circleci.close();
});

/** A server whose project runs its tests on a look-alike of CircleCI. */
async function begin(
  workflows: readonly FakeWorkflowPlan[],
  settings: object,
  change?: () => void,
): Promise<void> {
  serial += 1;
  stage = await setStage(join(home, String(serial)));
  const clone = join(stage.folder, 'shop');
  const commit = gitIn(clone, 'rev-parse', 'HEAD');
  gitIn(clone, 'update-ref', 'refs/remotes/origin/main', commit);
  circleci = await startFakeCircleci({ workflows, declared: [...declared, 'retrial_batch'], pageSize: 100 });
  circleci.state.refs.set('main', commit);
  change?.();
  stage.github.state.files.set('.github/retrial.yml', stringify({ circleci: settings }));
  server = await serve();
}

const webhookSecret = 'known to CircleCI and Retrial';

async function serve(): Promise<Served> {
  return stage.serve({
    CIRCLECI_TOKEN: tokens.full,
    CIRCLECI_URL: circleci.api,
    CIRCLECI_WEBHOOK_SECRET: webhookSecret,
  });
}

async function heard(...words: string[]): Promise<string> {
  const found = () => stage.said().find((text) => words.every((word) => text.includes(word)));
  await expect.poll(found, { timeout: 60_000, interval: 100 }).toBeDefined();
  return found() ?? '';
}

/** CircleCI tells that a workflow of a pipeline ended. */
async function tell(pipeline: string, secret = webhookSecret): Promise<string> {
  const body = JSON.stringify({ id: 'd-1', type: 'workflow-completed', pipeline: { id: pipeline } });
  const signature = `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = { 'circleci-signature': signature };
  const response = await fetch(`${server.url}/webhooks/circleci`, { method: 'POST', body, headers });
  return `${response.status} ${await response.text()}`;
}

/** The job of the pipeline has been looked at. */
async function looked(): Promise<void> {
  const look = () => circleci.requests.some(({ path }) => path.endsWith('/job'));
  await expect.poll(look, { timeout: 30_000 }).toBe(true);
}

const cassandra = {
  workflow: 'java8_separate_tests',
  job: 'j8_repeated_utest',
  approve: ['start_j8_build', 'start_j8_repeated_utest'],
  parameters,
};

/** Where the project's branches are. */
function origin(): string {
  return join(stage.folder, 'origin.git');
}

/** The project's test is skipped, and the server may push throw-away branches. */
function pushSkippedTest(): void {
  const clone = join(stage.folder, 'shop');
  const test = 'class CasTest {\n  @Ignore("CAS-7")\n  @Test public void testPays() {}\n}\n';
  commitFiles(clone, { 'test/CasTest.java': test }, 'Skip');
  gitIn(clone, 'clone', '--quiet', '--bare', clone, origin());
  gitIn(clone, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  circleci.state.origin = origin();
  circleci.state.refs.clear();
  const repositories = { 'acme/shop': { path: clone, push: { to: origin() } } };
  writeFileSync(
    join(stage.folder, 'server.yml'),
    stringify({ repositories, progressEvery: 1, lookEvery: 0.5 }),
  );
}

/** A job that checks the pushed branch out, and runs what it finds. */
const checkedOut: readonly FakeWorkflowPlan[] = [
  {
    name: 'repeat-test',
    jobs: [
      {
        name: 'repeat',
        run(asked, checkout) {
          const source = gitIn(checkout?.origin ?? '', 'show', `${checkout?.revision}:test/CasTest.java`);
          if (!source.includes('@Ignore')) return repeated(asked);
          return { status: 'success', machines: [{ artifacts: { 'passes/1/r.xml': report('<skipped/>') } }] };
        },
      },
    ],
  },
];

describe('a command on a ticket, carried out on CircleCI', () => {
  it('gives 5 of 200 with two causes for a pipeline of Cassandra, and lets nothing wait that nobody needs', async () => {
    await begin(cassandraWorkflows(seventeenFourSixtyOne), cassandra);
    await stage.comment(server.url, 'benedict', `/retrial repeat ${cassandraTest} x200`);
    const posted = await heard('"kind":"result"');
    expect(posted).toContain('5 of 200 runs failed');
    expect(posted).toContain('200 asked = 200 executed + 0 skipped + 0 lost');
    expect(posted).toContain('200 executed = 195 passed + 5 failed');
    const causes = posted.split('\n').filter((line) => /^\|.*\| \d+× \|/.test(line));
    expect(causes).toEqual([
      expect.stringMatching(/CasWriteTimeoutException.*\| 4× \|/),
      expect.stringMatching(/Uncaught exceptions were thrown.*\| 1× \|/),
    ]);
    const { state, requests } = circleci;
    expect(state.pipelines).toHaveLength(1);
    await expect
      .poll(() => state.pipelines[0]?.workflows.map((one) => state.workflowStatus(one)), { timeout: 30_000 })
      .toEqual(['failed', 'canceled', 'canceled', 'canceled']);
    const approved = requests.filter(({ path }) => path.includes('/approve/'));
    expect(approved).toHaveLength(2);
    await server.end('SIGTERM');
    const store = await openStore({ folder: join(stage.folder, 'data') });
    const [run] = await store.runs.byComment('github', String(stage.github.state.comments[0]?.id));
    const kept = await store.evidence.of(run?.id ?? '');
    const verification = run && (await verifyRun(run, store));
    await store.close();
    expect(verification).toMatchObject({ recomputed: 200, hasNumbers: true, differences: [], unproven: [] });
    const ofLast = kept.filter(({ name }) => name.startsWith('13/')).map(({ name }) => name.split('/')[1]);
    expect(new Set(ofLast)).toEqual(new Set(['junitxml', 'stdout', 'logs']));
    expect(readdirSync(join(stage.folder, 'data', 'ci-circleci'))).toEqual([]);
  }, 120_000);

  it('says that nothing ran when 200 green runs were all skipped', async () => {
    await begin(
      cassandraWorkflows(() => 'ignored'),
      cassandra,
    );
    await stage.comment(server.url, 'benedict', `/retrial repeat ${cassandraTest} x200`);
    const posted = await heard('"kind":"result"');
    expect(posted).toContain('Nothing ran');
    expect(posted).toContain('200 asked = 0 executed + 200 skipped + 0 lost');
    expect(posted).toContain('paxos does not survive this yet');
  }, 120_000);

  it('calls a pipeline whose build failed a broken environment, and no test a failure', async () => {
    const broken = cassandraWorkflows(seventeenFourSixtyOne).map((workflow) => ({
      ...workflow,
      jobs: workflow.jobs.map((job) =>
        job.name === 'j8_build'
          ? { ...job, run: () => ({ status: 'failed' as const, machines: [{}] }) }
          : job,
      ),
    }));
    await begin(broken, cassandra);
    await stage.comment(server.url, 'benedict', `/retrial repeat ${cassandraTest} x50`);
    const posted = await heard('"kind":"result"');
    expect(posted).toContain('`j8_build` ended with "failed" on CircleCI');
    expect(posted).toContain('50 asked = 0 executed + 0 skipped + 50 lost');
    expect(posted).not.toContain('Flaky');
  }, 120_000);

  it('keeps its report when CircleCI refuses at last to give the pipeline back', async () => {
    await begin(plain, { job: 'repeat', parameters });
    circleci.state.pace.jobMs = 2_000;
    await stage.comment(server.url, 'benedict', '/retrial repeat CasTest#testPays x8');
    await looked();
    // Once artifacts are asked for, the workflows of a pipeline are listed only to give it back.
    const listed = { path: /\/pipeline\/[^/]+\/workflow/, after: /\/artifacts$/ };
    circleci.trouble({ kind: 'status', status: 403, times: 99, ...listed });
    await expect.poll(server.soFar, { timeout: 60_000 }).toContain('a batch could not be given back');
    await expect.poll(server.soFar, { timeout: 10_000 }).toContain('run reported');
    expect(await heard('"kind":"result"')).toContain('2 of 8 runs failed');
  }, 120_000);

  it('says that a run could not be finished when its token is withdrawn', async () => {
    await begin(plain, { job: 'repeat', parameters });
    circleci.state.pace.jobMs = 60_000;
    await stage.comment(server.url, 'benedict', '/retrial repeat CasTest#testPays x8');
    await looked();
    circleci.trouble({ kind: 'status', status: 401, times: 99 });
    const posted = await heard('"kind":"result"');
    expect(posted).toMatch(/couldn't be finished/);
    expect(posted).toContain('CircleCI does not know the token of this server');
  }, 120_000);

  it('hears of an end, believes none of it, and asks less often the next time', async () => {
    await begin(plain, { job: 'repeat', parameters });
    circleci.state.pace.jobMs = 3_000;
    await stage.comment(server.url, 'benedict', '/retrial repeat CasTest#testPays x20');
    await looked();
    const pipeline = circleci.state.pipelines[0]?.id ?? '';
    expect(await tell(pipeline, 'a guess of the same length')).toBe('401 not signed');
    expect(await tell('3f2c1ab0-1111-4222-8333-444455556666')).toBe('202 of no interest');
    expect([await tell(pipeline), await tell(pipeline)]).toEqual(['202 heard', '202 heard']);
    expect(stage.said().some((text) => text.includes('"kind":"result"'))).toBe(false);
    expect(await heard('"kind":"result"')).toContain('5 of 20 runs failed');
    expect(await tell(pipeline)).toBe('202 of no interest');
    await server.end('SIGTERM');
    const store = await openStore({ folder: join(stage.folder, 'data') });
    const [run] = await store.runs.byComment('github', String(stage.github.state.comments[0]?.id));
    if (run === undefined) throw new Error('there was no run');
    expect(await store.batches.of(run.id)).toMatchObject([{ ref: pipeline, wokenAt: expect.any(String) }]);
    expect(await isHeardOf(run, { store })).toBe(true);
    await store.close();
  }, 120_000);

  it('runs a skipped test without its skip from a throw-away branch, and survives kill -9 with one pipeline and one report', async () => {
    await begin(checkedOut, { job: 'repeat', parameters }, pushSkippedTest);
    circleci.state.pace.jobMs = 3_000;
    await stage.comment(server.url, 'benedict', '/retrial repeat CasTest#testPays unskip x20');
    await expect.poll(() => circleci.state.pipelines.length, { timeout: 60_000 }).toBe(1);
    await heard('"kind":"progress"');
    for (let kill = 0; kill < 2; kill += 1) {
      await server.end('SIGKILL');
      server = await serve();
    }
    const posted = await heard('"kind":"result"');
    expect(posted).toContain('5 of 20 runs failed');
    expect(posted.replaceAll('\u200b', '')).toMatch(/without .*Ignore.* at CasTest.{0,2}java:2/);
    expect(circleci.state.pipelines).toMatchObject([
      { ref: { branch: expect.stringMatching(/^retrial\/r-/) } },
    ]);
    expect(stage.said().filter((text) => text.includes('"kind":"result"'))).toHaveLength(1);
    const refs = () => gitIn(origin(), 'for-each-ref', '--format=%(refname)');
    await expect.poll(refs, { timeout: 30_000 }).toBe('refs/heads/main');
  }, 120_000);
});
