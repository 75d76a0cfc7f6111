import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GitHub } from '../../src/github/github.ts';
import { commentOf } from '../../src/github/receiver.ts';
import { RetryableError } from '../../src/model/errors.ts';
import { github } from '../../src/trackers/github.ts';
import { githubProposals } from '../../src/trackers/github/proposed-files.ts';
import { commentPayload, newState } from '../fakes/github/deliveries.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';

const { state, privateKey } = newState();
const place = { owner: 'acme', repo: 'shop', number: 7, installation: 42 };
const ticket = { tracker: 'github', project: 'acme/shop', key: '7', installation: 42 } as const;
const person = (login: string) => ({ login, isBot: false });
let fake: FakeGitHub;
let client: GitHub;

beforeAll(async () => {
  fake = await startFakeGitHub(state);
  client = new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url });
});
afterAll(() => fake.close());

describe('rights', () => {
  it.each([
    ['admin', 'decide'],
    ['maintain', 'decide'],
    ['write', 'decide'],
    ['triage', 'run'],
    ['read', 'read'],
    ['none', 'read'],
  ])('of the role %s are %s', async (role, right) => {
    state.roles.set('ann', role);
    expect(await github(client).rightOf(ticket, person('ann'))).toBe(right);
  });
});

describe('the client', () => {
  it('names the version of the API it was written for', async () => {
    await client.defaultBranch(place);
    expect(state.requests.at(-1)?.apiVersion).toBe('2022-11-28');
  });

  it.each([
    [429, { 'retry-after': '7' }, 7_000],
    [403, { 'retry-after': '60' }, 60_000],
    [403, { 'x-ratelimit-remaining': '0' }, 60_000],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }, 1_000],
    [429, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999' }, 3_600_000],
    [403, { 'retry-after': '60', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }, 60_000],
    [502, {}, undefined],
  ])('asks for patience after %s %j', async (status, headers, wait) => {
    state.faults.push({ method: 'POST', path: /comments$/, status, headers });
    const failed = await client.createComment(place, 'x').catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(RetryableError);
    expect(failed).toMatchObject({ retryAfterMs: wait });
  });

  it('never sends a comment twice by itself', async () => {
    const before = state.comments.length;
    state.faults.push({ method: 'POST', path: /comments$/, loseAnswer: true });
    await expect(client.createComment(place, 'once')).rejects.toBeInstanceOf(RetryableError);
    expect(state.comments).toHaveLength(before + 1);
  });

  it('does not take a lack of rights for a passing fault', async () => {
    state.faults.push({ method: 'POST', path: /comments$/, status: 403 });
    const failed = await client.createComment(place, 'x').catch((error: unknown) => error);
    expect(failed).not.toBeInstanceOf(RetryableError);
    expect(String(failed)).toContain('403');
  });

  it('finds its own comment by its marker, not one that copied it', async () => {
    const document = { topic: { kind: 'result', id: 'r-77' }, blocks: [] } as const;
    const tracker = github(client);
    const { commentId } = await tracker.post(ticket, document);
    fake.say(7, 'mallory', state.comments.at(-1)?.versions[0]?.body ?? '');
    expect((await tracker.findByMarker(ticket, document.topic, '2020-01-01T00:00:00Z'))?.commentId).toBe(
      commentId,
    );
    expect(
      await tracker.findByMarker(ticket, { kind: 'result', id: 'r-78' }, '2020-01-01T00:00:00Z'),
    ).toBeUndefined();
  });

  it('leaves a comment alone that somebody has deleted', async () => {
    const tracker = github(client);
    const document = { topic: { kind: 'progress', id: 'r-79' }, blocks: [] } as const;
    const { commentId, nodeId } = await tracker.post(ticket, document);
    state.comments.splice(0);
    await tracker.edit(ticket, commentId, document);
    await tracker.react(ticket, commentId, 'eyes');
    await tracker.minimise(ticket, nodeId ?? '');
    expect(state.comments).toEqual([]);
  });

  it('reads settings from the default branch, and knows when there are none', async () => {
    state.files.set('.github/retrial.yml', 'local: {}\n# ünïcode');
    expect(await client.readFile(place, '.github/retrial.yml')).toBe('local: {}\n# ünïcode');
    expect(await client.readFile(place, 'no-such-file')).toBeUndefined();
  });

  it('tells a fork from a branch of the repository', async () => {
    state.pulls.set(1, { ref: 'a', sha: 'a'.repeat(40), headRepo: 'acme/shop' });
    state.pulls.set(2, { ref: 'a', sha: 'a'.repeat(40), headRepo: 'mallory/shop' });
    state.pulls.set(3, { ref: 'a', sha: 'a'.repeat(40), headRepo: null });
    const forks = await Promise.all(
      [1, 2, 3].map(async (number) => (await client.pullRequestHead({ ...place, number }))?.isFork),
    );
    expect(forks).toEqual([false, true, true]);
  });

  it('says that there is no pull request of a number', async () => {
    const missing = { ...ticket, key: '404' };
    await expect(github(client).defaultRevision(missing, true)).rejects.toMatchObject({
      code: 'E-REF',
      message: expect.stringContaining('acme/shop has no pull request #404'),
    });
  });

  it('does not carry its token to another host', async () => {
    const seen: (string | undefined)[] = [];
    const thief = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"default_branch":"main"}');
    });
    await new Promise<void>((ready) => thief.listen(0, '127.0.0.1', ready));
    const { port } = thief.address() as AddressInfo;
    state.faults.push({
      method: 'GET',
      path: /^\/repos\/acme\/shop$/,
      status: 302,
      headers: { location: `http://localhost:${port}/` },
    });
    await client.defaultBranch(place).catch(() => {});
    await new Promise((closed) => thief.close(closed));
    expect(seen.every((header) => header === undefined)).toBe(true);
  });
});

