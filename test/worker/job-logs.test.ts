import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { githubActions } from '../../src/ci/registry.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { advance } from '../../src/worker/repeat-run.ts';
import { declared, parameters, repeated } from '../fakes/circleci/plans.ts';
import { type FakeActions, startFakeActions, tokens } from '../fakes/github-actions/server.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';
import { resultsIn, worldOf } from './world.ts';

const home = scratch('job-logs');
const repository = join(home, 'shop');
let folder: TemporaryFolder;
let store: Store;
let actions: FakeActions;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
  repositoryWith(repository, { 'a.txt': 'a' });
  gitIn(repository, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  actions = await startFakeActions({
    workflow: (inputs) => ({ ...repeated(inputs), before: { lint: 'success', build: 'failure' } }),
    declared,
  });
  actions.state.refs.set('main', gitIn(repository, 'rev-parse', 'HEAD'));
});
afterAll(async () => {
  await store.close();
  await folder.remove();
  await actions.close();
});

it('says in the report of a broken environment what the job printed that broke, and keeps it as evidence', async () => {
  const service = githubActions.create({
    folder: join(home, 'downloads'),
    workspaces: { prepare: async () => ({ folder: home, isFresh: false }), remove: async () => {} },
    environment: () => ({}),
    variables: { GITHUB_ACTIONS_TOKEN: tokens.full, GITHUB_API_URL: actions.url },
    lagMs: 50,
    leastLookMs: 1,
  });
  const { parts, posts } = worldOf({ store });
  const settings = { workflow: 'retrial.yml', job: 'repeat', inputs: parameters };
  const run = await newRun(store, {
    asked: 4,
    revision: 'main',
    service: 'github-actions',
    selector: parseSelector('CasTest#testPays'),
    settings: { repository, slug: 'acme/shop', fetch: false, quiet: false, settings },
  });
  while ((await advance(run.id, { ...parts, service: () => service })) !== 'done')
    await new Promise((again) => setTimeout(again, 5));
  const report = resultsIn(posts).at(-1);
  expect(report).toContain('`build` ended with "failure" on GitHub, so `repeat (0)` never ran');
  expect(report).toContain('cannot find the shop\n');
  expect(report).toContain('##[error]Process completed with exit code 1.');
  const logs = (await store.evidence.of(run.id)).filter(({ name }) => name === 'output.txt');
  expect(logs).toHaveLength(4);
  expect(new Set(logs.map(({ digest }) => digest)).size).toBe(1);
  // The log of the job that failed, once; the others have nothing to say.
  expect(actions.storage.requests.filter(({ path }) => path.startsWith('/logs/'))).toHaveLength(1);
});
