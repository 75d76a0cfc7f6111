import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { languageOf } from '../../src/app/language.ts';
import { overlaysOf } from '../../src/checkouts/overlay-settings.ts';
import { circleciSettings } from '../../src/ci/circleci/settings.ts';
import { orderFor } from '../../src/ci/jenkins/order.ts';
import { jenkinsSettings } from '../../src/ci/jenkins/settings.ts';
import { fillParameters } from '../../src/ci/remote/parameters.ts';
import { rerunsOf } from '../../src/ci/remote/settings.ts';
import { lanesFor } from '../../src/commands/running/lanes-for.ts';
import { readProjectConfig } from '../../src/config/project.ts';
import { readServerConfig } from '../../src/config/server.ts';
import { tally } from '../../src/model/iteration.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { readBatch } from '../../src/results/batch.ts';
import { circleciReports } from '../../src/results/circleci-tests.ts';
import { layouts } from '../../src/results/layouts.ts';
import { parseReport } from '../../src/results/parse-report.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('cassandra-recipes');
const recipes = resolve(import.meta.dirname, '../../recipes');

const entries = (job: string, needs: readonly string[]): string =>
  `    - ${job}:\n        requires:\n${needs.map((need) => `        - ${need}\n`).join('')}`;
const approval = (job: string): string => `    - ${gateOf(job)}:\n        type: approval\n`;

const isJvmUpgrade = (job: string): boolean => job.includes('_jvm_upgrade_');
/** The gate of an upgrade job names no JDK. */
const gateOf = (job: string): string => `start_${isJvmUpgrade(job) ? job.replace(/^j\d+_/, '') : job}`;
/** What is built before it runs: upgrades need the jars of other versions too. */
const buildOf = (job: string, jdk: string): string =>
  `j${jdk}_${isJvmUpgrade(job) ? 'dtest_jars_build' : 'build'}`;

/** What `generate.sh -e` leaves in a workflow where it was told to repeat something, and takes out elsewhere. */
const repeated = (jobs: readonly string[], jdk: string): string =>
  jobs.map((job) => approval(job) + entries(job, [gateOf(job), buildOf(job, jdk)])).join('');

/** The shape of Cassandra's expanded configuration, with the lines that matter. */
const committed = (version: Version, listed: boolean): string => {
  const environment = `    environment:\n${version.keys.map((key) => `    - ${key}: null`).join('\n')}\n`;
  const job = (name: string, parallelism: number): string => `  ${name}:
    docker:
    - image: apache/cassandra-testing
    parallelism: ${parallelism}
    steps:
    - run:
        command: "for i in $(seq -w 1 $count); do\\n  ant $target\\ndone\\n"
${environment}`;
  const workflow = (jdk: string): string => {
    const jobs = Object.values(version.lanes).filter((name) => name.startsWith(`j${jdk}_`));
    const middle = listed ? repeated(jobs, jdk) : '';
    const jars = `j${jdk}_dtest_jars_build`;
    const upgrades = jobs.some(isJvmUpgrade)
      ? `${approval(jars)}${entries(jars, [`j${jdk}_build`, `start_${jars}`])}${approval(`j${jdk}_jvm_upgrade_dtests`)}${entries(`j${jdk}_jvm_upgrade_dtests`, ['start_jvm_upgrade_dtests', jars])}`
      : '';
    return `  java${jdk}_separate_tests:
    jobs:
${approval(`j${jdk}_build`)}${entries(`j${jdk}_build`, [`start_j${jdk}_build`])}${upgrades}${middle}${approval(`j${jdk}_dtests`)}${entries(`j${jdk}_dtests`, [`start_j${jdk}_dtests`, `j${jdk}_build`])}  java${jdk}_pre-commit_tests:
    jobs:
${approval('pre-commit_tests')}${entries(`j${jdk}_build`, ['start_pre-commit_tests'])}`;
  };
  const jobs = Object.values(version.lanes).map((name) => job(name, 4));
  return `# Licensed
version: 2
jobs:
${job('j11_other_tests', 1)}${jobs.join('')}${job('j11_last', 7)}workflows:
  version: 2
${version.jdks.map(workflow).join('')}`;
};