describe('a delivery', () => {
  const said = () => fake.say(7, 'ann', '/retrial help');

  it('of a new comment by a person is read', () => {
    expect(commentOf(commentPayload(state, said()))).toMatchObject({
      ticket: { tracker: 'github', project: 'acme/shop', key: '7', installation: 42 },
      author: { login: 'ann', isBot: false },
      text: '/retrial help',
      isPullRequest: false,
    });
  });

  it.each([
    ['an edit', (payload: ReturnType<typeof commentPayload>) => ({ ...payload, action: 'edited' })],
    ['a deletion', (payload: ReturnType<typeof commentPayload>) => ({ ...payload, action: 'deleted' })],
    [
      'a bot sender',
      (payload: ReturnType<typeof commentPayload>) => ({ ...payload, sender: { login: 'x', type: 'Bot' } }),
    ],
    [
      'an App’s comment',
      (payload: ReturnType<typeof commentPayload>) => ({
        ...payload,
        comment: { ...payload.comment, performed_via_github_app: { id: 1 } },
      }),
    ],
    ['nonsense', () => ({ action: 'created', comment: 7 })],
    ['nothing', () => null],
  ])('of %s is not read', (_, change) => {
    expect(commentOf(change(commentPayload(state, said())))).toBeUndefined();
  });
});

describe('the files of a pull request', () => {
  const commit = 'a'.repeat(40);
  const change = { ticket, commit };
  const path = '.github/retrial.yml';

  it('are read at its head, and are its own only where it changes them', async () => {
    const proposals = githubProposals(client);
    const many = Array.from({ length: 130 }, (_, at): [string, string] => [`src/${at}.ts`, 'x']);
    state.trees.set(commit, new Map([...state.files, ...many, [path, 'local: {}']]));
    state.pulls.set(7, { ref: 'fix', sha: commit, headRepo: 'mallory/shop' });
    expect(await proposals.read(change, path)).toBe('local: {}');
    expect(await proposals.read(change, 'nothing.yml')).toBeUndefined();
    expect(await proposals.edits(change, path)).toBe(true);
    expect(await proposals.edits(change, 'README.md')).toBe(false);
    expect(await proposals.head(change)).toBe(commit);
    state.pulls.delete(7);
  });
});
