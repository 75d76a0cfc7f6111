import type { FakeAttachment, FakeComment, FakeIssue, FakePerson, FakeRole, FakeState } from './state.ts';

/** Jira's way to write times. */
export function written(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000');
}

/** Resources as Jira Cloud's OpenAPI description has them; Data Center names people instead of numbering them. */
export function user(base: string, { kind, people }: FakeState, login: string) {
  const person: FakePerson = people.get(login) ?? { login };
  const shared = { displayName: login, active: true, timeZone: 'Europe/Berlin', avatarUrls: {} };
  if (kind === 'cloud') {
    return {
      self: `${base}/rest/api/3/user?accountId=${login}`,
      accountId: login,
      accountType: person.isApp === true ? 'app' : 'atlassian',
      ...shared,
    };
  }
  return {
    self: `${base}/rest/api/2/user?username=${login}`,
    name: login,
    key: `JIRAUSER-${login}`,
    ...shared,
  };
}

export function comment(base: string, state: FakeState, one: FakeComment) {
  const issue = state.issues.find(({ key }) => key === one.issue);
  return {
    self: `${base}/rest/api/${versionOf(state)}/issue/${issue?.id}/comment/${one.id}`,
    id: one.id,
    author: user(base, state, one.author),
    body: one.bodies.at(-1),
    updateAuthor: user(base, state, one.updateAuthor),
    created: written(one.created),
    updated: written(one.updated),
    ...(one.visibility === undefined ? {} : { visibility: one.visibility }),
    ...(state.kind === 'cloud' ? { jsdPublic: true } : {}),
  };
}

export function issue(base: string, state: FakeState, one: FakeIssue) {
  return {
    id: one.id,
    self: `${base}/rest/api/${versionOf(state)}/issue/${one.id}`,
    key: one.key,
    fields: {
      updated: written(one.updated),
      summary: one.summary ?? 'A flaky test',
      ...one.fields,
      status: {
        name: one.status ?? 'Open',
        statusCategory: { key: one.isDone === true ? 'done' : 'new' },
      },
      issuetype: { name: one.type ?? 'Bug', subtask: state.subTaskTypes.includes(one.type ?? 'Bug') },
      ...(one.parent === undefined ? {} : { parent: { id: '1', key: one.parent } }),
      subtasks: state.issues.filter(({ parent }) => parent === one.key).map(({ id, key }) => ({ id, key })),
      priority: { name: one.priority ?? 'Normal' },
      assignee: one.assignee === undefined ? null : user(base, state, one.assignee),
      created: '2026-01-01T00:00:00.000+0000',
      resolutiondate: one.isDone === true ? written(one.updated) : null,
      labels: one.labels,
      attachment: state.attachments
        .filter(({ issue: key }) => key === one.key)
        .map((file) => attachment(base, state, file)),
      issuelinks: (one.related ?? []).map((key, at) => ({
        id: String(500 + at),
        self: `${base}/rest/api/${versionOf(state)}/issueLink/${500 + at}`,
        type: { id: '1', name: 'Relates', inward: 'relates to', outward: 'relates to' },
        outwardIssue: { id: '1', key, fields: {} },
      })),
      fixVersions: one.fixVersions.map((name) => version(base, state, name)),
    },
  };
}

export function attachment(base: string, state: FakeState, file: FakeAttachment) {
  return {
    self: `${base}/rest/api/${versionOf(state)}/attachment/${file.id}`,
    id: file.id,
    filename: file.name,
    author: user(base, state, file.author),
    created: '2026-01-01T00:00:00.000+0000',
    size: file.content.byteLength,
    mimeType: file.type,
    content: `${base}/secure/attachment/${file.id}/${file.name}`,
  };
}

export function version(base: string, state: FakeState, name: string) {
  const at = state.versions.findIndex((one) => one.name === name);
  return {
    self: `${base}/rest/api/${versionOf(state)}/version/${10_100 + at}`,
    id: String(10_100 + at),
    name,
    archived: false,
    released: state.versions[at]?.released ?? false,
    projectId: 10_000,
  };
}

export function role(base: string, state: FakeState, [name, { people, groups = [] }]: [string, FakeRole]) {
  const id = roleId(state, name);
  const cloud = state.kind === 'cloud';
  return {
    self: roleUrl(base, state, name),
    name,
    id,
    actors: [
      ...people.map((login, index) => ({
        id: 100 + index,
        displayName: login,
        type: 'atlassian-user-role-actor',
        ...(cloud ? { actorUser: { accountId: login } } : { name: login }),
      })),
      ...groups.map((group, index) => ({
        id: 200 + index,
        displayName: group,
        type: 'atlassian-group-role-actor',
        name: group,
        ...(cloud ? { actorGroup: { name: group, displayName: group, groupId: `g-${group}` } } : {}),
      })),
    ],
  };
}

export function roleUrl(base: string, state: FakeState, name: string): string {
  return `${base}/rest/api/${versionOf(state)}/project/10000/role/${roleId(state, name)}`;
}

export function roleId({ roles }: FakeState, name: string): number {
  return 10_000 + [...roles.keys()].indexOf(name);
}

export function versionOf({ kind }: FakeState): string {
  return kind === 'cloud' ? '3' : '2';
}