interface Version {
  readonly file: string;
  readonly jdks: readonly string[];
  /** Each lane with its job. */
  readonly lanes: Readonly<Record<string, string>>;
  readonly keys: readonly string[];
  readonly filled: Readonly<Record<string, unknown>>;
  /** Which of its variables the overlay fills, and with what. */
  readonly filling: readonly Readonly<Record<string, string>>[];
  /** Whether the jobs that repeat stand in the committed workflows; where they do not, the overlay lists them. */
  readonly listed: readonly boolean[];
}

const today = {
  keys: [
    'REPEATED_UTESTS',
    'REPEATED_UTESTS_COUNT',
    'REPEATED_JVM_DTESTS',
    'REPEATED_JVM_DTESTS_COUNT',
    'REPEATED_DTESTS',
    'REPEATED_DTESTS_COUNT',
    'REPEATED_UPGRADE_DTESTS',
    'REPEATED_UPGRADE_DTESTS_COUNT',
    'REPEATED_JVM_UPGRADE_DTESTS',
    'REPEATED_JVM_UPGRADE_DTESTS_COUNT',
    'REPEATED_LARGE_DTESTS',
    'REPEATED_UTESTS_LONG',
  ],
  filled: {
    retrial_test: 'org.apache.cassandra.cql3.ViewTest#testA',
    retrial_count: 125,
    retrial_machines: 25,
  },
  filling: [
    'REPEATED_UTESTS',
    'REPEATED_JVM_DTESTS',
    'REPEATED_DTESTS',
    'REPEATED_UPGRADE_DTESTS',
    'REPEATED_JVM_UPGRADE_DTESTS',
  ].flatMap((key) => [
    { [key]: '<< pipeline.parameters.retrial_test >>' },
    { [`${key}_COUNT`]: '<< pipeline.parameters.retrial_count >>' },
  ]),
  listed: [false, true],
};

const versions: readonly Version[] = [
  {
    file: 'cassandra-4.1-2022.yml',
    jdks: ['8', '11'],
    lanes: { jdk8: 'j8_repeated_utest', jdk11: 'j11_repeated_utest' },
    keys: ['REPEATED_UTEST_CLASS', 'REPEATED_UTEST_METHODS', 'REPEATED_UTEST_COUNT', 'REPEATED_UTEST_VNODES'],
    filled: {
      retrial_class: 'org.apache.cassandra.cql3.ViewTest',
      retrial_methods: 'testA',
      retrial_count: 125,
      retrial_machines: 25,
    },
    filling: [
      { REPEATED_UTEST_CLASS: '<< pipeline.parameters.retrial_class >>' },
      { REPEATED_UTEST_METHODS: '<< pipeline.parameters.retrial_methods >>' },
      { REPEATED_UTEST_COUNT: '<< pipeline.parameters.retrial_count >>' },
    ],
    listed: [true],
  },
  {
    file: 'cassandra-4.1.yml',
    jdks: ['8', '11'],
    lanes: {
      jdk8: 'j8_unit_tests_repeat',
      jdk11: 'j11_unit_tests_repeat',
      'jdk8-dtest': 'j8_jvm_dtests_repeat',
      'jdk11-dtest': 'j11_jvm_dtests_repeat',
      'jdk8-python': 'j8_dtests_repeat',
      'jdk11-python': 'j11_dtests_repeat',
      'jdk8-upgrade': 'j8_jvm_upgrade_dtests_repeat',
      'jdk8-upgrade-python': 'j8_upgrade_dtests_repeat',
    },
    ...today,
  },
  {
    file: 'cassandra-5.0.yml',
    jdks: ['11', '17'],
    lanes: {
      jdk11: 'j11_unit_tests_repeat',
      jdk17: 'j17_unit_tests_repeat',
      'jdk11-dtest': 'j11_jvm_dtests_repeat',
      'jdk17-dtest': 'j17_jvm_dtests_repeat',
      'jdk11-python': 'j11_dtests_repeat',
      'jdk17-python': 'j17_dtests_repeat',
      'jdk11-upgrade': 'j11_jvm_upgrade_dtests_repeat',
      'jdk11-upgrade-python': 'j11_upgrade_dtests_repeat',
    },
    ...today,
  },
];

