import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as services from '../../src/ci/registry.ts';
import type { BatchRequest, CiMember } from '../../src/ci/service.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { type Asked, serveWithTroubles } from '../fakes/ci/troubled-server.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('crowded-lists');
const members: readonly CiMember[] = Object.values(services);
const since = Date.now() - 600_000;
const later = new Date(since + 300_000).toISOString();

/** Runs are told newest first, of a time; each page is full. */
function runsOf({ query }: Asked) {
  const until = Date.parse((query.get('created') ?? '').split('..')[1] ?? '') || since + 500_000;
  const page = Number(query.get('page'));
  const run = (at: number) => ({ id: until + at, head_sha: 'c', created_at: new Date(until - 1_000) });
  const all = page > 10 ? [] : Array.from({ length: 100 }, (_, at) => run(page * 1_000 + at));
  return { total_count: 1_000, workflow_runs: all };
}

/** Of each service a list that never ends, in which everything is young and nothing is ours. */
const crowds: readonly {
  readonly name: string;
  readonly settings: object;
  readonly variables: (url: string) => Readonly<Record<string, string>>;
  readonly list: (asked: Asked) => unknown;
}[] = [
  {
    name: 'circleci',
    settings: { job: 'repeat' },
    variables: (url) => ({ CIRCLECI_TOKEN: 't', CIRCLECI_URL: url }),
    list: ({ query }) => ({
      items: [{ id: 'p', state: 'created', created_at: later, trigger: { type: 'webhook' } }],
      next_page_token: String(Number(query.get('page-token') ?? 0) + 1),
    }),
  },
  {
    name: 'jenkins',
    settings: { job: 'team/repeat', parameters: { commit: '{commit}' } },
    variables: (url) => ({
      JENKINS_URL: url,
      JENKINS_USER: 'bot',
      JENKINS_TOKEN: 't',
      JENKINS_JOBS: 'acme/shop=team/repeat',
    }),
    list: ({ path }) =>
      path.startsWith('/queue')
        ? { items: [] }
        : {
            allBuilds: [{ number: 7, queueId: 7, timestamp: since + 300_000, building: false, actions: [] }],
          },
  },
  {
    name: 'github-actions',
    settings: { workflow: 'retrial.yml' },
    variables: (url) => ({ GITHUB_ACTIONS_TOKEN: 't', GITHUB_API_URL: url }),
    list: runsOf,
  },
  {
    name: 'buildkite',
    settings: { pipeline: 'acme/repeat', step: 'repeat' },
    variables: (url) => ({
      BUILDKITE_TOKEN: 't',
      BUILDKITE_URL: url,
      BUILDKITE_PIPELINES: 'acme/shop=acme/repeat',
    }),
    list: () =>
      Array.from({ length: 100 }, (_, number) => ({ number, meta_data: { retrial_batch: 'r-9-b1' } })),
  },
];

it.each(crowds)(
  'a batch is not taken for one that never began where $name lists more than is looked at',
  async ({ name, settings, variables, list }) => {
    const server = await serveWithTroubles((asked) => ({ status: 200, body: list(asked) }));
    const member = members.find((one) => one.name === name);
    if (member === undefined) throw new Error(`there is no ${name}`);
    const service = member.create({
      folder: join(home, name),
      workspaces: { prepare: async () => ({ folder: home, isFresh: false }), remove: async () => {} },
      environment: () => ({}),
      variables: variables(server.url),
    });
    const request: BatchRequest = {
      batch: { id: 'r-1-b1', runId: 'r-1', first: 1, count: 8, attemptedAt: new Date(since).toISOString() },
      repository: home,
      remote: { slug: 'acme/shop' },
      selector: parseSelector('CasTest#testPays'),
      settings,
    };
    await expect(service.find('r-1-b1', request)).rejects.toMatchObject({
      code: 'E-CI',
      message: expect.stringMatching(
        /lists more than \d+ .* not started a second time.*cancel what you find/,
      ),
    });
    expect(server.requests.length).toBeLessThan(300);
    await server.close();
  },
);
