import { join } from 'node:path';
import { buildkite, circleci, githubActions, jenkins, local } from '../../src/ci/registry.ts';
import type { BatchRequest, CiMember, CiParts, CiService } from '../../src/ci/service.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { env, repeatSteps, scopes, tokens as buildkiteTokens } from '../fakes/buildkite/plans.ts';
import type { FakePipeline } from '../fakes/buildkite/state.ts';
import { startFakeBuildkite } from '../fakes/buildkite/server.ts';
import { cassandraWorkflows } from '../fakes/circleci/cassandra.ts';
import {
  declared,
  type Ending,
  insideOf,
  parameters,
  repeated,
  repeatedAs,
  type RepeatedRun,
  repeatJob as repeatedJob,
} from '../fakes/circleci/plans.ts';
import { startFakeCircleci, tokens } from '../fakes/circleci/server.ts';
import type { FakeWorkflowPlan } from '../fakes/circleci/state.ts';
import { startFakeActions, tokens as actionsTokens } from '../fakes/github-actions/server.ts';
import { parameters as jobParameters, repeatJob } from '../fakes/jenkins/plans.ts';
import { startFakeJenkins } from '../fakes/jenkins/server.ts';
import type { TroubledServer } from '../fakes/ci/troubled-server.ts';

/** A service elsewhere: a look-alike that can be told to make trouble. */
export interface Elsewhere extends TroubledServer {
  /** Hosts that must never see a token. */
  readonly storage: readonly TroubledServer[];
  /** Paths of the calls that start something. */
  readonly triggers: RegExp;
  /** Any call that looks at a batch. */
  readonly looks: RegExp;
  readonly secret: string;
  /** What runs from now on heeds no cancel: half of its machines come to an end, the others never do. */
  readonly deafen: () => void;
}

/** Where the contract of CI services is held: the real thing for this machine, look-alikes for the rest. */
export interface CiPlace {
  readonly member: CiMember;
  readonly elsewhere?: Elsewhere;
  /** As a new process would build it; without its secrets on request. */
  readonly service: (more?: Partial<CiParts>) => CiService;
  readonly request: (id: string, count: number) => BatchRequest;
  /** Changes how long a job takes and how long lists hide it, in milliseconds; or what `main` points at. */
  readonly pace: (pace: {
    readonly runMs?: number;
    /** Of the build before it, where there is one. */
    readonly buildMs?: number;
    readonly lagMs?: number;
    readonly revision?: string;
    /** A bare repository whose branches it builds; only for CircleCI. */
    readonly origin?: string;
  }) => void;
  readonly close: () => Promise<void>;
}

/** Every fourth iteration fails, on every service. */
const script = `const fs = require('node:fs');
const [turn, out, takes, told] = process.argv.slice(1);
const fails = Number(turn) % 4 === 0;
const usual = fails ? '<failure type="AssertionError" message="expected 15 but was 10"/>' : '';
const inside = told === undefined ? usual : JSON.parse(told)[Number(turn) - 1];
setTimeout(() => {
  if (inside === null) process.exit(0);
  fs.writeFileSync(out + '/r.xml', '<testsuite><testcase classname="org.acme.CasTest" name="testPays">' + inside + '</testcase></testsuite>');
  process.exit(/<(failure|error)/.test(inside) ? 1 : 0);
}, Number(takes));`;

export const selector = parseSelector('CasTest#testPays');
const commit = 'c'.repeat(40);

function partsIn(folder: string, variables: Readonly<Record<string, string>>): CiParts {
  return {
    folder: join(folder, 'batches'),
    workspaces: { prepare: async () => ({ folder, isFresh: false }), remove: async () => {} },
    environment: (configured) => ({ PATH: process.env['PATH'] ?? '', ...configured }),
    variables,
    lagMs: 150,
    leastLookMs: 1,
  };
}