describe.each(versions)('$file', (version) => {
  const { file, filled, lanes } = version;
  const config = () => readProjectConfig(readFileSync(join(recipes, file), 'utf8'));
  const settings = () => circleciSettings.parse(config().service.settings);
  const request = (text: string) => ({
    batch: { id: 'r-b1', runId: 'r', first: 1, count: 125 },
    repository: '',
    selector: parseSelector(text),
    settings: {},
  });
  const fill = (text: string) => {
    const { parameters, timeout, names } = settings();
    return fillParameters(parameters, request(text), { machines: 25, timeout, names });
  };

  it('hands a test to the job in its parameters, and no name that a shell could run', () => {
    expect(fill('org.apache.cassandra.cql3.ViewTest#testA')).toEqual(filled);
    expect(() => fill('org.apache.cassandra.cql3.ViewTest#test$(touch pwned)')).toThrow(/might run/);
  });

  it('approves in each lane what is built before the job that repeats', () => {
    const found = config().lanes.map((lane) => {
      const { approve, job, workflow } = circleciSettings.parse(lane.settings);
      const jdk = /\d+/.exec(lane.name)?.[0];
      expect(workflow).toBe(`java${jdk}_separate_tests`);
      const jars = isJvmUpgrade(job) ? [`start_j${jdk}_dtest_jars_build`] : [];
      expect(approve).toEqual([`start_j${jdk}_build`, ...jars, gateOf(job)]);
      return [lane.name, job];
    });
    expect(Object.fromEntries(found)).toEqual(lanes);
  });

  it('has each kind of test in lanes of its own', () => {
    const language = languageOf(config());
    const lanesOf = (name: string) => lanesFor(parseSelector(name), language);
    const kindOf = (lane: string): string => lane.replace(/^jdk\d+-?/, '');
    for (const [name, kind] of [
      ['org.apache.cassandra.cql3.ViewTest#testA', ''],
      ['org.apache.cassandra.distributed.test.CASTest#testA', 'dtest'],
      ['org.apache.cassandra.distributed.upgrade.GroupByTest#testA', 'upgrade'],
      ['auth_test.py::TestAuth::test_login', 'python'],
      ['upgrade_tests/cql_tests.py::TestCQL::test_limit', 'upgrade-python'],
    ] as const) {
      const own = Object.keys(lanes).filter((lane) => kindOf(lane) === kind);
      expect(lanesOf(name)).toEqual(own.length > 0 ? own : Object.keys(lanes));
    }
  });

  it('takes a Python test by its file, and reads its repeats out of the results', () => {
    const python = config().lanes.filter(({ name }) => name.endsWith('-python'));
    expect(python).toHaveLength(Object.keys(lanes).filter((name) => name.endsWith('-python')).length);
    for (const lane of python) {
      const { parameters, timeout, names, layout } = circleciSettings.parse(lane.settings);
      expect(layout).toBe('numbered-cases');
      expect(rerunsOf(lane.settings)).toBe(true);
      const name = 'auth_test.py::TestAuth::test_login';
      expect(fillParameters(parameters, request(name), { machines: 25, timeout, names })).toMatchObject({
        retrial_test: name,
        retrial_count: 125,
      });
      const hostile = request('auth_test.py::TestAuth::test_login;id');
      expect(() => fillParameters(parameters, hostile, { machines: 25, timeout, names })).toThrow(
        /might run/,
      );
    }
  });

  it.each(version.listed)(
    'turns the committed configuration into one with exactly these parameters and jobs (%s)',
    (listed) => {
      const [overlay, ...more] = overlaysOf({ names: ['circleci'] }, config().overlays);
      if (overlay?.kind !== 'configure') throw new Error('no command');
      expect(more).toEqual([]);
      const folder = join(home, `${file}-${listed}`);
      mkdirSync(join(folder, '.circleci'), { recursive: true });
      const path = join(folder, '.circleci/config.yml');
      writeFileSync(path, committed(version, listed));
      const [program = '', ...args] = overlay.command;
      expect(spawnSync(program, args, { cwd: folder }).status).toBe(0);
      const text = readFileSync(path, 'utf8');
      const made = parse(text);
      const before = parse(committed(version, true));
      expect(made.version).toBe(2.1);
      const { batchParameter, parameters } = settings();
      expect(Object.keys(made.parameters).toSorted()).toEqual(
        [...Object.keys(parameters), batchParameter].toSorted(),
      );
      for (const name of Object.keys(parameters)) expect(text).toContain(`<< pipeline.parameters.${name} >>`);
      for (const job of Object.values(lanes)) {
        for (const key of version.filling) expect(made.jobs[job].environment).toContainEqual(key);
        expect(made.jobs[job].parallelism).toBe('<< pipeline.parameters.retrial_machines >>');
        expect(made.jobs[job].steps).toEqual(before.jobs[job].steps);
        expect(made.jobs[job].environment.at(-1)).toEqual(before.jobs[job].environment.at(-1));
      }
      expect(made.jobs.j11_last.parallelism).toBe(7);
      expect(made.jobs.j11_other_tests.parallelism).toBe(1);
      // Every job stands once, with what it waits for; nothing else changed.
      for (const name of Object.keys(before.workflows))
        expect(sorted(made.workflows[name].jobs)).toEqual(sorted(before.workflows[name].jobs));
    },
  );
});

