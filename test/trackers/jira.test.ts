import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Jira } from '../../src/jira/jira.ts';
import { text, type Document } from '../../src/model/document.ts';
import { RetryableError } from '../../src/model/errors.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import { jira, type JiraProject } from '../../src/trackers/jira.ts';
import type { Tracker } from '../../src/trackers/tracker.ts';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import { newJira, say } from '../fakes/jira/state.ts';

const project: JiraProject = {
  branch: 'trunk',
  run: { roles: ['Contributors'], people: ['helper'] },
  decide: { roles: ['Committers'], people: ['chief'] },
};
const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' };
const restricted: TicketRef = { ...ticket, visibility: { type: 'role', value: 'Committers' } };

const open: FakeJira[] = [];
let fake: FakeJira;
let tracker: Tracker;

beforeEach(async () => {
  fake = await startFakeJira(newJira());
  open.push(fake);
  fake.state.people.set('groupie', { login: 'groupie', groups: ['devs'] });
  fake.state.roles
    .set('Contributors', { people: ['joe', 'jane'], groups: ['devs'] })
    .set('Committers', { people: ['jane', 'helper'] })
    .set('Administrators', { people: ['root'] });
  tracker = jira(new Jira({ url: fake.url, kind: 'data-center', token: 'secret' }), {
    of: (key) => (key === 'SHOP' ? project : undefined),
    readFile: async (key, path) => `${key} ${path}`,
  });
});
afterAll(() => Promise.all(open.map((one) => one.close())));

function about(id: string, words = 'words'): Document {
  return { topic: { kind: 'result', id }, blocks: [{ kind: 'paragraph', text: [text(words)] }] };
}

const person = (login: string) => ({ login, isBot: false });

