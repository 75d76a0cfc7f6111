import { describe, expect, it } from 'vitest';
import { ordersOf } from '../../src/app/previews.ts';
import type { RunRequest } from '../../src/commands/contract/context.ts';
import { readProjectConfig } from '../../src/config/project.ts';
import { readServerConfig } from '../../src/config/server.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { ticket } from '../commands/fakes.ts';

const request: RunRequest = {
  ticket,
  commentId: 'c-1',
  line: 1,
  requestedBy: 'driftx',
  selector: parseSelector('CASTest#testFoo'),
  count: 50,
  quiet: false,
};

/** What would be sent with these settings of a project, as `name: value` lines. */
function sent(
  file: string,
  changes: Partial<RunRequest> = {},
  revision = 'trunk',
  push = '',
): readonly string[] {
  const text = `repositories: { apache/cassandra: { path: /srv/cassandra${push} } }`;
  const config = readServerConfig({ name: 'server.yml', text }, {});
  const orders = ordersOf(
    { ...request, ...changes },
    { revision },
    { project: readProjectConfig(file), config },
  );
  return orders.flatMap(({ lane, service, facts }) => [
    `${service}${lane}`,
    ...facts.map(({ name, value }) => `${name}: ${value}`),
  ]);
}

const circleci = 'circleci: { job: repeat, machines: 5, parameters: { test: "{test}", each: "{each}" } }';

describe('what a dry run would send', () => {
  it.each([
    [
      circleci,
      [
        'circleci',
        'project: gh/apache/cassandra',
        'branch: trunk',
        'workflow: the only one',
        'job: repeat',
        'parameter test: CASTest#testFoo',
        'parameter each: 10',
        'parameter retrial_batch: r-new-b1',
      ],
    ],
    [
      'github-actions: { workflow: retrial.yml, inputs: { sha: "{commit}" } }',
      [
        'github-actions',
        'repository: apache/cassandra',
        'workflow: retrial.yml',
        'ref: trunk',
        'input sha: the commit of trunk',
        'input retrial_batch: r-new-b1',
      ],
    ],
    [
      'jenkins: { job: team/repeat, parameters: { SHA: "{commit}", N: "{count}" } }',
      [
        'jenkins',
        'job: team/repeat',
        'parameter SHA: the commit of trunk',
        'parameter N: 50',
        'parameter RETRIAL_BATCH: r-new-b1',
      ],
    ],
    [
      'buildkite: { pipeline: acme/repeat, step: test, env: { T: "{test}" } }',
      [
        'buildkite',
        'pipeline: acme/repeat',
        'step: test',
        'commit: the commit of trunk',
        'branch: trunk',
        'variable T: CASTest#testFoo',
        'meta-data retrial_batch: r-new-b1',
      ],
    ],
    [
      'local: { command: [make, "{test}"], env: { TOKEN: secret } }',
      [
        'local',
        'command: ["make","{test}"]',
        'commit: the commit of trunk',
        'at a time: 1',
        'time for one: 600 s',
        'variable: TOKEN',
      ],
    ],
  ])('follows the settings: %s', (file, lines) => expect(sent(file)).toEqual(lines));

  it('is each lane’s own', () => {
    const lanes = `${circleci}\nlanes: { jdk8: { circleci: { job: repeat8 } }, jdk11: { circleci: { job: repeat11 } } }`;
    expect(
      sent(lanes, { lanes: ['jdk8', 'jdk11'] }).filter((line) => /^(?:circleci|job)/.test(line)),
    ).toEqual(['circlecijdk8', 'job: repeat8', 'circlecijdk11', 'job: repeat11']);
  });

  it('goes to a throw-away branch where nothing else points at the code', () => {
    const overlays = { unskip: true, names: [] };
    expect(sent(circleci, { overlays })).toContain('branch: retrial/r-new-b1');
    const head = '9c1'.padEnd(40, '0');
    expect(sent(circleci, {}, head)).toContain('branch: the branch at 9c1000000');
    expect(sent(circleci, {}, head, ', push: { to: origin }')).toContain('branch: retrial/r-new-b1');
  });

  it('refuses what would be refused then', () => {
    expect(() => sent(circleci, { selector: parseSelector('A#b[$x]') })).toThrow(
      'holds characters that a script',
    );
  });
});