/** Entries of a workflow in one order, however they are laid out. */
const sorted = (jobs: unknown): string[] =>
  Array.isArray(jobs) ? jobs.map((job) => JSON.stringify(job)).toSorted() : [];

it('cassandra-jira.yml is a server’s settings, with those of 5.0 and trunk as the project’s own', () => {
  const text = readFileSync(join(recipes, 'cassandra-jira.yml'), 'utf8');
  const { jira, repositories } = readServerConfig({ name: 'server.yml', text }, { JIRA_TOKEN: 'secret' });
  const project = jira?.projects['CASSANDRA'];
  expect(project?.settings).toEqual(
    readProjectConfig(readFileSync(join(recipes, 'cassandra-5.0.yml'), 'utf8')),
  );
  expect(repositories[project?.repository ?? '']).toMatchObject({ push: { fork: 'YOUR-NAME/cassandra' } });
});

describe('cassandra-jenkins.yml', () => {
  const config = readProjectConfig(readFileSync(join(recipes, 'cassandra-jenkins.yml'), 'utf8'));
  const ordered = (text: string, settings: unknown = config.service.settings) =>
    orderFor(
      {
        batch: { id: 'r-b1', runId: 'r', first: 1, count: 100 },
        repository: '',
        commit: 'c'.repeat(40),
        remote: { slug: 'apache/cassandra', ref: { kind: 'branch', name: 'trunk' } },
        selector: parseSelector(text),
        settings,
      },
      jenkinsSettings.parse(settings),
    );

  it('has each machine run its share, goes on after a failure, and lets the logs count', () => {
    expect(jenkinsSettings.parse(config.service.settings)).toMatchObject({ runs: 'log', names: 'plain' });
    expect(ordered('org.apache.cassandra.cql3.ViewTest#testA')).toEqual({
      profile: 'custom',
      profile_custom_regexp: '^test-repeat$',
      repository: 'https://github.com/apache/cassandra',
      branch: 'trunk',
      repeat_test_regex: 'org.apache.cassandra.cql3.ViewTest',
      repeated_tests_count: '10',
      repeated_tests_machines: '10',
      repeated_tests_stop_on_failure: 'false',
      RETRIAL_BATCH: 'r-b1',
    });
    expect(() => ordered('View$(id)Test')).toThrow(/might run/);
  });

  it('adds the JDK in each lane, and changes nothing else', () => {
    const lanes = config.lanes.map(({ name, settings }) => [name, ordered('ViewTest', settings)['jdk']]);
    expect(lanes).toEqual([
      ['jdk11', '11'],
      ['jdk17', '17'],
    ]);
  });
});

