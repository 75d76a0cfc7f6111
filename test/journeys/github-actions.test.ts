import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { declared, parameters, repeated } from '../fakes/circleci/plans.ts';
import { type FakeActions, startFakeActions } from '../fakes/github-actions/server.ts';
import { deliver, signedDelivery } from '../fakes/github/deliveries.ts';
import { gitIn, scratch } from '../support/scratch.ts';
import { secret, setStage, type Stage } from './stage.ts';

const folder = scratch('actions-journey');
let stage: Stage;
let actions: FakeActions;
let front: Awaited<ReturnType<typeof frontOf>>;

afterAll(async () => {
  await stage.close();
  await front.close();
  await actions.close();
});

/** One address for both look-alikes, as GitHub has one for tickets and Actions. */
async function frontOf(tickets: string, workflows: string) {
  const server = createServer((incoming, outgoing) => {
    const isActions = incoming.url?.startsWith('/repos/acme/shop/actions/') === true;
    const { method = 'GET', headers } = incoming;
    const onward = ask(new URL(incoming.url ?? '/', isActions ? workflows : tickets), { method, headers });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

it('carries a command on a ticket out on GitHub Actions, as the App', async () => {
  stage = await setStage(folder);
  const { github } = stage;
  const clone = join(folder, 'shop');
  const commit = gitIn(clone, 'rev-parse', 'HEAD');
  gitIn(clone, 'update-ref', 'refs/remotes/origin/main', commit);
  actions = await startFakeActions({ workflow: repeated, declared, installed: github.state.tokens });
  actions.state.refs.set('main', commit);
  actions.state.pace.runMs = 700;
  front = await frontOf(github.url, actions.url);
  const settings = { workflow: 'retrial.yml', inputs: parameters };
  const history = { pullRequests: 'comment', 'github-actions': {} };
  github.state.files.set('.github/retrial.yml', stringify({ 'github-actions': settings, history }));
  const server = await stage.serve({ GITHUB_API_URL: front.url });
  await stage.comment(server.url, 'benedict', '/retrial repeat CasTest#testPays x40');
  const result = () => stage.said().find((text) => text.includes('"kind":"result"'));
  await expect.poll(result, { timeout: 60_000, interval: 100 }).toBeDefined();
  expect(result()).toContain('10 of 40 runs failed');
  expect(result()).toMatch(/The CI's own page, whose files go away from \d{4}-\d\d-\d\d on/);
  expect(result()).toContain('40 asked = 40 executed + 0 skipped + 0 lost');
  expect(result()).toContain(`https://github.com/acme/shop/actions/runs/${actions.state.runs[0]?.id}`);
  expect(actions.state.runs).toHaveLength(1);

  // What the pull request's own build brought is read once, however often it is told of.
  const about = { event: 'pull_request', name: 'Unit', pulls: [{ number: 7, repository: 'acme/shop' }] };
  actions.state.pace.runMs = 0;
  const { id } = actions.state.start('main', { count: '4', machines: '1' }, about);
  const ended = {
    action: 'completed',
    workflow_run: { id, run_attempt: 1 },
    repository: { full_name: 'acme/shop' },
  };
  for (const one of ['w-1', 'w-1', 'w-2'])
    await deliver(server.url, signedDelivery(secret, 'workflow_run', ended, one));
  const known = () => stage.said().filter((text) => text.includes('"kind":"known"'));
  await expect.poll(known, { timeout: 60_000, interval: 100 }).toHaveLength(1);
  expect(known()[0]).toContain('1 test failed at');
  expect(known()[0]).toContain('Unit / junit-0');
  expect(actions.storage.requests.filter(({ path }) => path.endsWith(String(id * 100)))).toHaveLength(1);
  expect(actions.storage.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
}, 120_000);
