import { afterEach, describe, expect, it } from 'vitest';
import { type FakeJenkins, startFakeJenkins } from '../fakes/jenkins/server.ts';
import type { FakeJob } from '../fakes/jenkins/state.ts';
import { prune, parseTree } from '../fakes/jenkins/tree.ts';

// No machine-readable description of Jenkins' answers is published; what is asserted here is what its source does.

const passing: FakeJob = {
  path: 'team one/repeat',
  parameters: { COUNT: '1', BATCH: '' },
  run: () => ({ result: 'SUCCESS', artifacts: { 'out/1/TEST-a b.xml': '<testsuite/>' } }),
};

let jenkins: FakeJenkins;

afterEach(async () => jenkins.close());

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${jenkins.root}${path}`, { redirect: 'manual', ...init });
}

async function json(path: string): Promise<unknown> {
  return (await ask(path)).json();
}

function build(parameters: Readonly<Record<string, string>>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(parameters);
  return ask('/job/team%20one/job/repeat/buildWithParameters', { method: 'POST', body, headers });
}

describe('the look-alike of Jenkins', () => {
  it('queues a build, starts it, and shows what it left behind', async () => {
    jenkins = await startFakeJenkins({ jobs: [passing], pace: { queueMs: 2_000 } });
    const started = await build({ BATCH: 'b-1' });
    expect(started.status).toBe(201);
    expect(started.headers.get('location')).toBe(`${jenkins.root}/queue/item/1/`);
    expect(await json('/queue/item/1/api/json?tree=why,cancelled,executable[number]')).toMatchObject({
      why: 'In the quiet period. Expires in 4.9 sec',
    });
    await expect
      .poll(() => json('/queue/item/1/api/json?tree=executable[number,url]'), { timeout: 30_000 })
      .toMatchObject({ executable: { number: 1, url: `${jenkins.root}/job/team%20one/job/repeat/1/` } });
    expect(
      await json('/job/team%20one/job/repeat/1/api/json?tree=building,result,artifacts[relativePath]'),
    ).toEqual({
      _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
      building: false,
      result: 'SUCCESS',
      artifacts: [{ relativePath: 'out/1/TEST-a b.xml' }],
    });
    const file = await ask('/job/team%20one/job/repeat/1/artifact/out/1/TEST-a%20b.xml');
    expect(await file.text()).toBe('<testsuite/>');
  });

  it('merges builds that are queued with equal parameters, and keeps others apart', async () => {
    jenkins = await startFakeJenkins({ jobs: [passing], pace: { queueMs: 60_000 } });
    const answers = [];
    for (const BATCH of ['b-1', 'b-1', 'b-2']) answers.push(await build({ BATCH }));
    expect(answers.map(({ status, headers }) => [status, headers.get('location')?.slice(-2)])).toEqual([
      [201, '1/'],
      [303, '1/'],
      [201, '2/'],
    ]);
  });

  it('drops parameters that the job does not declare, so that builds which differ only in them are merged', async () => {
    jenkins = await startFakeJenkins({
      jobs: [{ ...passing, parameters: { COUNT: '1' } }],
      pace: { queueMs: 60_000 },
      mergedStatus: 201,
    });
    for (const BATCH of ['b-1', 'b-2']) expect((await build({ BATCH, COUNT: '5' })).status).toBe(201);
    expect(jenkins.state.items.map(({ parameters }) => parameters)).toEqual([{ COUNT: '5' }]);
  });

  it('forgets a queue item some time after its build began', async () => {
    jenkins = await startFakeJenkins({ jobs: [passing], pace: { forgetMs: 2_000 } });
    await build({});
    expect((await ask('/queue/item/1/api/json')).status).toBe(200);
    await expect
      .poll(async () => (await ask('/queue/item/1/api/json')).status, { timeout: 30_000 })
      .toBe(404);
  });

  it('refuses a job that is disabled and one without parameters', async () => {
    jenkins = await startFakeJenkins({ jobs: [{ ...passing, disabled: true }] });
    expect((await build({})).status).toBe(409);
    await jenkins.close();
    const { parameters: _, ...bare } = passing;
    jenkins = await startFakeJenkins({ jobs: [bare] });
    expect((await build({})).status).toBe(500);
  });

  it('wants a crumb and its session of a password, and none of a token', async () => {
    jenkins = await startFakeJenkins({ jobs: [passing], user: 'bot', token: 't0ken', password: 'secret' });
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect((await build({}, basic('bot:t0ken'))).status).toBe(201);
    expect((await build({}, basic('bot:wrong'))).status).toBe(401);
    expect((await build({})).status).toBe(403);
    expect((await build({}, basic('bot:secret'))).status).toBe(403);
    const issued = await ask('/crumbIssuer/api/json', { headers: basic('bot:secret') });
    const { crumb } = (await issued.json()) as { crumb: string };
    const withCrumb = { ...basic('bot:secret'), 'jenkins-crumb': crumb };
    expect((await build({ BATCH: 'b-9' }, withCrumb)).status).toBe(403);
    const cookie = issued.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await build({ BATCH: 'b-9' }, { ...withCrumb, cookie })).status).toBe(201);
  });

  it('stops a build, which then was aborted', async () => {
    jenkins = await startFakeJenkins({ jobs: [passing], pace: { runMs: 60_000 } });
    await build({});
    const at = '/job/team%20one/job/repeat/1';
    expect(await json(`${at}/api/json?tree=building,result`)).toMatchObject({ building: true, result: null });
    expect((await ask(`${at}/stop`, { method: 'POST' })).status).toBe(302);
    expect(await json(`${at}/api/json?tree=building,result`)).toMatchObject({
      building: false,
      result: 'ABORTED',
    });
  });

  it('has a test report only where one was read', async () => {
    const tests = [
      {
        name: 'S',
        enclosingBlockNames: ['m1'],
        cases: [{ className: 'A', name: 'x', status: 'FIXED' as const }],
      },
    ];
    jenkins = await startFakeJenkins({
      jobs: [passing, { ...passing, path: 'reported', run: () => ({ result: 'SUCCESS', tests }) }],
    });
    await build({});
    await ask('/job/reported/buildWithParameters', { method: 'POST' });
    expect((await ask('/job/team%20one/job/repeat/1/testReport/api/json')).status).toBe(404);
    expect(
      await json(
        '/job/reported/1/testReport/api/json?tree=suites[enclosingBlockNames,cases[className,status]]',
      ),
    ).toMatchObject({
      suites: [{ enclosingBlockNames: ['m1'], cases: [{ className: 'A', status: 'FIXED' }] }],
    });
  });

  it('can be slow, wrong, limited, dead, or lose an answer after doing the work', async () => {
    jenkins = await startFakeJenkins({ jobs: [passing] });
    jenkins.trouble({ kind: 'slow', ms: 50 });
    const before = Date.now();
    await ask('/api/json');
    expect(Date.now() - before).toBeGreaterThanOrEqual(45);
    jenkins.trouble({ kind: 'wrong' });
    expect(await (await ask('/queue/api/json')).text()).toContain('<html>');
    jenkins.trouble({ kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    expect((await ask('/queue/api/json')).headers.get('retry-after')).toBe('7');
    jenkins.trouble({ kind: 'dead' });
    await expect(build({})).rejects.toThrow('fetch failed');
    expect(jenkins.state.items).toHaveLength(0);
    jenkins.trouble({ kind: 'lost' });
    await expect(build({})).rejects.toThrow('fetch failed');
    expect(jenkins.state.items).toHaveLength(1);
  });

  it('understands the tree language', () => {
    const value = { a: 1, b: [{ c: 1, d: 2 }, { c: 3 }, { c: 5 }], e: { f: { g: 1, h: 2 } } };
    expect(prune(value, parseTree('a,b[c]{1,3},e[f[h]]'))).toEqual({
      a: 1,
      b: [{ c: 3 }, { c: 5 }],
      e: { f: { h: 2 } },
    });
    expect(() => parseTree('a[b')).toThrow(RangeError);
    expect(() => parseTree('a,,b')).toThrow(RangeError);
  });
});