function batchOf(id: string, count: number): BatchRequest['batch'] {
  return { id, runId: 'r-1', first: 1, count, attemptedAt: new Date().toISOString() };
}

/** Iterations that end as told, or as usual. */
function runAs(ends: readonly Ending[] | undefined): RepeatedRun {
  return ends === undefined ? repeated : repeatedAs((serial) => ends[serial - 1] ?? 'passed');
}

/** This machine. */
export async function localPlace(folder: string, ends?: readonly Ending[]): Promise<CiPlace> {
  const told =
    ends === undefined ? [] : [JSON.stringify(ends.map((end) => (end === 'lost' ? null : insideOf[end])))];
  let takes = 0;
  return {
    member: local,
    service: (more) => local.create({ ...partsIn(folder, {}), ...more }),
    request: (id, count) => ({
      batch: batchOf(id, count),
      repository: folder,
      selector,
      settings: {
        command: [process.execPath, '-e', script, '{i}', '{out}', String(takes), ...told],
        parallel: 2,
      },
    }),
    pace({ runMs }) {
      takes = runMs ?? takes;
    },
    close: async () => {},
  };
}

/** CircleCI. */
export async function circleciPlace(folder: string, ends?: readonly Ending[]): Promise<CiPlace> {
  const workflows = [{ name: 'repeat-test', jobs: [repeatedJob({ run: runAs(ends) })] }];
  return placeOnCircleci(folder, { workflows, pageSize: 3, settings: { job: 'repeat' } });
}

/** CircleCI with Cassandra's four workflows: a repeat job behind a build and two gates. */
export async function gatedPlace(folder: string): Promise<CiPlace> {
  const settings = {
    workflow: 'java8_separate_tests',
    job: 'j8_repeated_utest',
    approve: ['start_j8_build', 'start_j8_repeated_utest'],
  };
  return placeOnCircleci(folder, { workflows: cassandraWorkflows(() => 'passed'), pageSize: 20, settings });
}

async function placeOnCircleci(
  folder: string,
  {
    settings,
    ...more
  }: {
    readonly settings: object;
    readonly workflows: readonly FakeWorkflowPlan[];
    readonly pageSize: number;
  },
): Promise<CiPlace> {
  const fake = await startFakeCircleci({ ...more, declared });
  fake.state.refs.set('main', commit);
  const variables = { CIRCLECI_TOKEN: tokens.full, CIRCLECI_URL: fake.api };
  return {
    member: circleci,
    elsewhere: {
      ...fake,
      storage: [fake.storage],
      triggers: /^\/api\/v2\/project\/gh\/acme\/shop\/pipeline$/,
      looks: /\/(?:pipeline|workflow)\//,
      secret: tokens.full,
      deafen() {
        fake.state.isDeaf = true;
      },
    },
    service: (more) => circleci.create({ ...partsIn(folder, variables), ...more }),
    request: (id, count) => ({
      batch: batchOf(id, count),
      repository: folder,
      commit,
      remote: { slug: 'acme/shop', ref: { kind: 'branch', name: 'main' } },
      selector,
      settings: { ...settings, parameters },
    }),
    pace({ runMs, buildMs, lagMs, revision = commit, origin }) {
      fake.state.refs.set('main', revision);
      fake.state.origin = origin;
      if (buildMs !== undefined) fake.state.pace.own = { j8_build: buildMs };
      fake.state.pace.jobMs = runMs ?? fake.state.pace.jobMs;
      fake.state.pace.lagMs = lagMs ?? fake.state.pace.lagMs;
    },
    close: fake.close,
  };
}

