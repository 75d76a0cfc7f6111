import { refused, type Answer, type Call, type Route } from './route.ts';
import { versionOf } from './shapes.ts';
import { touch, type FakeState } from './state.ts';

/** The fields there are, and the ways from one status to another. */
export const workflowRoutes: readonly Route[] = [
  { method: 'GET', pattern: /^\/field$/, answer: listFields },
  { method: 'GET', pattern: /^\/issue\/([\w-]+)\/transitions$/, answer: listWays },
  { method: 'POST', pattern: /^\/issue\/([\w-]+)\/transitions$/, answer: go },
];

function listFields({ state }: Call): Answer {
  const body = [...state.fields].map(([id, name]) => ({ id, name, custom: id.startsWith('customfield_') }));
  return { status: 200, body };
}

function waysFrom(status: string, { workflow }: FakeState) {
  return workflow.flatMap((way, at) => (way.from === status ? [{ ...way, id: String(at + 1) }] : []));
}

function listWays({ state, base, parts }: Call): Answer {
  const issue = state.issues.find(({ key }) => key === parts[0]);
  if (issue === undefined) return refused(404, 'Issue Does Not Exist');
  const transitions = waysFrom(issue.status ?? 'Open', state).map(({ id, name, to }) => ({
    id,
    name,
    to: { self: `${base}/rest/api/${versionOf(state)}/status/${id}`, id, name: to },
  }));
  return { status: 200, body: { transitions } };
}

function go({ state, parts, body }: Call): Answer {
  const issue = state.issues.find(({ key }) => key === parts[0]);
  if (issue === undefined) return refused(404, 'Issue Does Not Exist');
  const way = waysFrom(issue.status ?? 'Open', state).find(({ id }) => id === Object(body['transition']).id);
  if (way === undefined)
    return refused(400, 'It seems that you have tried to perform an illegal workflow operation.');
  issue.status = way.to;
  touch(state, issue.key);
  return { status: 204 };
}