describe('Jira as a tracker', () => {
  it.each([
    ['jane', 'decide'],
    ['helper', 'decide'],
    ['chief', 'decide'],
    ['joe', 'run'],
    ['groupie', 'run'],
    ['root', 'read'],
    ['nobody', 'read'],
    ['__proto__', 'read'],
  ])('gives %s the right to %s', async (login, right) => {
    expect(await tracker.rightOf(ticket, person(login))).toBe(right);
  });

  it.each([
    ['jane', 'read'],
    ['helper', 'run'],
    ['chief', 'decide'],
  ])('gives %s the right to %s where it may not read roles: that of the listed', async (login, right) => {
    fake.state.mayReadRoles = false;
    expect(await tracker.rightOf(ticket, person(login))).toBe(right);
  });

  it('gives nobody a right while Jira does not answer', async () => {
    fake.state.faults.push({ method: 'GET', path: /role/, status: 503 });
    await expect(tracker.rightOf(ticket, person('jane'))).rejects.toThrow(RetryableError);
  });

  it('writes, finds and edits a comment of its own', async () => {
    say(fake.state, { issue: 'SHOP-1', author: 'mallory', body: '{anchor:retrial-result-r-1}forged' });
    const { commentId } = await tracker.post(ticket, about('r-1'));
    await tracker.post(ticket, about('r-10'));
    const since = new Date().toISOString();
    expect(await tracker.findByMarker(ticket, about('r-1').topic, since)).toEqual({ commentId });
    expect(await tracker.findByMarker(ticket, { kind: 'help', id: 'r-1' }, since)).toBeUndefined();
    await tracker.edit(ticket, commentId, about('r-1', 'other words'));
    expect(fake.state.comments.find(({ id }) => id === commentId)?.bodies).toEqual([
      '{anchor:retrial-result-r-1}words',
      '{anchor:retrial-result-r-1}other words',
    ]);
  });

  it('leaves a comment alone that somebody has deleted', async () => {
    const { commentId } = await tracker.post(ticket, about('r-1'));
    fake.state.comments.splice(0);
    await tracker.edit(ticket, commentId, about('r-1', 'other words'));
    expect(fake.state.comments).toEqual([]);
  });

  it('finds a comment whose answer was lost, also by another clock', async () => {
    fake.state.skewMs = -3_600_000;
    fake.state.faults.push({ method: 'POST', path: /comment/, loseAnswer: true });
    const since = new Date().toISOString();
    await expect(tracker.post(ticket, about('r-1'))).rejects.toThrow(RetryableError);
    const found = await tracker.findByMarker(ticket, about('r-1').topic, since);
    expect(found?.commentId).toBe(fake.state.comments[0]?.id);
  });

  it('shows what it writes to those alone who saw the command, also after an edit', async () => {
    const { commentId } = await tracker.post(restricted, about('r-1'));
    await tracker.edit(restricted, commentId, about('r-1', 'other words'));
    expect(fake.state.comments).toMatchObject([{ visibility: restricted.visibility }]);
  });

  it('writes documents on Cloud, and finds them by what is kept beside them', async () => {
    const cloud = await startFakeJira(newJira({ kind: 'cloud' }));
    open.push(cloud);
    const client = new Jira({ url: cloud.url, kind: 'cloud', user: 'bot@example.org', token: 'secret' });
    const own = jira(client, { of: () => project, readFile: async () => undefined });
    const { commentId } = await own.post(restricted, about('r-1'));
    const since = new Date().toISOString();
    expect(await own.findByMarker(ticket, about('r-1').topic, since)).toEqual({ commentId });
    expect(await own.findByMarker(ticket, about('r-2').topic, since)).toBeUndefined();
    await own.edit(restricted, commentId, about('r-1', 'other words'));
    expect(cloud.state.comments).toMatchObject([
      { bodies: [{ type: 'doc' }, { type: 'doc' }], visibility: restricted.visibility },
    ]);
  });

  it('attaches a file once, though its answer was lost or another has its name', async () => {
    const file = { name: 'r-1.json', type: 'application/json', content: Buffer.from('{}') } as const;
    const foreign = { id: '1', issue: 'SHOP-1', name: 'r-1.json', type: 'text/plain', author: 'mallory' };
    fake.state.attachments.push({ ...foreign, content: new Uint8Array() });
    fake.state.faults.push({ method: 'POST', path: /attachments/, loseAnswer: true });
    await expect(tracker.attach?.(ticket, file)).rejects.toThrow(RetryableError);
    expect(await tracker.attach?.(ticket, file)).toBe(true);
    expect(await tracker.attach?.(ticket, file)).toBe(true);
    const own = fake.state.attachments.filter(({ author }) => author === 'retrial');
    expect(own).toMatchObject([{ name: 'r-1.json', type: 'application/json', issue: 'SHOP-1' }]);
    expect(Buffer.from(own[0]?.content ?? []).toString()).toBe('{}');
  });

  it.each([403, 404, 413])('lives with a Jira that wants no files: %i', async (status) => {
    fake.state.faults.push({ method: 'POST', path: /attachments/, status });
    const file = { name: 'r-1.png', type: 'image/png', content: new Uint8Array(3) } as const;
    expect(await tracker.attach?.(ticket, file)).toBe(false);
  });

  it('is silent where GitHub nods or folds away', async () => {
    await tracker.react(ticket, '1', 'eyes');
    await tracker.minimise(ticket, '1');
    expect(fake.state.requests).toEqual([]);
    expect(tracker.isLoud).toBe(true);
  });

  it('means the configured branch, and knows no pull requests where nobody reads their host', async () => {
    expect(await tracker.defaultRevision(ticket, false)).toEqual({ revision: 'trunk', isFork: false });
    const pull = tracker.defaultRevision({ ...ticket, key: '7' }, true);
    await expect(pull).rejects.toThrow('it has no account on GitHub. Name the branch: `ref=BRANCH`.');
    expect(await tracker.readProjectFile(ticket, 'a.yml')).toBe('SHOP a.yml');
  });

  it('asks the host of the project’s code for the head of a pull request', async () => {
    const head = { revision: '9c1'.padEnd(40, '0'), isFork: true };
    const own = jira(new Jira({ url: fake.url, kind: 'data-center', token: 'secret' }), {
      of: () => project,
      readFile: async () => undefined,
      pullHead: async (key, number) => (key === 'SHOP' && number === 1603 ? head : undefined),
    });
    expect(await own.defaultRevision({ ...ticket, key: '1603' }, true)).toEqual(head);
    await expect(own.defaultRevision({ ...ticket, key: '1604' }, true)).rejects.toThrow(
      'its App is not installed on the code of SHOP. Name the branch: `ref=BRANCH`.',
    );
  });

  it('looks after no other project', async () => {
    const other = { ...ticket, project: 'OTHER' };
    await expect(tracker.rightOf(other, person('jane'))).rejects.toThrow("doesn't look after OTHER");
    await expect(tracker.defaultRevision(other, false)).rejects.toThrow("doesn't look after OTHER");
  });
});
