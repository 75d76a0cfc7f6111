import { conditionIn } from './conditions.ts';
import * as shapes from './shapes.ts';
import { refused, type Answer, type Call, type Route } from './route.ts';
import { findLabelled, newIssueRoutes } from './new-issues.ts';
import { attach } from './attachments.ts';
import { workflowRoutes } from './workflow.ts';
import { clockOf, edit, say, touch, type FakeComment, type FakeState, type FakeVisibility } from './state.ts';

const longestBody = 32_767;

/** Every route the look-alike knows, below `/rest/api/N`. */
export const routes: readonly Route[] = [
  {
    method: 'GET',
    pattern: /^\/myself$/,
    answer: (call) => ok(shapes.user(call.base, call.state, call.state.me)),
  },
  { method: 'GET', pattern: /^\/serverInfo$/, answer: serverInfo },
  { method: 'POST', pattern: /^\/search$/, answer: search },
  { method: 'POST', pattern: /^\/search\/jql$/, answer: searchCloud },
  { method: 'GET', pattern: /^\/issue\/([\w-]+)$/, answer: readIssue },
  ...newIssueRoutes,
  ...workflowRoutes,
  { method: 'PUT', pattern: /^\/issue\/([\w-]+)$/, answer: updateIssue },
  { method: 'GET', pattern: /^\/project\/(\w+)\/versions$/, answer: listVersions },
  { method: 'POST', pattern: /^\/issue\/([\w-]+)\/attachments$/, answer: attach },
  { method: 'GET', pattern: /^\/issue\/([\w-]+)\/comment$/, answer: listComments },
  { method: 'POST', pattern: /^\/issue\/([\w-]+)\/comment$/, answer: createComment },
  { method: 'GET', pattern: /^\/issue\/([\w-]+)\/comment\/(\d+)$/, answer: readComment },
  { method: 'PUT', pattern: /^\/issue\/([\w-]+)\/comment\/(\d+)$/, answer: updateComment },
  { method: 'GET', pattern: /^\/comment\/(\d+)\/properties\/([\w-]+)$/, answer: readProperty },
  { method: 'GET', pattern: /^\/project\/(\w+)\/role$/, answer: listRoles },
  { method: 'GET', pattern: /^\/project\/(\w+)\/role\/(\d+)$/, answer: readRole },
  { method: 'GET', pattern: /^\/user$/, answer: readUser },
];

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function serverInfo({ state, base }: Call): Answer {
  return ok({ baseUrl: base, version: '9.12.0', serverTime: shapes.written(clockOf(state)) });
}

/** Jira looks at whole minutes, and knows only what its index knows. */
function find(call: Call): { readonly keys: readonly string[] } | Answer {
  const { state, body } = call;
  const labelled = findLabelled(call);
  if (labelled !== undefined) return { keys: labelled };
  const ofRelease = /^project = "(\w+)" AND (.+) ORDER BY key ASC$/.exec(String(body['jql']));
  if (ofRelease === null) return findUpdated(call);
  const [, project, condition = ''] = ofRelease;
  const holds = conditionIn(condition);
  if (holds === undefined) return refused(400, `Error in the JQL Query: ${String(body['jql'])}`);
  return {
    keys: state.issues.filter((one) => one.key.startsWith(`${project}-`) && holds(one)).map(({ key }) => key),
  };
}

function findUpdated({ state, body }: Call): { readonly keys: readonly string[] } | Answer {
  const match =
    /^project in \(((?:"\w+"(?:, )?)+)\) AND updated >= "-(\d+)m" ORDER BY updated ASC, key ASC$/.exec(
      String(body['jql']),
    );
  if (match === null) return refused(400, `Error in the JQL Query: ${String(body['jql'])}`);
  const projects = (match[1] ?? '').split(', ').map((quoted) => quoted.slice(1, -1));
  const hidden = projects.find((project) => state.hidden.has(project));
  if (hidden !== undefined)
    return refused(400, `The value '${hidden}' does not exist for the field 'project'.`);
  const now = clockOf(state);
  const from = Math.ceil((now - Number(match[2]) * 60_000) / 60_000) * 60_000;
  const found = state.issues.filter(
    ({ key, updated, indexed }) =>
      projects.includes(key.split('-')[0] ?? '') && updated >= from && indexed <= now,
  );
  return { keys: found.toSorted((a, b) => a.updated - b.updated).map(({ key }) => key) };
}

function search(call: Call): Answer {
  const { state, base, body } = call;
  if (state.kind === 'cloud')
    return refused(410, 'The requested API has been removed. Please migrate to /rest/api/3/search/jql.');
  const found = find(call);
  if ('status' in found) return found;
  const startAt = Number(body['startAt'] ?? 0);
  const size = Math.min(state.pageSize, Number(body['maxResults'] ?? 50));
  const issues = shown(state, base, found.keys.slice(startAt, startAt + size));
  return ok({ startAt, maxResults: size, total: found.keys.length, issues });
}

function searchCloud(call: Call): Answer {
  const { state, base, body } = call;
  if (state.kind !== 'cloud') return refused(404, 'null for uri');
  const found = find(call);
  if ('status' in found) return found;
  const token = body['nextPageToken'];
  const startAt = typeof token === 'string' ? Number(token.slice(1)) : 0;
  const end = startAt + Math.min(state.pageSize, Number(body['maxResults'] ?? 50));
  const issues = shown(state, base, found.keys.slice(startAt, end));
  const isLast = end >= found.keys.length;
  return ok({ issues, isLast, ...(isLast ? {} : { nextPageToken: `t${end}` }) });
}

function shown(state: FakeState, base: string, keys: readonly string[]) {
  return keys.flatMap((key) =>
    state.issues.filter((one) => one.key === key).map((one) => shapes.issue(base, state, one)),
  );
}

