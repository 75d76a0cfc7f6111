import { createHash } from 'node:crypto';
import { textOf, type FakeComment, type FakeState } from './state.ts';

/** Resources as GitHub's REST description has them; checked against it in a test. */
export function user(base: string, login: string) {
  const id =
    Array.from(login).reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), 7) % 1_000_000_000;
  const at = `${base}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: `U_${id}`,
    avatar_url: `${base}/avatars/${id}`,
    gravatar_id: '',
    url: at,
    html_url: at,
    followers_url: `${at}/followers`,
    following_url: `${at}/following`,
    gists_url: `${at}/gists`,
    starred_url: `${at}/starred`,
    subscriptions_url: `${at}/subscriptions`,
    organizations_url: `${at}/orgs`,
    repos_url: `${at}/repos`,
    events_url: `${at}/events`,
    received_events_url: `${at}/received_events`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}

export function comment(base: string, state: FakeState, one: FakeComment) {
  const repo = `${base}/repos/${state.owner}/${state.repo}`;
  return {
    id: one.id,
    node_id: one.nodeId,
    url: `${repo}/issues/comments/${one.id}`,
    html_url: `${base}/${state.owner}/${state.repo}/issues/${one.issue}#issuecomment-${one.id}`,
    issue_url: `${repo}/issues/${one.issue}`,
    user: user(base, one.author),
    created_at: one.createdAt,
    updated_at: one.updatedAt,
    author_association: 'NONE',
    body: textOf(one),
  };
}

export function reaction(base: string, one: FakeComment['reactions'][number]) {
  return {
    id: one.id,
    node_id: `R_${one.id}`,
    user: user(base, one.login),
    content: one.content,
    created_at: '2026-01-01T00:00:00Z',
  };
}

export function permission(base: string, login: string, role: string) {
  const base5: Readonly<Record<string, string>> = { maintain: 'write', triage: 'read' };
  const rank = ['none', 'read', 'triage', 'write', 'maintain', 'admin'].indexOf(role);
  const permissions = {
    pull: rank >= 1,
    triage: rank >= 2,
    push: rank >= 3,
    maintain: rank >= 4,
    admin: rank >= 5,
  };
  return {
    permission: base5[role] ?? role,
    role_name: role,
    user: { ...user(base, login), permissions, role_name: role },
  };
}

export function file(base: string, state: FakeState, path: string, text: string) {
  const at = `${base}/repos/${state.owner}/${state.repo}/contents/${path}`;
  const content = Buffer.from(text, state.latin1?.includes(path) === true ? 'latin1' : 'utf8');
  return {
    type: 'file',
    encoding: 'base64',
    size: content.length,
    name: path.split('/').at(-1) ?? path,
    path,
    content: content.toString('base64').replaceAll(/.{60}/g, '$&\n'),
    sha: createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex'),
    url: at,
    git_url: at,
    html_url: at,
    download_url: at,
    _links: { self: at, git: at, html: at },
  };
}

/** One changed file of a pull request, a `diff-entry` of GitHub's description. */
export function pullFile(base: string, state: FakeState, changed: { path: string; text: string }) {
  const { sha, path: filename, url } = file(base, state, changed.path, changed.text);
  const isNew = !state.files.has(filename);
  return {
    sha,
    filename,
    status: isNew ? 'added' : 'modified',
    additions: 1,
    deletions: isNew ? 0 : 1,
    changes: isNew ? 1 : 2,
    blob_url: url,
    raw_url: url,
    contents_url: url,
  };
}
