import { user } from './shapes.ts';
import { type Answer, type Call, repository, type RepositoryRoute } from './route.ts';
import type { FakeState } from './state.ts';

/** Routes of GitHub's published description, but for the list of milestones, which the kept part of it lacks. */
export const issueRoutes: readonly RepositoryRoute[] = [
  {
    method: 'GET',
    pattern: new RegExp(`${repository}/milestones$`),
    as: 'installation',
    answer: listMilestones,
  },
  {
    method: 'GET',
    pattern: new RegExp(String.raw`${repository}/issues/(\d+)$`),
    as: 'installation',
    answer: read,
  },
  {
    method: 'PATCH',
    pattern: new RegExp(String.raw`${repository}/issues/(\d+)$`),
    as: 'installation',
    answer: change,
  },
  { method: 'GET', pattern: new RegExp(`${repository}/issues$`), as: 'installation', answer: list },
  { method: 'POST', pattern: new RegExp(`${repository}/issues$`), as: 'installation', answer: make },
  { method: 'GET', pattern: new RegExp(`${repository}/pulls$`), as: 'installation', answer: listPulls },
  {
    method: 'POST',
    pattern: new RegExp(String.raw`${repository}/issues/(\d+)/labels$`),
    as: 'installation',
    answer: addLabels,
  },
  {
    method: 'DELETE',
    pattern: new RegExp(String.raw`${repository}/issues/(\d+)/labels/(.+)$`),
    as: 'installation',
    answer: removeLabel,
  },
];

function issueOf({ state, parts }: Call) {
  const number = Number(parts[2]);
  const known = state.issues.get(number) ?? { labels: [] };
  state.issues.set(number, known);
  return known;
}

function listMilestones({ state, base, query }: Call): Answer {
  const wanted = query.get('state') ?? 'open';
  const found = state.milestones.filter((one) => wanted === 'all' || one.state === wanted);
  return {
    status: 200,
    body: pageOf(found, query).map(({ title }) => milestone(base, state, title)),
  };
}

/** As the App's account; the body is as long as GitHub takes it. */
function make(call: Call): Answer {
  const { state, body } = call;
  const milestone = state.milestones[Number(body['milestone']) - 1];
  if (body['milestone'] !== undefined && milestone === undefined)
    return { status: 422, body: { message: 'Validation Failed' } };
  if (String(body['body']).length > 65_536) return { status: 422, body: { message: 'body is too long' } };
  const number = 900 + state.issues.size;
  const labels: unknown = body['labels'];
  state.issues.set(number, {
    title: String(body['title']),
    body: String(body['body']),
    labels: Array.isArray(labels) ? labels.map(String) : [],
    milestone: milestone?.title,
    author: `${state.slug}[bot]`,
    createdAt: new Date().toISOString(),
    hiddenUntil: Date.now() + (state.listLagMs ?? 0),
  });
  return { status: 201, body: issue({ ...call, parts: [...call.parts.slice(0, 2), String(number)] }) };
}

