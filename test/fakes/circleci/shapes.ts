import {
  type CircleciState,
  type FakeJob,
  type FakePipeline,
  type FakeTest,
  type FakeWorkflow,
  requiredBy,
} from './state.ts';

/** Resources as CircleCI's OpenAPI description of API v2 has them; checked against it in a test. */
const somebody = '6d0a5a52-2c1f-4c3a-9d0e-5a1f0a3c7b11';

const iso = (ms: number): string => new Date(ms).toISOString();

export interface Project {
  readonly slug: string;
  /** Projects of the GitHub App show the parameters of a pipeline and no `vcs`. */
  readonly isApp: boolean;
}

export function creation({ id, number, createdAt }: FakePipeline) {
  return { id, number, state: 'pending', created_at: iso(createdAt) };
}

export function pipeline(one: FakePipeline, { slug, isApp }: Project) {
  const [, owner = '', name = ''] = slug.split('/');
  const url = `https://github.com/${owner}/${name}`;
  const vcs = {
    provider_name: 'GitHub',
    target_repository_url: url,
    origin_repository_url: one.fork === undefined ? url : `https://github.com/${one.fork}`,
    revision: one.revision,
    ...one.ref,
  };
  return {
    id: one.id,
    errors: one.errors,
    project_slug: slug,
    number: one.number,
    state: stateOf(one),
    created_at: iso(one.createdAt),
    updated_at: iso(one.createdAt),
    trigger: {
      type: one.kind,
      received_at: iso(one.createdAt),
      actor: { login: 'retrial-ci', avatar_url: null },
    },
    ...(isApp ? { trigger_parameters: { ...one.parameters, git: gitOf(one) } } : { vcs }),
  };
}

/** As CircleCI's own command line reads it; an empty text where there is none. */
function gitOf({ ref: { branch = '', tag = '' }, revision }: FakePipeline) {
  return { branch, tag, checkout_sha: revision };
}

function stateOf({ errors, workflows }: FakePipeline): string {
  if (errors.length > 0) return 'errored';
  return workflows.length === 0 ? 'pending' : 'created';
}

/** The configuration with the parameters in it, as far as its jobs use them. */
export function configuration({ parameters }: FakePipeline, { unused }: CircleciState) {
  const inUse = Object.entries(parameters).filter(([name]) => !unused.includes(name));
  const used = inUse.map(([name, value]) => `      ${name}: ${String(value)}`);
  const compiled = ['version: 2', 'jobs:', '  repeat:', '    environment:', ...used].join('\n');
  return { source: 'version: 2.1', compiled };
}

export function workflow(one: FakeWorkflow, of: FakePipeline, state: CircleciState, slug: string) {
  const ends = one.jobs.map((job) => state.endOf(job));
  const isOver = !['running', 'failing', 'on_hold'].includes(state.workflowStatus(one));
  const end = Math.max(...ends.map((time) => time ?? one.createdAt));
  return {
    id: one.id,
    pipeline_id: of.id,
    pipeline_number: of.number,
    project_slug: slug,
    name: one.plan.name,
    status: state.workflowStatus(one),
    started_by: somebody,
    created_at: iso(one.createdAt),
    stopped_at: isOver ? iso(end) : null,
    ...(one.plan.isSetup === true ? { tag: 'setup' } : {}),
  };
}

export function job(one: FakeJob, state: CircleciState, slug: string) {
  const end = state.endOf(one);
  const isApproval = one.plan.run === undefined;
  return {
    id: one.id,
    name: one.plan.name,
    project_slug: slug,
    type: isApproval ? 'approval' : 'build',
    status: state.statusOf(one),
    dependencies: requiredBy(one.plan, one.workflow).map(({ id }) => id),
    started_at: iso(one.startedAt ?? one.workflow.createdAt),
    stopped_at: end === undefined || end > Date.now() ? null : iso(end),
    ...(one.number === undefined ? {} : { job_number: one.number }),
    ...(isApproval ? { approval_request_id: one.id } : {}),
  };
}

export function jobDetails(one: FakeJob, of: FakePipeline, state: CircleciState, slug: string) {
  const machines = state.machinesOf(one);
  const status = state.statusOf(one);
  const [, organization = '', name = ''] = slug.split('/');
  return {
    web_url: `https://app.circleci.com/jobs/${slug}/${one.number}`,
    project: { id: somebody, slug, name, external_url: `https://github.com/${organization}/${name}` },
    parallel_runs: machines.map((machine, index) => ({
      index,
      status: status === 'running' && !state.isDeaf ? 'running' : (machine.status ?? 'success'),
    })),
    started_at: iso(one.startedAt ?? 0),
    queued_at: iso(one.startedAt ?? 0),
    created_at: iso(one.workflow.createdAt),
    latest_workflow: { id: one.workflow.id, name: one.workflow.plan.name },
    name: one.plan.name,
    executor: { resource_class: 'medium', type: 'docker' },
    parallelism: machines.length,
    status,
    number: one.number,
    pipeline: { id: of.id },
    duration: status === 'running' ? null : (state.endOf(one) ?? 0) - (one.startedAt ?? 0),
    messages: [],
    contexts: [],
    organization: { name: organization },
  };
}

export function artifacts(one: FakeJob, state: CircleciState, url: string) {
  return state.machinesOf(one).flatMap((machine, node) =>
    Object.keys(machine.artifacts ?? {}).map((path) => ({
      path,
      node_index: node,
      url: `${url}/output/job/${one.id}/artifacts/${node}/${path.split('/').map(encodeURIComponent).join('/')}`,
    })),
  );
}

export function test({ name, classname, result, message = '' }: FakeTest) {
  return { name, classname, result, message, file: '', run_time: 0.25, source: 'unknown' };
}

export function project(slug: string) {
  const [provider, organization = '', name = ''] = slug.split('/');
  return {
    slug,
    name,
    id: somebody,
    organization_name: organization,
    organization_slug: `${provider}/${organization}`,
    organization_id: somebody,
    vcs_info: {
      vcs_url: `https://github.com/${organization}/${name}`,
      provider: 'GitHub',
      default_branch: 'main',
    },
  };
}

/** Those of its advanced settings that matter here. */
export function settings({ cancelsRedundant }: CircleciState) {
  return { advanced: { autocancel_builds: cancelsRedundant } };
}

export const me = { id: somebody, login: 'retrial-ci', name: 'Retrial' };
