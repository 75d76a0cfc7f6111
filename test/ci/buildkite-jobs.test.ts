import { describe, expect, it } from 'vitest';
import * as answers from '../../src/ci/buildkite/answers.ts';
import type { BuildkiteJob } from '../../src/ci/buildkite/answers.ts';
import { attemptsThatCount, lossOf } from '../../src/ci/buildkite/jobs.ts';
import { startFakeBuildkite } from '../fakes/buildkite/server.ts';

const job = (id: string, more: Partial<BuildkiteJob> = {}): BuildkiteJob => ({
  id,
  type: 'script',
  name: id,
  state: 'passed',
  exitStatus: 0,
  ...more,
});

const stopped = 'the agent was stopped while it ran';
const overTime = 'it ran into the time limit of its step on Buildkite';

describe('a job of Buildkite', () => {
  it.each<[string, Partial<BuildkiteJob>, string | undefined]>([
    ['a pass', {}, undefined],
    ['a failed command', { state: 'failed', exitStatus: 1 }, undefined],
    ['a crash of its command', { state: 'failed', exitStatus: 137 }, undefined],
    ['a lost agent', { state: 'failed', exitStatus: -1 }, 'the agent was lost'],
    ['a stopped agent', { state: 'failed', exitStatus: -1, signalReason: 'agent_stop' }, stopped],
    ['no start', { signalReason: 'process_run_error' }, 'the agent could not start the command'],
    ['a reason of tomorrow', { signalReason: 'solar_flare' }, 'the agent ended the job'],
    ['a reason every object has', { signalReason: 'constructor' }, 'the agent ended the job'],
    ['a cancelled job', { state: 'canceled' }, 'it was cancelled on Buildkite'],
    ['a job over time', { state: 'timed_out' }, overTime],
    ['a job nobody took', { state: 'expired' }, 'no agent took the job in time'],
    ['a state every object has', { state: 'toString' }, undefined],
  ])('tells of %s what the machinery lost', (_, more, loss) => {
    expect(lossOf(job('j', more))).toBe(loss);
  });

  it('counts by its first attempt, since a retry hides the failure that caused it', () => {
    const failed = job('a', { state: 'failed', exitStatus: 1, retriedIn: 'b' });
    expect(attemptsThatCount([failed, job('b')])).toEqual([failed]);
  });

  it('counts by a later attempt where the machinery lost the ones before', () => {
    const lost = job('a', { state: 'failed', exitStatus: -1, retriedIn: 'b' });
    const again = job('b', { state: 'failed', signalReason: 'agent_stop', retriedIn: 'c' });
    const failed = job('c', { state: 'failed', exitStatus: 1, retriedIn: 'd' });
    expect(attemptsThatCount([lost, again, failed, job('d')])).toEqual([failed]);
    expect(attemptsThatCount([lost, again])).toEqual([again]);
  });

  it('ends although its attempts name each other in a circle', () => {
    const lost = { state: 'failed', exitStatus: -1 };
    const circle = [
      job('x', { ...lost, retriedIn: 'y' }),
      job('y', { ...lost, retriedIn: 'z' }),
      job('z', { ...lost, retriedIn: 'y' }),
    ];
    expect(attemptsThatCount(circle)).toHaveLength(1);
  });
});

describe('answers of Buildkite', () => {
  it('are read as the look-alike gives them', async () => {
    const attempts = [
      { exitStatus: -1, signalReason: 'agent_stop' },
      { exitStatus: 0, artifacts: { '0/1.xml': '<testsuite/>' } },
    ];
    const steps = () => [
      { type: 'script' as const, key: 'repeat', index: 0, total: 1, attempts },
      { type: 'manual' as const, label: 'Deploy' },
    ];
    const buildkite = await startFakeBuildkite({
      pipelines: [{ path: 'acme/repeat', steps }],
      tokens: { t: ['read_builds', 'write_builds', 'read_artifacts'] },
    });
    const headers = { authorization: 'Bearer t' };
    const at = `${buildkite.url}/v2/organizations/acme/pipelines/repeat/builds`;
    const ask = async (url: string): Promise<unknown> => (await fetch(url, { headers })).json();
    try {
      const body = JSON.stringify({ commit: 'HEAD', branch: 'main', meta_data: { batch: 'b-1' } });
      await fetch(at, { method: 'POST', headers, body });
      const found = answers.buildsAnswer.parse(await ask(`${at}?meta_data[batch]=b-1`));
      expect(found).toMatchObject([{ number: 41, branch: 'main', meta_data: { batch: 'b-1' } }]);
      const build = answers.buildAnswer.parse(await ask(`${at}/41?include_retried_jobs=true`));
      expect(build).toMatchObject({ number: 41, state: 'passed', isBlocked: true });
      const [counted, gate] = attemptsThatCount(build.jobs);
      expect(counted).toMatchObject({ key: 'repeat', parallelIndex: 0, exitStatus: 0, agent: 'agent-0' });
      expect(gate).toMatchObject({ type: 'manual', name: 'Deploy', state: 'blocked' });
      const artifacts = answers.artifactsAnswer.parse(await ask(`${at}/41/artifacts`));
      expect(artifacts).toMatchObject({
        size: 1,
        artifacts: [{ jobId: counted?.id, path: '0/1.xml', state: 'finished' }],
      });
      const token = answers.tokenAnswer.parse(await ask(`${buildkite.url}/v2/access-token`));
      expect(token.scopes).toContain('read_builds');
    } finally {
      await buildkite.close();
    }
  });

  it('leave out jobs and artifacts that cannot be read', () => {
    const created_at = '2026-11-23T07:00:00Z';
    const raw = {
      number: 1,
      state: 'running',
      created_at,
      jobs: [null, { id: 1 }, { id: 'w', type: 'waiter' }],
    };
    expect(answers.buildAnswer.parse(raw).jobs).toEqual([{ id: 'w', type: 'waiter', name: 'w', state: '' }]);
    const artifact = { id: 'a', job_id: 'j', path: 'x', state: 'deleted' };
    const { size, artifacts } = answers.artifactsAnswer.parse([
      artifact,
      { ...artifact, id: '../../../x' },
      { ...artifact, job_id: '\ud800' },
      { id: 'b' },
      7,
    ]);
    expect([size, artifacts]).toEqual([5, [{ id: 'a', jobId: 'j', path: 'x', state: 'deleted' }]]);
  });
});
