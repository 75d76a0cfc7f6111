import { afterAll, beforeAll, expect, it } from 'vitest';
import { Actions } from '../../src/github/actions.ts';
import { type Asked, serveWithTroubles, type TroubledServer } from '../fakes/ci/troubled-server.ts';
import { newState } from '../fakes/github/deliveries.ts';

const { state, privateKey } = newState();
const installations = ['acme', 'other'];
let github: TroubledServer;

beforeAll(async () => {
  github = await serveWithTroubles(({ path }: Asked) => {
    const [, owner = ''] = /^\/repos\/(\w+)\//.exec(path) ?? [];
    if (path.endsWith('/installation'))
      return { status: 200, body: { id: installations.indexOf(owner) + 1 } };
    if (path.endsWith('/access_tokens')) {
      const token = `ghs_${path.split('/').at(-2)}`;
      const until = new Date(Date.now() + 3_600_000).toISOString();
      return {
        status: 201,
        body: { token, expires_at: until, permissions: {}, repository_selection: 'all' },
      };
    }
    return { status: 200, body: { total_count: 0, jobs: [] } };
  });
});
afterAll(() => github.close());

it('leaves one account alone whose limit is used up, and asks for another', async () => {
  const identity = { appId: state.appId, privateKey, apiUrl: github.url, paceWrites: false };
  const actions = new Actions({ identity });
  const jobs = async (owner: string) =>
    actions.jobs({ owner, repo: 'shop' }, 1, 1).catch((error: unknown) => error);
  const reset = String(Math.ceil(Date.now() / 1_000) + 600);
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
  github.trouble({ kind: 'status', status: 403, headers, path: /\/jobs/ });
  const fault = await jobs('acme');
  expect(fault).toMatchObject({ retryAfterMs: expect.any(Number) });
  expect(Object(fault).retryAfterMs).toBeGreaterThan(590_000);
  const before = github.requests.length;
  expect(await jobs('Acme')).toMatchObject({ message: 'GitHub wants to be left alone' });
  expect(github.requests).toHaveLength(before);
  expect(await jobs('other')).toEqual([]);
});
