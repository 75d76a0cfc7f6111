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
  return orders.flatMap(({ lane, service, side, facts }) => [
    `${service}${lane}${side === undefined ? '' : ` for ${side}`}`,
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

  it('refuses no branch for its name, which is only shown where a script may read it', () => {
    const file = 'jenkins: { job: team/repeat, parameters: { SHA: "{commit}" } }';
    expect(sent(file, {}, 'straße')).toContain('parameter SHA: the commit of the branch');
    expect(sent(file, {}, 'a$(id)')).toContain('parameter SHA: the commit of the branch');
    const named = 'circleci: { job: repeat, parameters: { at: "{ref}" } }';
    expect(() => sent(named, {}, 'a$(id)')).toThrow('might run');
  });

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

  describe('where a push starts it', () => {
    const push = ', push: { to: origin }';

    it('is the program that configures CI, the branch, and the jobs that are approved', () => {
      const file =
        'circleci: { workflow: tests, job: repeat, approve: [gate, go], trigger: push, configure: [./gen, "N={count}"] }';
      expect(sent(file, {}, 'trunk', push)).toEqual([
        'circleci',
        'commit: the commit of trunk',
        'configured by: ["./gen","N=50"]',
        'pushed as: retrial/r-new-b1 to apache/cassandra',
        'project: gh/apache/cassandra',
        'workflow: tests',
        'job: repeat',
        'approves: gate',
        'approves: go',
      ]);
    });

    it('goes to the fork where everything is built there', () => {
      const fork = ', push: { to: origin, fork: bot/cassandra }';
      const lines = sent('github-actions: { workflow: retrial.yml, trigger: push }', {}, 'trunk', fork);
      expect(lines).toEqual([
        'github-actions',
        'commit: the commit of trunk',
        'pushed as: retrial/r-new-b1 to bot/cassandra',
        'repository: bot/cassandra',
        'workflow: retrial.yml',
      ]);
      const buildkite = 'buildkite: { pipeline: acme/repeat, step: test, trigger: push, unblock: [gate] }';
      expect(sent(buildkite, {}, 'trunk', push).slice(2)).toEqual([
        'pushed as: retrial/r-new-b1 to apache/cassandra',
        'pipeline: acme/repeat',
        'step: test',
        'unblocks: gate',
      ]);
    });

    it('is refused where the server may push nothing', () => {
      expect(() => sent('circleci: { job: repeat, trigger: push }')).toThrow('this server may push none');
    });
  });

  describe('for a question', () => {
    const counted = 'circleci: { job: repeat, parameters: { n: "{count}" } }';
    const numbers = (changes: Partial<RunRequest>, file = counted) =>
      sent(file, { count: 0, ...changes }).filter((line) =>
        /^(?:circleci|branch|parameter|command)/.test(line),
      );

    it('is a batch for each side, with the runs of its first round', () => {
      expect(numbers({ question: { kind: 'compare', runs: 300 } })).toEqual([
        'circleci for the commit where it branched off',
        'branch: the commit where it branched off',
        'parameter n: 300',
        'parameter retrial_batch: r-new-b1',
        'circleci for trunk',
        'branch: trunk',
        'parameter n: 300',
        'parameter retrial_batch: r-new-b2',
      ]);
    });

    it('begins with what its plan begins with', () => {
      const good = { kind: 'name', name: 'v4.0' } as const;
      expect(numbers({ question: { kind: 'decide', rate: 0.01 } })).toContain('parameter n: 10');
      const bisected = numbers({ question: { kind: 'bisect', good } });
      expect(bisected).toEqual([
        'circleci for the end that fails',
        'branch: trunk',
        expect.stringMatching(/^parameter n: [1-9]\d*$/),
        'parameter retrial_batch: r-new-b1',
      ]);
      expect(numbers({ question: { kind: 'bisect', good, mostRuns: 7 } })).toContain('parameter n: 7');
    });

    it('starts a test alone as it would be, and refuses a service that can start it in one way only', () => {
      const local = 'local: { command: [npx, vitest, run, "{class}"] }';
      const [first] = sent(local, { count: 0, question: { kind: 'isolate', runs: 30 } });
      expect(first).toBe('local for the test alone');
      expect(() => numbers({ question: { kind: 'isolate' } })).toThrow('which only the service `local` can');
    });
  });

  it('refuses what would be refused then', () => {
    expect(() => sent(circleci, { selector: parseSelector('A#b[$x]') })).toThrow(
      'holds characters that a script',
    );
    const ant = 'local: { command: [ant, testsome, "-Dn={class}", "-Dm={method}"] }';
    expect(() => sent(ant, { selector: parseSelector('A#x,B#y') })).toThrow('tests of one class only');
  });
});