function readIssue({ state, base, parts }: Call): Answer {
  const found = state.issues.find(({ id, key }) => id === parts[0] || key === parts[0]);
  if (found === undefined) return refused(404, 'Issue Does Not Exist');
  return ok(shapes.issue(base, state, found));
}

/** What an issue's screen does when fix versions are set whole, or one label is added or removed. */
function updateIssue({ state, parts, body }: Call): Answer {
  const found = state.issues.find(({ key }) => key === parts[0]);
  if (found === undefined) return refused(404, 'Issue Does Not Exist');
  const { fixVersions } = Object(body['fields']);
  if (Array.isArray(fixVersions)) {
    const names = fixVersions.map((one) => String(Object(one).name));
    const unknown = names.find((name) => !state.versions.some((one) => one.name === name));
    if (unknown !== undefined) return refused(400, `Version name '${unknown}' is not valid`);
    found.fixVersions = names;
  }
  const { labels } = Object(body['update']);
  for (const { add, remove } of Array.isArray(labels) ? labels.map(Object) : []) {
    const change = String(add ?? remove);
    if (/\s/.test(change)) return refused(400, `The label '${change}' contains spaces which is invalid.`);
    const others = found.labels.filter((label) => label !== change);
    found.labels = add === undefined ? others : [...others, change];
  }
  touch(state, found.key);
  return { status: 204 };
}

function listVersions({ state, base }: Call): Answer {
  return ok(state.versions.map(({ name }) => shapes.version(base, state, name)));
}

function listComments({ state, base, parts, query }: Call): Answer {
  if (!state.issues.some(({ key }) => key === parts[0])) return refused(404, 'Issue Does Not Exist');
  const all = state.comments.filter(({ issue }) => issue === parts[0]);
  const sorted = query.get('orderBy') === '-created' ? all.toReversed() : all;
  const startAt = Number(query.get('startAt') ?? 0);
  const size = Math.min(state.pageSize, Number(query.get('maxResults') ?? 50));
  const comments = sorted.slice(startAt, startAt + size).map((one) => shapes.comment(base, state, one));
  return ok({ startAt, maxResults: size, total: all.length, comments });
}

function commentOf({ state, parts }: Call): FakeComment | undefined {
  return state.comments.find(({ id, issue }) => issue === parts[0] && id === parts[1]);
}

function readComment(call: Call): Answer {
  const found = commentOf(call);
  if (found === undefined) return refused(404, `Can not find a comment for the id: ${call.parts[1]}.`);
  return ok(shapes.comment(call.base, call.state, found));
}

/** Cloud takes documents and Data Center texts, neither takes the other's. */
function isBody({ state, body }: Call): boolean {
  const given = body['body'];
  if (state.kind === 'cloud') return Object(given).type === 'doc' && Object(given).version === 1;
  return typeof given === 'string' && given.length > 0 && given.length <= longestBody;
}

function createComment(call: Call): Answer {
  const { state, base, parts, body } = call;
  if (!isBody(call)) return refused(400, 'Comment body is not valid.');
  if (!state.issues.some(({ key }) => key === parts[0])) return refused(404, 'Issue Does Not Exist');
  const one = say(state, {
    issue: parts[0] ?? '',
    author: state.me,
    body: body['body'],
    visibility: visibilityOf(body),
  });
  const properties = Array.isArray(body['properties']) ? body['properties'] : [];
  for (const { key, value } of properties.map(Object)) one.properties.set(String(key), value);
  return { status: 201, body: shapes.comment(base, state, one) };
}

/** A change without a visibility opens the comment to everybody. */
function updateComment(call: Call): Answer {
  const { state, base, body } = call;
  const found = commentOf(call);
  if (found === undefined) return refused(404, `Can not find a comment for the id: ${call.parts[1]}.`);
  if (!isBody(call)) return refused(400, 'Comment body is not valid.');
  edit(state, found, state.me, body['body']);
  found.visibility = visibilityOf(body);
  return ok(shapes.comment(base, state, found));
}

function visibilityOf(body: Readonly<Record<string, unknown>>): FakeVisibility | undefined {
  const { type, value, identifier } = Object(body['visibility']);
  if (type !== 'group' && type !== 'role') return undefined;
  const known = String(value ?? identifier);
  return { type, value: known, ...(identifier === undefined ? {} : { identifier: String(identifier) }) };
}

function readProperty({ state, parts }: Call): Answer {
  const found = state.comments.find(({ id }) => id === parts[0]);
  const name = parts[1] ?? '';
  if (found?.properties.has(name) !== true) return refused(404, 'The property with key was not found.');
  return ok({ key: name, value: found.properties.get(name) });
}

function listRoles({ state, base }: Call): Answer {
  if (!state.mayReadRoles) return refused(401, 'You cannot edit the configuration of this project.');
  return ok(
    Object.fromEntries([...state.roles.keys()].map((name) => [name, shapes.roleUrl(base, state, name)])),
  );
}

function readRole({ state, base, parts }: Call): Answer {
  if (!state.mayReadRoles) return refused(401, 'You cannot edit the configuration of this project.');
  const found = [...state.roles].find(([name]) => shapes.roleId(state, name) === Number(parts[1]));
  return found === undefined ? refused(404, 'No such role.') : ok(shapes.role(base, state, found));
}

function readUser({ state, base, query }: Call): Answer {
  const login = query.get(state.kind === 'cloud' ? 'accountId' : 'username') ?? '';
  const found = state.people.get(login);
  if (found === undefined) return refused(404, `The user named '${login}' does not exist`);
  const items = (found.groups ?? []).map((name) => ({ name }));
  return ok({ ...shapes.user(base, state, login), groups: { size: items.length, items } });
}