/** GitHub Actions. */
export async function actionsPlace(folder: string, ends?: readonly Ending[]): Promise<CiPlace> {
  const fake = await startFakeActions({ workflow: runAs(ends), declared });
  fake.state.refs.set('main', commit);
  const variables = { GITHUB_ACTIONS_TOKEN: actionsTokens.full, GITHUB_API_URL: fake.url };
  return {
    member: githubActions,
    elsewhere: {
      ...fake,
      storage: [fake.storage],
      triggers: /\/dispatches$/,
      looks: /\/runs\/\d/,
      secret: actionsTokens.full,
      deafen() {
        fake.state.heeds = 'nothing';
      },
    },
    service: (more) => githubActions.create({ ...partsIn(folder, variables), ...more }),
    request: (id, count) => ({
      batch: batchOf(id, count),
      repository: folder,
      commit,
      remote: { slug: 'acme/shop', ref: { kind: 'branch', name: 'main' } },
      selector,
      settings: { workflow: 'retrial.yml', inputs: parameters },
    }),
    pace({ runMs, lagMs, revision = commit }) {
      fake.state.refs.set('main', revision);
      fake.state.pace.runMs = runMs ?? fake.state.pace.runMs;
      fake.state.pace.lagMs = lagMs ?? fake.state.pace.lagMs;
    },
    close: fake.close,
  };
}

/** Jenkins. */
export async function jenkinsPlace(folder: string, ends?: readonly Ending[]): Promise<CiPlace> {
  const token = '11e8a1b2c3d4e5f6';
  const fake = await startFakeJenkins({
    jobs: [repeatJob({}, runAs(ends))],
    user: 'bot',
    token,
    hasResourceRoot: true,
  });
  const variables = {
    JENKINS_URL: fake.root,
    JENKINS_USER: 'bot',
    JENKINS_TOKEN: token,
    JENKINS_JOBS: 'acme/shop=team/repeat',
  };
  return {
    member: jenkins,
    elsewhere: {
      ...fake,
      storage: [fake.storage],
      triggers: /\/buildWithParameters$/,
      looks: /\/(?:queue\/item|repeat)\/\d/,
      secret: token,
      deafen() {
        fake.state.isDeaf = true;
      },
    },
    service: (more) => jenkins.create({ ...partsIn(folder, variables), ...more }),
    request: (id, count) => ({
      batch: batchOf(id, count),
      repository: folder,
      commit,
      remote: { slug: 'acme/shop' },
      selector,
      settings: { job: 'team/repeat', parameters: jobParameters },
    }),
    pace({ runMs, lagMs }) {
      fake.state.pace.runMs = runMs ?? fake.state.pace.runMs;
      fake.state.pace.lagMs = lagMs ?? fake.state.pace.lagMs;
    },
    close: fake.close,
  };
}

/** Buildkite. */
export async function buildkitePlace(folder: string, ends?: readonly Ending[]): Promise<CiPlace> {
  const steps: FakePipeline['steps'] = ({ env: given }) => repeatSteps(given, runAs(ends));
  const fake = await startFakeBuildkite({ pipelines: [{ path: 'acme/repeat', steps }], tokens: scopes });
  const variables = {
    BUILDKITE_TOKEN: buildkiteTokens.full,
    BUILDKITE_URL: `${fake.url}/v2`,
    BUILDKITE_PIPELINES: 'acme/shop=acme/*',
  };
  return {
    member: buildkite,
    elsewhere: {
      ...fake,
      storage: [fake.storage],
      triggers: /\/builds$/,
      looks: /\/builds\/\d/,
      secret: buildkiteTokens.full,
      deafen() {
        fake.state.isDeaf = true;
      },
    },
    service: (more) => buildkite.create({ ...partsIn(folder, variables), ...more }),
    request: (id, count) => ({
      batch: batchOf(id, count),
      repository: folder,
      commit,
      remote: { slug: 'acme/shop', ref: { kind: 'branch', name: 'main' } },
      selector,
      settings: { pipeline: 'acme/repeat', step: 'repeat', env },
    }),
    pace({ runMs, lagMs }) {
      fake.state.pace.runMs = runMs ?? fake.state.pace.runMs;
      fake.state.pace.lagMs = lagMs ?? fake.state.pace.lagMs;
    },
    close: fake.close,
  };
}
