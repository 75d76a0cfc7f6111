import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { checkActions } from '../../src/ci/github-actions/check.ts';
import { Actions } from '../../src/github/actions.ts';
import { type Asked, serveWithTroubles, type TroubledServer } from '../fakes/ci/troubled-server.ts';
import { newState } from '../fakes/github/deliveries.ts';

const { state, privateKey } = newState();
const place = { slug: 'acme/shop' };
const settings = { workflow: 'retrial.yml' };
let github: TroubledServer;
let accepted: unknown;
let scopes: Readonly<Record<string, string>>;

beforeAll(async () => {
  github = await serveWithTroubles(({ path }: Asked) => {
    if (path === '/app') return { status: 200, body: { slug: 'retrial', permissions: { actions: 'write' } } };
    if (path === '/user') return { status: 200, headers: scopes, body: { login: 'ann', id: 1 } };
    if (path === '/repos/acme/shop/installation')
      return { status: 200, body: { id: 7, permissions: accepted } };
    return { status: 404, body: { message: 'Not Found' } };
  });
});
beforeEach(() => {
  [accepted, scopes] = [{ actions: 'write' }, {}];
});
afterAll(() => github.close());

const asApp = () =>
  new Actions({ identity: { appId: state.appId, privateKey, apiUrl: github.url, paceWrites: false } });
const withToken = () => new Actions({ token: 'github_pat_a1', apiUrl: github.url });

it.each([[{ actions: 'read' }], [{}]])(
  'says that nobody accepted the permission there: %j',
  async (given) => {
    accepted = given;
    expect(await checkActions(settings, place, asApp())).toMatchObject({
      state: 'wrong',
      what: 'GitHub Actions: retrial[bot] lacks the permission "Actions: Read and write" in acme/shop, where it has to be accepted',
    });
    expect((await checkActions(undefined, {}, asApp())).state).toBe('ok');
  },
);

it.each([[{ actions: 'write' }], [undefined], ['all']])('takes no fault from %j', async (given) => {
  accepted = given;
  expect((await checkActions(settings, place, asApp())).what).toContain('retrial[bot] sees no .github');
});

it('says of a token that names no scopes that nobody can see what it may do', async () => {
  const silent =
    'GitHub Actions can be used as ann, if its token has "Actions: Read and write", which it does not tell';
  expect(await checkActions(undefined, {}, withToken())).toEqual({ state: 'ok', what: silent });
  scopes = { 'x-oauth-scopes': 'repo, workflow' };
  expect((await checkActions(undefined, {}, withToken())).what).toBe('GitHub Actions can be used as ann');
});
