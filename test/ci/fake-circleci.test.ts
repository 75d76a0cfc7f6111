import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declared, plain, repeatJob } from '../fakes/circleci/plans.ts';
import { type FakeCircleci, startFakeCircleci, tokens } from '../fakes/circleci/server.ts';
import { corpus } from '../support/corpus.ts';
import { type Description, faultsOf, readDescription } from '../support/openapi.ts';

let circleci: FakeCircleci;
const names = { batch: 'b-1', pipeline: '', workflow: '', job: '', approval: '' };

beforeAll(async () => {
  const gate = [{ name: 'start' }, repeatJob({ requires: ['start'] })];
  const workflows = [...plain, { name: 'gated', jobs: gate }];
  circleci = await startFakeCircleci({ workflows, declared });
  circleci.state.refs.set('main', 'c'.repeat(40));
  const parameters = { retrial_batch: names.batch, test: 'CasTest', count: 4, machines: 2 };
  names.pipeline = circleci.state.start({ kind: 'api', ref: { branch: 'main' }, parameters }).id;
  circleci.state.advance();
  const [first, second] = circleci.state.pipelines[0]?.workflows ?? [];
  names.workflow = second?.id ?? '';
  names.job = String(first?.jobs[0]?.number);
  names.approval = second?.jobs[0]?.id ?? '';
});
afterAll(() => circleci.close());

async function ask(path: string, token = tokens.full, method = 'GET', body?: object): Promise<Response> {
  return fetch(circleci.api + path, {
    method,
    redirect: 'manual',
    headers: { 'circle-token': token },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const slug = 'gh/acme/shop';
const operations: readonly (readonly [string, string, () => string])[] = [
  ['get', '/me', () => '/me'],
  ['get', '/project/{project-slug}', () => `/project/${slug}`],
  ['get', '/project/{provider}/{organization}/{project}/settings', () => `/project/${slug}/settings`],
  ['get', '/project/{project-slug}/pipeline', () => `/project/${slug}/pipeline`],
  ['get', '/pipeline/{pipeline-id}', () => `/pipeline/${names.pipeline}`],
  ['get', '/pipeline/{pipeline-id}/config', () => `/pipeline/${names.pipeline}/config`],
  ['get', '/pipeline/{pipeline-id}/workflow', () => `/pipeline/${names.pipeline}/workflow`],
  ['get', '/workflow/{id}', () => `/workflow/${names.workflow}`],
  ['get', '/workflow/{id}/job', () => `/workflow/${names.workflow}/job`],
  ['get', '/project/{project-slug}/job/{job-number}', () => `/project/${slug}/job/${names.job}`],
  ['get', '/project/{project-slug}/{job-number}/artifacts', () => `/project/${slug}/${names.job}/artifacts`],
  ['get', '/project/{project-slug}/{job-number}/tests', () => `/project/${slug}/${names.job}/tests`],
  ['post', '/project/{project-slug}/pipeline', () => `/project/${slug}/pipeline`],
  [
    'post',
    '/workflow/{id}/approve/{approval_request_id}',
    () => `/workflow/${names.workflow}/approve/${names.approval}`,
  ],
  ['post', '/workflow/{id}/cancel', () => `/workflow/${names.workflow}/cancel`],
];

describe.skipIf(corpus === undefined && process.env['CI'] === undefined)(
  'the look-alike of CircleCI, held against its description (needs RETRIAL_CORPUS)',
  () => {
    let description: Description;
    beforeAll(() => {
      description = readDescription('specs/circleci/openapi-v2.json');
    });

    it.each(operations)('answers %s %s as CircleCI describes it', async (method, path, address) => {
      const body = path.endsWith('pipeline') ? { branch: 'main' } : {};
      const response = await ask(
        address(),
        tokens.full,
        method.toUpperCase(),
        method === 'get' ? undefined : body,
      );
      const described = { method, path, status: String(response.status), extent: 'whole' as const };
      expect(faultsOf(await response.json(), description, described)).toEqual([]);
    });
  },
);

describe('the look-alike of CircleCI', () => {
  it('knows no stranger, and lets a reading token change nothing', async () => {
    expect((await ask('/me', 'nobody')).status).toBe(401);
    expect((await ask('/me', tokens.reader)).status).toBe(200);
    const started = await ask(`/project/${slug}/pipeline`, tokens.reader, 'POST', { branch: 'main' });
    expect(started.status).toBe(403);
  });

  it('misnames a parameter that is not declared as a project that is not there', async () => {
    const body = { branch: 'main', parameters: { nobody_declared: 1 } };
    const answer = await ask(`/project/${slug}/pipeline`, tokens.full, 'POST', body);
    expect([answer.status, await answer.json()]).toEqual([404, { message: 'Project not found' }]);
  });

  it('keeps artifacts on another host, which takes no token', async () => {
    const list = await (await ask(`/project/${slug}/${names.job}/artifacts`)).json();
    const [{ url }] = Object(list).items;
    const answer = await fetch(url, { redirect: 'manual', headers: { 'circle-token': tokens.full } });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toContain(circleci.storage.url);
    expect(await (await fetch(String(answer.headers.get('location')))).text()).toContain('testsuite');
  });
});
