import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import { newJira, say } from '../fakes/jira/state.ts';
import { corpus } from '../support/corpus.ts';
import { faultsOf, readDescription } from '../support/openapi.ts';

let fake: FakeJira;
let commentId: string;

beforeAll(async () => {
  fake = await startFakeJira(newJira({ kind: 'cloud' }));
  const body = { type: 'doc', version: 1, content: [] };
  const visibility = { type: 'role', value: 'Developers', identifier: '10001' } as const;
  const one = say(fake.state, { issue: 'SHOP-1', author: 'jane', body, visibility });
  one.properties.set('retrial', { kind: 'result', id: 'r-1' });
  commentId = one.id;
  fake.state.people.set('jane', { login: 'jane', groups: ['devs'] });
  fake.state.versions.push({ name: '4.1', released: false });
  fake.state.issues[0]!.fixVersions = ['4.1'];
  fake.state.workflow.push({ from: 'Open', name: 'Ready', to: 'Ready to Commit' });
  fake.state.roles.set('Contributors', { people: ['jane'], groups: ['devs'] });
});
afterAll(() => fake.close());

const document = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [] }] };
const search = {
  jql: 'project in ("SHOP") AND updated >= "-5m" ORDER BY updated ASC, key ASC',
  fields: ['updated'],
};

/** What the look-alike answers, by the operation of Jira Cloud's own description. */
const operations: readonly [string, string, () => string, unknown?][] = [
  ['get', '/rest/api/3/myself', () => '/rest/api/3/myself'],
  ['get', '/rest/api/3/serverInfo', () => '/rest/api/3/serverInfo'],
  ['post', '/rest/api/3/search/jql', () => '/rest/api/3/search/jql', search],
  ['get', '/rest/api/3/issue/{issueIdOrKey}', () => '/rest/api/3/issue/SHOP-1'],
  ['get', '/rest/api/3/issue/{issueIdOrKey}/comment', () => '/rest/api/3/issue/SHOP-1/comment?startAt=0'],
  [
    'post',
    '/rest/api/3/issue/{issueIdOrKey}/comment',
    () => '/rest/api/3/issue/SHOP-1/comment',
    { body: document },
  ],
  [
    'post',
    '/rest/api/3/issue',
    () => '/rest/api/3/issue',
    { fields: { project: { key: 'SHOP' }, summary: 'x', issuetype: { name: 'Bug' }, labels: [] } },
  ],
  ['get', '/rest/api/3/field', () => '/rest/api/3/field'],
  ['get', '/rest/api/3/issue/{issueIdOrKey}/transitions', () => '/rest/api/3/issue/SHOP-1/transitions'],
  [
    'post',
    '/rest/api/3/issue/{issueIdOrKey}/remotelink',
    () => '/rest/api/3/issue/SHOP-1/remotelink',
    { globalId: 'x', object: { url: 'https://example.org', title: 'x' } },
  ],
  [
    'get',
    '/rest/api/3/issue/{issueIdOrKey}/comment/{id}',
    () => `/rest/api/3/issue/SHOP-1/comment/${commentId}`,
  ],
  [
    'put',
    '/rest/api/3/issue/{issueIdOrKey}/comment/{id}',
    () => `/rest/api/3/issue/SHOP-1/comment/${commentId}`,
    { body: document },
  ],
  [
    'get',
    '/rest/api/3/comment/{commentId}/properties/{propertyKey}',
    () => `/rest/api/3/comment/${commentId}/properties/retrial`,
  ],
  ['get', '/rest/api/3/project/{projectIdOrKey}/versions', () => '/rest/api/3/project/SHOP/versions'],
  ['get', '/rest/api/3/project/{projectIdOrKey}/role', () => '/rest/api/3/project/SHOP/role'],
  ['get', '/rest/api/3/project/{projectIdOrKey}/role/{id}', () => '/rest/api/3/project/SHOP/role/10000'],
  ['get', '/rest/api/3/user', () => '/rest/api/3/user?accountId=jane&expand=groups'],
];

describe.skipIf(corpus === undefined && process.env['CI'] === undefined)(
  'the look-alike, against Jira Cloud’s own description (RETRIAL_CORPUS)',
  () => {
    it('is no description that anything passes', () => {
      const described = {
        path: '/rest/api/3/issue/{issueIdOrKey}/comment/{id}',
        method: 'get',
        status: '200',
      };
      const description = readDescription('specs/jira/jira-cloud-v3.openapi.json');
      expect(faultsOf({ id: 7 }, description, { ...described, extent: 'whole' })).toHaveLength(1);
    });

    it('takes a file as the description says, and describes it so', async () => {
      const form = new FormData();
      form.append('file', new File(['{}'], 'r-1.json', { type: 'application/json' }));
      const response = await fetch(`${fake.url}/rest/api/3/issue/SHOP-1/attachments`, {
        method: 'post',
        headers: { authorization: fake.state.authorization, 'x-atlassian-token': 'no-check' },
        body: form,
      });
      const described = {
        method: 'post',
        path: '/rest/api/3/issue/{issueIdOrKey}/attachments',
        status: String(response.status),
      };
      const description = readDescription('specs/jira/jira-cloud-v3.openapi.json');
      const answer: unknown = await response.json();
      expect(answer).toMatchObject([{ filename: 'r-1.json' }]);
      expect(faultsOf(answer, description, { ...described, extent: 'whole' })).toEqual([]);
    });

    it.each(operations)('%s %s', async (method, path, address, body) => {
      const response = await fetch(`${fake.url}${address()}`, {
        method,
        headers: { authorization: fake.state.authorization, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const description = readDescription('specs/jira/jira-cloud-v3.openapi.json');
      const status = String(response.status);
      expect(faultsOf(await response.json(), description, { method, path, status, extent: 'whole' })).toEqual(
        [],
      );
    });
  },
);