describe('what the reports of these jobs hide', () => {
  const name = 'org.apache.cassandra.cql3.ViewTest';
  const selector = parseSelector('ViewTest#testA');
  const report = (path: string, cases: string) =>
    parseReport(
      `${path}/TEST-${name}-testA.xml`,
      Buffer.from(`<testsuite name="${name}">${cases}</testsuite>`),
    );
  const testCase = (inside: string, suffix = '-_jdk17'): string =>
    `<testcase classname="${name}" name="testA${suffix}" time="1">${inside}</testcase>`;
  const read = (asked: number, reports: readonly ReturnType<typeof report>[]) => {
    const { iterations, layout } = readBatch({ first: 1, asked, selector, reports });
    expect(layout.name).toBe('passes-and-fails');
    return tally(asked, iterations);
  };

  it('passes that skipped are no passes', () => {
    const reports = [0, 1].flatMap((node) =>
      [1, 2].map((i) => report(`${node}/junitxml/passes/${i}`, testCase('<skipped message="flaky"/>'))),
    );
    expect(read(4, reports)).toMatchObject({ executed: 0, skipped: 4, lost: 0 });
  });

  it('a machine that stopped after its first failure owes the rest', () => {
    const failure = '<failure type="junit.framework.AssertionFailedError" message="rows"/>';
    const reports = [
      report('0/junitxml/fails/1', testCase(failure)),
      ...[1, 2, 3, 4, 5].map((i) => report(`1/junitxml/passes/${i}`, testCase(''))),
    ];
    expect(read(10, reports)).toMatchObject({ executed: 6, failed: 1, lost: 4 });
  });

  it('an error of the class after the test passed is a failure of its own', () => {
    const error = `<testcase classname="junit.framework.TestSuite" name="${name}-_jdk17"><error type="java.lang.AssertionError" message="shut down"/></testcase>`;
    const reports = [report('0/junitxml/fails/1', testCase('') + error)];
    const [one] = readBatch({ first: 1, asked: 1, selector, reports }).iterations;
    expect(one?.outcome).toBe('failed');
    expect(one?.results.map(({ scope, outcome }) => `${scope} ${outcome}`)).toContain('method passed');
    expect(one?.results.map(({ scope, outcome }) => `${scope} ${outcome}`)).toContain('class failed');
  });

  it('a fork that hung in another test takes the finished ones with it', () => {
    const hung = `<testcase classname="${name}" name="testB"><error type="junit.framework.AssertionFailedError" message="Timeout occurred. Please note the time in the report does not reflect the time until the timeout."/></testcase>`;
    expect(read(1, [report('0/junitxml/fails/1', hung)])).toMatchObject({ executed: 0, lost: 1 });
  });

  /** What CircleCI tells of a dtest that machines repeated: no machine, and no number where one repeats it once. */
  const listed = (shares: readonly number[], result: (machine: number, turn: number) => string) =>
    shares.flatMap((share, machine) =>
      Array.from({ length: share }, (_, at) => ({
        name: share === 1 ? 'test_login' : `test_login[${at + 1}-${share}]`,
        classname: 'auth_test.TestAuth',
        result: result(machine, at + 1),
        run_time: 1,
        message: 'OperationTimedOut',
        source: 'pytest',
        file: '',
      })),
    );

  it.each([[[3]], [[5, 5]], [[4, 3]], [[6, 5, 5]], [[2, 1]]])(
    'repeats of pytest that stand in the test results alone are told apart, however they are shared out: %j',
    (shares) => {
      const asked = shares.reduce((sum, share) => sum + share, 0);
      const items = listed(shares, (machine, turn) =>
        machine + turn === 1 + shares.length ? 'failure' : 'success',
      );
      const reports = circleciReports('tests/tests.json', { items });
      const dtest = parseSelector('auth_test.py::TestAuth::test_login');
      const layout = layouts.find(({ name }) => name === 'numbered-cases');
      const found = readBatch({ first: 1, asked, selector: dtest, reports, ...(layout && { layout }) });
      expect(readBatch({ first: 1, asked, selector: dtest, reports }).iterations).toEqual(found.iterations);
      const failed = items.filter(({ result }) => result === 'failure').length;
      expect(tally(asked, found.iterations)).toMatchObject({ executed: asked, failed, lost: 0 });
    },
  );

  it('a skip and an error beside such repeats stay what they are', () => {
    const items = [
      ...listed([2, 3], (machine) => (machine === 0 ? 'skipped' : 'success')),
      {
        name: 'test_login[2-3]',
        classname: 'auth_test.TestAuth',
        result: 'error',
        message: 'failed on teardown with',
      },
    ];
    const reports = circleciReports('tests/tests.json', { items });
    const dtest = parseSelector('auth_test.py::TestAuth::test_login');
    const found = readBatch({ first: 1, asked: 5, selector: dtest, reports });
    expect(tally(5, found.iterations)).toMatchObject({ executed: 3, skipped: 2, lost: 0 });
  });
});
