import type { FakeBuild, FakeItem, FakeJob, FakeSuite, JenkinsState } from './state.ts';

/**
 * Jenkins publishes no machine-readable description of these answers. The fields are those that jenkinsci/jenkins and
 * jenkinsci/junit-plugin export (`@Exported` of Job, Run, Queue.Item, ParametersAction, SuiteResult, CaseResult).
 */
const parametersOf = (parameters: Readonly<Record<string, string>>): unknown => ({
  _class: 'hudson.model.ParametersAction',
  parameters: Object.entries(parameters).map(([name, value]) => ({
    _class: 'hudson.model.StringParameterValue',
    name,
    value,
  })),
});

/** `/job/a/job/b/` of `a/b`. */
export function jobUrl(base: string, job: FakeJob): string {
  return `${base}/${job.path
    .split('/')
    .map((name) => `job/${encodeURIComponent(name)}`)
    .join('/')}/`;
}

export function job(base: string, one: FakeJob, state: JenkinsState): unknown {
  const declared = Object.entries(one.parameters ?? {}).map(([name, value]) => ({
    _class: 'hudson.model.StringParameterDefinition',
    name,
    type: 'StringParameterDefinition',
    description: null,
    defaultParameterValue: { _class: 'hudson.model.StringParameterValue', name, value },
  }));
  const property = {
    _class: 'hudson.model.ParametersDefinitionProperty',
    parameterDefinitions: declared,
  };
  const all = state.builds
    .filter((each) => each.job === one && state.isListed(each.queuedAt))
    .map((each) => build(base, each, state))
    .toReversed();
  return {
    _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
    name: one.path.split('/').at(-1),
    fullName: one.path,
    url: jobUrl(base, one),
    buildable: one.disabled !== true,
    // A job has other properties too, which export nothing.
    property: [
      { _class: 'jenkins.model.BuildDiscarderProperty' },
      ...(one.parameters === undefined ? [] : [property]),
    ],
    builds: all.slice(0, 100),
    allBuilds: all,
  };
}

export function item(base: string, one: FakeItem): unknown {
  const { build: started } = one;
  const executable = started && {
    _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
    number: started.number,
    url: `${jobUrl(base, one.job)}${started.number}/`,
  };
  return {
    _class: one.leftAt === undefined ? 'hudson.model.Queue$WaitingItem' : 'hudson.model.Queue$LeftItem',
    actions: [{ _class: 'hudson.model.CauseAction', causes: [] }, {}, parametersOf(one.parameters)],
    blocked: false,
    buildable: false,
    id: one.id,
    inQueueSince: one.since,
    params: Object.entries(one.parameters)
      .map(([name, value]) => `\n${name}=${value}`)
      .join(''),
    stuck: false,
    task: {
      _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
      name: one.job.path,
      url: jobUrl(base, one.job),
    },
    url: `queue/item/${one.id}/`,
    why: one.leftAt === undefined ? 'In the quiet period. Expires in 4.9 sec' : null,
    ...(one.leftAt === undefined ? {} : { cancelled: one.cancelled }),
    ...(executable === undefined ? {} : { executable }),
  };
}

export function build(base: string, one: FakeBuild, state: JenkinsState): unknown {
  const building = state.isBuilding(one);
  const all = Object.keys(one.outcome.artifacts ?? {});
  // A build that is stopped keeps what was archived so far.
  const archived = one.stoppedAt === undefined && !state.isDeaf ? all : all.slice(0, all.length / 2);
  const result = one.stoppedAt === undefined ? one.outcome.result : 'ABORTED';
  return {
    _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
    actions: [
      {
        _class: 'hudson.model.CauseAction',
        causes: [{ _class: one.cause ?? 'hudson.triggers.SCMTrigger$SCMTriggerCause' }],
      },
      {},
      parametersOf(one.parameters),
      ...Object.entries(one.outcome.checkouts ?? {}).map(([url, commit]) => ({
        _class: 'hudson.plugins.git.util.BuildData',
        lastBuiltRevision: { SHA1: commit, branch: [{ SHA1: commit, name: 'detached' }] },
        remoteUrls: [url],
        scmName: '',
      })),
    ],
    artifacts: (building && !state.isDeaf ? [] : archived).map((path) => ({
      displayPath: path.split('/').at(-1),
      fileName: path.split('/').at(-1),
      relativePath: path,
    })),
    building,
    description: null,
    duration: building ? 0 : state.pace.runMs,
    fullDisplayName: `${one.job.path} #${one.number}`,
    id: String(one.number),
    number: one.number,
    queueId: one.queueId,
    result: building ? null : result,
    timestamp: one.startedAt,
    url: `${jobUrl(base, one.job)}${one.number}/`,
  };
}

export function testReport(suites: readonly FakeSuite[]): unknown {
  return {
    _class: 'hudson.tasks.junit.TestResult',
    testActions: [],
    duration: 1,
    empty: false,
    failCount: suites
      .flatMap(({ cases }) => cases)
      .filter(({ status }) => status === 'FAILED' || status === 'REGRESSION').length,
    suites: suites.map((suite) => ({
      name: suite.name,
      duration: 1,
      enclosingBlockNames: suite.enclosingBlockNames ?? [],
      enclosingBlocks: [],
      id: null,
      nodeId: null,
      stderr: null,
      stdout: null,
      timestamp: null,
      cases: suite.cases.map((one) => ({
        testActions: [],
        age: one.status === 'FAILED' || one.status === 'REGRESSION' ? 1 : 0,
        className: one.className,
        duration: one.duration ?? 0.25,
        errorDetails: one.errorDetails ?? null,
        errorStackTrace: one.errorStackTrace ?? null,
        failedSince: 0,
        name: one.name,
        skipped: one.status === 'SKIPPED',
        skippedMessage: one.skippedMessage ?? null,
        status: one.status,
        stderr: null,
        stdout: null,
      })),
    })),
  };
}