/** GitHub lists pull requests among the issues. */
function list(call: Call): Answer {
  const { state, query } = call;
  const milestone = query.get('milestone');
  const title = state.milestones[Number(milestone) - 1]?.title;
  const wanted = query.get('state') ?? 'open';
  const since = query.get('since') ?? '';
  const wantedLabels = (query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const found = [...state.issues]
    .filter(([, one]) => (one.hiddenUntil ?? 0) <= Date.now() && (one.createdAt ?? since) >= since)
    .filter(([, one]) => milestone === null || one.milestone === title)
    .filter(([, one]) => wanted === 'all' || (one.state ?? 'open') === wanted)
    .filter(([, { labels }]) => wantedLabels.every((name) => labels.includes(name)))
    .map(([number]) => {
      const shown = issue({ ...call, parts: [...call.parts.slice(0, 2), String(number)] });
      return state.pulls.has(number) ? { ...shown, pull_request: {} } : shown;
    });
  return { status: 200, body: pageOf(found, query) };
}

function listPulls({ state, base, query }: Call): Answer {
  const head = query.get('head')?.replace(`${state.owner}:`, '');
  const asked = [...state.pulls].filter(([, { ref }]) => head === undefined || ref === head);
  const found = asked.map(([number, one]) => ({
    number,
    html_url: `${base}/${state.owner}/${state.repo}/pull/${number}`,
    title: one.title ?? 'A change',
    body: one.body ?? null,
    state: one.state ?? 'open',
    merged_at: one.mergedAt ?? null,
    user: user(base, one.author ?? 'ann'),
    head: {
      ref: one.ref,
      sha: one.sha,
      repo: one.headRepo === null ? null : { full_name: one.headRepo },
    },
    base: { repo: { full_name: `${state.owner}/${state.repo}` } },
  }));
  return { status: 200, body: pageOf(found, query) };
}

function pageOf<One>(all: readonly One[], query: URLSearchParams): readonly One[] {
  const size = Number(query.get('per_page') ?? 30);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  return all.slice(from, from + size);
}

function read(call: Call): Answer {
  issueOf(call);
  return { status: 200, body: issue(call) };
}

function change(call: Call): Answer {
  const { state, body } = call;
  const known = issueOf(call);
  const asked = body['milestone'];
  const found = state.milestones.findIndex((_, at) => at + 1 === asked);
  if (asked !== undefined && asked !== null && found === -1)
    return { status: 422, body: { message: 'Validation Failed' } };
  if (asked !== undefined) known.milestone = asked === null ? undefined : state.milestones[found]?.title;
  if (typeof body['body'] === 'string') known.body = body['body'];
  return { status: 200, body: issue(call) };
}

function addLabels(call: Call): Answer {
  const known = issueOf(call);
  const asked: unknown = call.body['labels'];
  for (const name of Array.isArray(asked) ? asked.map(String) : [])
    if (!known.labels.includes(name)) known.labels.push(name);
  return { status: 200, body: known.labels.map((name) => label(call, name)) };
}

function removeLabel(call: Call): Answer {
  const known = issueOf(call);
  const at = known.labels.indexOf(decodeURIComponent(call.parts[3] ?? ''));
  if (at === -1) return { status: 404, body: { message: 'Label does not exist' } };
  known.labels.splice(at, 1);
  return { status: 200, body: known.labels.map((name) => label(call, name)) };
}

function repositoryAt(base: string, { owner, repo }: FakeState): string {
  return `${base}/repos/${owner}/${repo}`;
}

function label({ base, state }: Call, name: string) {
  return {
    id: 1,
    node_id: 'L_1',
    url: `${repositoryAt(base, state)}/labels/${encodeURIComponent(name)}`,
    name,
    description: null,
    color: 'ededed',
    default: false,
  };
}

function milestone(base: string, state: FakeState, title: string) {
  const at = state.milestones.findIndex((one) => one.title === title);
  const url = `${repositoryAt(base, state)}/milestones/${at + 1}`;
  return {
    id: 100 + at,
    node_id: `M_${at}`,
    number: at + 1,
    title,
    state: state.milestones[at]?.state ?? 'open',
    description: null,
    creator: user(base, 'ann'),
    open_issues: 0,
    closed_issues: 0,
    due_on: null,
    closed_at: null,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    url,
    html_url: url,
    labels_url: `${url}/labels`,
  };
}

function issue(call: Call) {
  const { base, state, parts } = call;
  const known = issueOf(call);
  const number = Number(parts[2]);
  const url = `${repositoryAt(base, state)}/issues/${number}`;
  return {
    id: number,
    node_id: `I_${number}`,
    url,
    repository_url: repositoryAt(base, state),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: url,
    number,
    state: known.state ?? 'open',
    title: known.title ?? 'A flaky test',
    body: known.body ?? null,
    user: user(base, known.author ?? 'ann'),
    labels: known.labels.map((name) => label(call, name)),
    assignee: null,
    assignees: (known.assignees ?? []).map((login) => user(base, login)),
    milestone: known.milestone === undefined ? null : milestone(base, state, known.milestone),
    locked: false,
    comments: 0,
    closed_at: known.closedAt ?? null,
    created_at: known.createdAt ?? '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    author_association: 'NONE',
  };
}
