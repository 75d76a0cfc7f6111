import { createHash } from 'node:crypto';
import type { BuildkiteState, FakeArtifact, FakeBuild, FakeJob } from './state.ts';

/**
 * Buildkite publishes no machine-readable description of its REST API. The fields are those of the pages "Builds API",
 * "Jobs API" and "Artifacts API" of buildkite/docs.
 */
export interface Place {
  readonly base: string;
  readonly state: BuildkiteState;
}

export function buildUrl(base: string, build: FakeBuild): string {
  const [organization, pipeline] = build.pipeline.path.split('/');
  return `${base}/v2/organizations/${organization}/pipelines/${pipeline}/builds/${build.number}`;
}

export function build({ base, state }: Place, one: FakeBuild, withRetried: boolean): unknown {
  const jobs = one.jobs.filter((each) => withRetried || each.retriedIn === undefined);
  return {
    id: one.id,
    graphql_id: Buffer.from(`Build---${one.id}`).toString('base64'),
    url: buildUrl(base, one),
    web_url: `https://buildkite.example.org/${one.pipeline.path}/builds/${one.number}`,
    number: one.number,
    state: state.buildState(one),
    cancel_reason: null,
    blocked: state.isBlocked(one),
    message: one.message,
    commit: one.commit,
    branch: one.branch,
    env: one.env,
    source: 'api',
    creator: { id: 'c0', name: 'Bot' },
    jobs: jobs.map((each) => job({ base, state }, one, each)),
    created_at: new Date(one.createdAt).toISOString(),
    scheduled_at: new Date(one.createdAt).toISOString(),
    started_at: null,
    failing_at: null,
    finished_at: state.buildState(one) === 'canceled' ? new Date(one.cancelledAt ?? 0).toISOString() : null,
    meta_data: one.metaData,
    pull_request: null,
    rebuilt_from: null,
    pipeline: { slug: one.pipeline.path.split('/')[1] },
  };
}

export function job({ base, state }: Place, of: FakeBuild, one: FakeJob): unknown {
  const now = state.jobState(of, one);
  const common = { id: one.id, state: now, priority: { number: 0 } };
  if (one.step.type === 'manual') {
    return {
      ...common,
      type: 'manual',
      label: one.step.label,
      step_key: one.step.key ?? null,
      web_url: null,
      unblockable: now === 'blocked',
      unblock_url: `${buildUrl(base, of)}/jobs/${one.id}/unblock`,
    };
  }
  const isOver = !['running', 'scheduled', 'waiting', 'canceling'].includes(now);
  const { exitStatus = 0, signalReason = null } = one.attempt;
  const end = Math.min(of.createdAt + state.pace.queueMs + state.pace.runMs, of.cancelledAt ?? Infinity);
  return {
    ...common,
    type: 'script',
    name: `:repeat: ${one.step.key}`,
    step_key: one.step.key,
    web_url: `https://buildkite.example.org/${of.pipeline.path}/builds/${of.number}#${one.id}`,
    created_at: new Date(of.createdAt).toISOString(),
    runnable_at: new Date(of.createdAt).toISOString(),
    started_at: now === 'scheduled' ? null : new Date(of.createdAt + state.pace.queueMs).toISOString(),
    finished_at: isOver ? new Date(end).toISOString() : null,
    soft_failed: false,
    exit_status: isOver && now !== 'canceled' ? exitStatus : null,
    signal_reason: isOver ? (now === 'canceled' ? 'cancel' : signalReason) : null,
    agent: now === 'scheduled' ? null : { id: 'a0', name: `agent-${one.step.index ?? 0}`, hostname: 'ci' },
    retried: one.retriedIn !== undefined,
    retried_in_job_id: one.retriedIn ?? null,
    parallel_group_index: one.step.index ?? null,
    parallel_group_total: one.step.total ?? null,
  };
}

export function artifact(base: string, of: FakeBuild, one: FakeArtifact): unknown {
  const url = `${buildUrl(base, of)}/jobs/${one.job.id}/artifacts/${one.id}`;
  const slash = one.path.lastIndexOf('/');
  return {
    id: one.id,
    job_id: one.job.id,
    url,
    download_url: `${url}/download`,
    state: 'finished',
    path: one.path,
    dirname: slash < 0 ? '' : one.path.slice(0, slash),
    filename: one.path.slice(slash + 1),
    mime_type: 'application/octet-stream',
    file_size: Buffer.byteLength(one.text),
    glob_path: null,
    original_path: null,
    sha1sum: createHash('sha1').update(one.text).digest('hex'),
  };
}
