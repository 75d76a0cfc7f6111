import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { user } from './shapes.ts';
import { textOf, type FakeComment, type FakeState } from './state.ts';

/** A fresh App with a key of its own on one repository. */
export function newState(more: Partial<FakeState> = {}): {
  readonly state: FakeState;
  readonly privateKey: string;
} {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const state: FakeState = {
    owner: 'acme',
    repo: 'shop',
    slug: 'retrial',
    appId: 7461,
    installation: 42,
    publicKey,
    roles: new Map(),
    files: new Map(),
    branches: new Map(),
    trees: new Map(),
    commits: [],
    pulls: new Map(),
    issues: new Map(),
    milestones: [],
    comments: [],
    requests: [],
    faults: [],
    tokens: new Set(),
    serial: 1_000,
    ...more,
  };
  return { state, privateKey };
}

/** The payload GitHub sends when a comment is written, edited or deleted. */
export function commentPayload(state: FakeState, one: FakeComment, action = 'created') {
  const base = 'https://api.example.org';
  const repo = `${base}/repos/${state.owner}/${state.repo}`;
  const sender = user(base, one.author);
  const pull = state.pulls.has(one.issue) ? { pull_request: { url: `${repo}/pulls/${one.issue}` } } : {};
  return {
    action,
    issue: { id: one.issue, number: one.issue, title: 'A flaky test', state: 'open', user: sender, ...pull },
    comment: {
      id: one.id,
      node_id: one.nodeId,
      url: `${repo}/issues/comments/${one.id}`,
      html_url: `${base}/${one.id}`,
      issue_url: `${repo}/issues/${one.issue}`,
      user: sender,
      created_at: one.createdAt,
      updated_at: one.updatedAt,
      author_association: 'MEMBER',
      body: textOf(one),
      performed_via_github_app: null,
    },
    repository: {
      id: 1,
      name: state.repo,
      full_name: `${state.owner}/${state.repo}`,
      default_branch: 'main',
    },
    installation: { id: state.installation, node_id: 'I_1' },
    sender,
  };
}

export interface SignedDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs as GitHub does. */
export function signedDelivery(
  secret: string,
  event: string,
  payload: unknown,
  id: string = randomUUID(),
): SignedDelivery {
  const body = JSON.stringify(payload);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/look-alike',
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  };
}

/** Delivers to the real endpoint. */
export async function deliver(server: string, delivery: SignedDelivery): Promise<Response> {
  return fetch(`${server}/api/github/webhooks`, { method: 'POST', ...delivery });
}
