import { versionOf } from './shapes.ts';
import { refused, type Answer, type Call, type Route } from './route.ts';
import { addIssue, clockOf, type FakeIssue, type FakeState } from './state.ts';

/** Issues that are made, linked to one another and to pages. */
export const newIssueRoutes: readonly Route[] = [
  { method: 'POST', pattern: /^\/issue$/, answer: make },
  { method: 'POST', pattern: /^\/issueLink$/, answer: link },
  { method: 'POST', pattern: /^\/issue\/([\w-]+)\/remotelink$/, answer: addPage },
];

function make(call: Call): Answer {
  const { state, base, body } = call;
  const { project, summary, description, issuetype, labels, fixVersions, parent, ...rest } = Object(
    body['fields'],
  );
  const errors = {
    ...(/[\r\n]/.test(summary) || String(summary ?? '') === ''
      ? { summary: 'You must specify a summary.' }
      : {}),
    ...typeErrors(issuetype?.name, parent?.key, state),
    ...Object.fromEntries(
      Object.keys(rest)
        .filter((id) => !state.fields.has(id))
        .map((id) => [id, `Field '${id}' cannot be set. It is not on the appropriate screen, or unknown.`]),
    ),
    ...Object.fromEntries(
      state.demanded.filter((name) => rest[name] === undefined).map((name) => [name, `${name} is required.`]),
    ),
  };
  if (Object.keys(errors).length > 0) return { status: 400, body: { errorMessages: [], errors } };
  const versions: string[] = (fixVersions ?? []).map((one: { readonly name: string }) => one.name);
  const key = `${project.key}-${(state.serial += 1)}`;
  const issue: FakeIssue = Object.assign(addIssue(state, key), {
    summary,
    labels,
    type: issuetype.name,
    ...(parent === undefined ? {} : { parent: parent.key }),
    fixVersions: versions,
    fields: { ...rest, description },
  });
  issue.indexed = clockOf(state) + state.indexLagMs;
  return {
    status: 201,
    body: { id: issue.id, key, self: `${base}/rest/api/${versionOf(state)}/issue/${issue.id}` },
  };
}

/** A sub-task has a parent that is none itself, anything else has none. */
function typeErrors(
  type: string,
  parent: string | undefined,
  { issueTypes, subTaskTypes, issues }: FakeState,
) {
  const above = issues.find(({ key }) => key === parent);
  if (subTaskTypes.includes(type)) {
    if (parent === undefined)
      return { issuetype: 'Issue type is a sub-task but parent issue key or id not specified.' };
    if (above === undefined || subTaskTypes.includes(above.type ?? ''))
      return { parent: 'Given parent is no parent.' };
    return {};
  }
  if (parent !== undefined) return { parent: 'Only sub-tasks have a parent.' };
  return issueTypes.includes(type) ? {} : { issuetype: 'Specify a valid issue type' };
}

/** Jira says the same for a link that is there already, and shows it twice. */
function link({ state, body }: Call): Answer {
  const keys = [Object(body['inwardIssue']).key, Object(body['outwardIssue']).key].map(String);
  const issues = keys.map((key) => state.issues.find((one) => one.key === key));
  const [one, other] = issues;
  if (one === undefined || other === undefined) return refused(404, 'Issue Does Not Exist');
  one.related = [...(one.related ?? []), other.key];
  other.related = [...(other.related ?? []), one.key];
  return { status: 201 };
}

function addPage({ state, base, parts, body }: Call): Answer {
  const issue = state.issues.find(({ key }) => key === parts[0]);
  if (issue === undefined) return refused(404, 'Issue Does Not Exist');
  issue.pages ??= new Map();
  const isKnown = issue.pages.has(String(body['globalId']));
  issue.pages.set(String(body['globalId']), String(Object(body['object']).title));
  const id = 10_000 + issue.pages.size;
  const self = `${base}/rest/api/${versionOf(state)}/issue/${issue.key}/remotelink/${id}`;
  return { status: isKnown ? 200 : 201, body: { id, self } };
}

/** The keys that a search for a label finds; undefined when it is another search. */
export function findLabelled({ state, body }: Call): readonly string[] | undefined {
  const [, project, label] =
    /^project = "(\w+)" AND labels = "([\w-]+)" ORDER BY key ASC$/.exec(String(body['jql'])) ?? [];
  if (project === undefined || label === undefined) return undefined;
  return state.issues
    .filter(
      ({ key, labels, indexed }) =>
        key.startsWith(`${project}-`) && labels.includes(label) && indexed <= clockOf(state),
    )
    .map(({ key }) => key);
}
