import type { ActionsState, FakeRun } from './state.ts';

/** Resources as GitHub's REST description has them; checked against it in a test. */
const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

export function run(url: string, one: FakeRun, state: ActionsState) {
  const at = `${url}/repos/acme/shop/actions/runs/${one.id}`;
  return {
    id: one.id,
    node_id: `WFR_${one.id}`,
    name: one.ordinary?.name ?? 'Repeat',
    display_title: one.title,
    head_branch: one.branch,
    head_sha: one.sha,
    path: '.github/workflows/retrial.yml',
    run_number: one.id - 8_999_999_999,
    run_attempt: state.attemptsOf(one),
    run_started_at: iso(state.beganAt(one, state.attemptsOf(one))),
    event: one.ordinary?.event ?? 'workflow_dispatch',
    status: state.isOver(one) ? 'completed' : 'in_progress',
    conclusion: state.conclusionOf(one),
    workflow_id: 17_461,
    url: at,
    html_url: `https://github.com/acme/shop/actions/runs/${one.id}`,
    pull_requests: (one.ordinary?.pulls ?? []).map(({ number, repository }) => ({
      id: number,
      number,
      url: `${url}/repos/${repository}/pulls/${number}`,
      head: { ref: one.branch, sha: one.sha, repo: repositoryOf(url, one.ordinary?.head ?? 'acme/shop') },
      base: { ref: 'main', sha: one.sha, repo: repositoryOf(url, repository) },
    })),
    head_repository: {
      full_name: one.ordinary?.head ?? 'acme/shop',
      owner: { login: (one.ordinary?.head ?? 'acme').split('/')[0] },
    },
    created_at: iso(one.createdAt),
    updated_at: iso(state.beganAt(one, state.attemptsOf(one)) + 60_000),
    jobs_url: `${at}/jobs`,
    logs_url: `${at}/logs`,
    artifacts_url: `${at}/artifacts`,
    cancel_url: `${at}/cancel`,
  };
}

/** A run as it was after one of its attempts: all but the newest failed. */
export function attempt(
  url: string,
  one: FakeRun,
  { attempt: number, state }: { readonly attempt: number; readonly state: ActionsState },
) {
  const isNewest = number === state.attemptsOf(one);
  const began = state.beganAt(one, number);
  return {
    ...run(url, one, state),
    run_attempt: number,
    run_started_at: iso(began),
    updated_at: iso(began + 50_000),
    ...(isNewest ? {} : { status: 'completed', conclusion: 'failure' }),
  };
}

function repositoryOf(url: string, name: string) {
  return { id: 1, url: `${url}/repos/${name}`, name: name.split('/')[1] };
}

/** Those that are run again succeed. */
export function jobs(
  url: string,
  one: FakeRun,
  { attempt: number, state }: { readonly attempt: number; readonly state: ActionsState },
): readonly unknown[] {
  const before = Object.entries(one.outcome.before ?? {});
  const isBroken = before.some(([, conclusion]) => conclusion !== 'success');
  const matrix = one.outcome.machines.map((machine, at): [string, string] => {
    if (isBroken) return [`repeat (${at})`, 'skipped'];
    if (number > 1) return [`repeat (${at})`, 'success'];
    if (machine.status === 'infrastructure_fail') return [`repeat (${at})`, 'timed_out'];
    return [`repeat (${at})`, machine.status === 'failed' ? 'failure' : 'success'];
  });
  const half = Math.floor(matrix.length / 2);
  return [...before, ...matrix].map(([name, conclusion], at) => {
    const cancelled = one.canceledAt !== undefined && at >= half;
    return job(url, one, { at, name, conclusion: cancelled ? 'cancelled' : conclusion, state });
  });
}

interface JobFacts {
  readonly at: number;
  readonly name: string;
  readonly conclusion: string;
  readonly state: ActionsState;
}

function job(url: string, one: FakeRun, { at, name, conclusion, state }: JobFacts) {
  const id = one.id * 10 + at;
  const isOver = state.isOver(one);
  return {
    id,
    run_id: one.id,
    run_url: `${url}/repos/acme/shop/actions/runs/${one.id}`,
    node_id: `CR_${id}`,
    head_sha: one.sha,
    head_branch: one.branch,
    url: `${url}/repos/acme/shop/actions/jobs/${id}`,
    html_url: `https://github.com/acme/shop/actions/runs/${one.id}/job/${id}`,
    status: isOver ? 'completed' : 'in_progress',
    conclusion: isOver ? conclusion : null,
    created_at: iso(one.createdAt),
    started_at: iso(one.createdAt),
    completed_at: isOver ? iso(one.canceledAt ?? one.createdAt) : null,
    name,
    workflow_name: 'Repeat',
    check_run_url: `${url}/repos/acme/shop/check-runs/${id}`,
    labels: ['ubuntu-latest'],
    runner_id: state.hasRunners ? 1 : null,
    runner_name: 'GitHub Actions 1',
    runner_group_id: 2,
    runner_group_name: 'GitHub Actions',
  };
}

/** The first artifact is of the first attempt, and so on; what is left of the newest. */
export function artifact(url: string, one: FakeRun, at: number, state: ActionsState) {
  const id = one.id * 100 + at;
  const address = `${url}/repos/acme/shop/actions/artifacts/${id}`;
  const made = state.beganAt(one, Math.min(at + 1, state.attemptsOf(one)));
  return {
    id,
    node_id: `A_${id}`,
    name: [undefined, 'workflow_dispatch'].includes(one.ordinary?.event) ? `retrial-${at}` : `junit-${at}`,
    size_in_bytes: 1_000,
    url: address,
    archive_download_url: `${address}/zip`,
    expired: state.isExpired,
    created_at: iso(made),
    expires_at: iso(made + 90 * 86_400_000),
    updated_at: iso(made),
  };
}
