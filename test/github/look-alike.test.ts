import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GitHub } from '../../src/github/github.ts';
import { newState } from '../fakes/github/deliveries.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { corpus } from '../support/corpus.ts';
import { type Description, faultsOf, readDescription } from '../support/openapi.ts';

/** What the look-alike answers per operation; of a pull request only the fields that are used, so only those are held. */
const operations = [
  [
    'get',
    '/repos/{owner}/{repo}/collaborators/{username}/permission',
    '/repos/acme/shop/collaborators/ann/permission',
    'whole',
  ],
  ['get', '/repos/{owner}/{repo}/contents/{path}', '/repos/acme/shop/contents/a.yml', 'whole'],
  ['put', '/repos/{owner}/{repo}/contents/{path}', '/repos/acme/shop/contents/a.yml', 'part'],
  ['get', '/repos/{owner}/{repo}/pulls/{pull_number}', '/repos/acme/shop/pulls/9', 'part'],
  [
    'post',
    '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    '/repos/acme/shop/issues/7/comments',
    'whole',
  ],
  [
    'get',
    '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    '/repos/acme/shop/issues/7/comments',
    'whole',
  ],
  [
    'patch',
    '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    '/repos/acme/shop/issues/comments/1001',
    'whole',
  ],
  [
    'post',
    '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
    '/repos/acme/shop/issues/comments/1001/reactions',
    'whole',
  ],
  ['get', '/repos/{owner}/{repo}/issues/{issue_number}', '/repos/acme/shop/issues/7', 'whole'],
  ['patch', '/repos/{owner}/{repo}/issues/{issue_number}', '/repos/acme/shop/issues/7', 'whole'],
  ['post', '/repos/{owner}/{repo}/issues/{issue_number}/labels', '/repos/acme/shop/issues/7/labels', 'whole'],
  [
    'post',
    '/app/installations/{installation_id}/access_tokens',
    '/app/installations/42/access_tokens',
    'whole',
  ],
] as const;

describe.skipIf(corpus === undefined && process.env['CI'] === undefined)(
  'the look-alike (needs RETRIAL_CORPUS)',
  () => {
    let fake: FakeGitHub;
    let description: Description;
    const { state, privateKey } = newState({ serial: 1_000 });

    beforeAll(async () => {
      description = readDescription('specs/github/rest.subset.openapi.json');
      state.roles.set('ann', 'triage');
      state.milestones.push({ title: '4.1', state: 'open' });
      state.files.set('a.yml', 'x: 1');
      state.pulls.set(9, { ref: 'fix', sha: 'c'.repeat(40), headRepo: 'acme/shop' });
      fake = await startFakeGitHub(state);
      fake.say(7, 'ann', 'hello');
    });
    afterAll(() => fake.close());

    it.each(operations)('answers %s %s as GitHub describes it', async (method, path, address, extent) => {
      const token = await bearer(path.startsWith('/app'));
      const sent = {
        body: 'hello',
        content: 'eyes',
        milestone: 1,
        labels: ['flaky'],
        sha: '275acfb529ba97c4632c06b94404d63eab9e1a41',
      };
      const response = await fetch(fake.url + address, {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${token}` },
        ...(method === 'get' ? {} : { body: JSON.stringify(sent) }),
      });
      const described = { method, path, status: String(response.status), extent };
      expect(faultsOf(await response.json(), description, described)).toEqual([]);
    });

    /** A token of the installation, got as the client gets it; or the App's own JWT, taken from the record. */
    async function bearer(asApp: boolean): Promise<string> {
      await new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url }).roleOf(
        { owner: 'acme', repo: 'shop', number: 7, installation: 42 },
        'ann',
      );
      const record = state.requests.find(({ path }) => path.startsWith('/app/installations'));
      if (asApp) return (record?.authorization ?? '').replace(/^bearer /i, '');
      return [...state.tokens].at(-1) ?? '';
    }
  },
);
