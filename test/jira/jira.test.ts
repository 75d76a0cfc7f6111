import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { JiraError } from '../../src/jira/answer.ts';
import { Jira } from '../../src/jira/jira.ts';
import type { JiraIdentity } from '../../src/jira/site.ts';
import { RetryableError } from '../../src/model/errors.ts';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import { addIssue, edit, newJira, say, type Fault } from '../fakes/jira/state.ts';

const secretToken = 'secret';
let fake: FakeJira;
let jira: Jira;
const open: { readonly close: () => Promise<void> }[] = [];

function clientOf(more: Partial<JiraIdentity> = {}): Jira {
  return new Jira({ url: fake.url, kind: 'data-center', token: secretToken, ...more });
}

beforeEach(async () => {
  fake = await startFakeJira(newJira());
  open.push(fake);
  jira = clientOf();
});
afterAll(() => Promise.all(open.map((one) => one.close())));

/** What a call comes to when Jira answers like this. */
async function faced(fault: Partial<Fault>, more: Partial<JiraIdentity> = {}): Promise<unknown> {
  fake.state.faults.push({ method: 'GET', path: /myself/, ...fault });
  return clientOf(more)
    .login()
    .catch((error: unknown) => error);
}

describe('a Data Center', () => {
  it('is spoken to with the token as its bearer, below its own path', async () => {
    expect(await jira.login()).toBe('retrial');
    expect(fake.state.requests).toMatchObject([
      { path: '/jira/rest/api/2/myself', authorization: 'Bearer secret' },
    ]);
  });

  it('has a clock of its own', async () => {
    fake.state.skewMs = -3_600_000;
    const ahead = Date.now() - Date.parse(await jira.now());
    expect(ahead).toBeGreaterThan(3_599_000);
    expect(ahead).toBeLessThan(3_610_000);
  });

  it('is searched page by page', async () => {
    fake.state.pageSize = 2;
    for (const key of ['SHOP-2', 'SHOP-3', 'OTHER-1']) addIssue(fake.state, key);
    const jql = 'project in ("SHOP") AND updated >= "-5m" ORDER BY updated ASC, key ASC';
    const first = await jira.search(jql);
    const second = await jira.search(jql, first.next);
    expect([...first.issues, ...second.issues].map(({ key }) => key)).toEqual(['SHOP-1', 'SHOP-2', 'SHOP-3']);
    expect(second.next).toBeUndefined();
  });

  it('gives the comments since a time, however many pages they take', async () => {
    fake.state.pageSize = 2;
    for (const body of ['one', 'two', 'three', 'four', 'five'])
      say(fake.state, { issue: 'SHOP-1', author: 'jane', body });
    const all = await jira.commentsSince('SHOP-1', '2020-01-01T00:00:00.000Z');
    expect(all.map(({ text }) => text).toSorted()).toEqual(['five', 'four', 'one', 'three', 'two']);
    expect(await jira.commentsSince('SHOP-1', '2999-01-01T00:00:00.000Z')).toEqual([]);
  });

  it('tells who wrote a comment, who may read it, and whether its words are as they were written', async () => {
    const visibility = { type: 'role', value: 'Committers' } as const;
    const one = say(fake.state, { issue: 'SHOP-1', author: 'jane', body: 'x', visibility });
    expect(await jira.comment('SHOP-1', one.id)).toMatchObject({
      author: 'jane',
      text: 'x',
      visibility,
      isEdited: false,
    });
    edit(fake.state, one, 'admin', '/retrial repeat A#b');
    expect(await jira.comment('SHOP-1', one.id)).toMatchObject({ isEdited: true });
    const two = say(fake.state, { issue: 'SHOP-1', author: 'jane', body: 'x' });
    fake.state.skewMs += 2_000;
    edit(fake.state, two, 'jane', '/retrial repeat A#b');
    expect(await jira.comment('SHOP-1', two.id)).toMatchObject({ isEdited: true });
  });

  it('says of a comment that is gone only that it is', async () => {
    expect(await jira.comment('SHOP-1', '99')).toBeUndefined();
    expect(await jira.keyOf('77')).toBeUndefined();
  });

  it('writes and edits comments, and keeps their visibility', async () => {
    const visibility = { type: 'group', value: 'security' } as const;
    const property = { key: 'retrial', value: { kind: 'result', id: 'r-1' } };
    const id = await jira.createComment('SHOP-1', 'first', { visibility, property });
    await jira.updateComment({ key: 'SHOP-1', id }, 'second', visibility);
    expect(fake.state.comments).toMatchObject([
      { id, author: 'retrial', bodies: ['first', 'second'], visibility },
    ]);
    expect(await jira.commentProperty(id, 'retrial')).toEqual(property.value);
    expect(await jira.commentProperty(id, 'other')).toBeUndefined();
  });

  it('knows a person’s roles, also through groups', async () => {
    fake.state.people.set('jane', { login: 'jane', groups: ['shop-devs'] });
    fake.state.roles.set('Contributors', { people: ['joe'], groups: ['shop-devs'] });
    fake.state.roles.set('Committers', { people: ['joe'] });
    const names = ['Contributors', 'Committers', 'No such role'];
    expect(await jira.rolesOf('SHOP', 'joe', names)).toEqual(['Contributors', 'Committers']);
    expect(await jira.rolesOf('SHOP', 'jane', names)).toEqual(['Contributors']);
    expect(await jira.rolesOf('SHOP', 'nobody', names)).toEqual([]);
    fake.state.mayReadRoles = false;
    expect(await jira.rolesOf('SHOP', 'joe', names)).toBe('unknown');
  });

  it.each(['SHOP-1/../../x', '../SHOP-1', 'SHOP-1?x=', 'shop', ''])(
    'is never asked for %o as an issue',
    async (key) => {
      await expect(jira.comment(key, '1')).rejects.toThrow('pattern');
      await expect(jira.createComment(key, 'x', {})).rejects.toThrow('pattern');
      await expect(jira.keyOf(key)).rejects.toThrow('pattern');
      expect(fake.state.requests).toEqual([]);
    },
  );
});

describe('Jira Cloud', () => {
  beforeEach(async () => {
    fake = await startFakeJira(newJira({ kind: 'cloud' }));
    open.push(fake);
    jira = clientOf({ kind: 'cloud', user: 'bot@example.org' });
  });

  it('is spoken to with an address and a token, in version 3', async () => {
    expect(await jira.login()).toBe('retrial');
    expect(fake.state.requests).toMatchObject([
      { path: '/rest/api/3/myself', authorization: `Basic ${btoa('bot@example.org:secret')}` },
    ]);
  });

  it('is searched the new way, page by page', async () => {
    fake.state.pageSize = 1;
    addIssue(fake.state, 'SHOP-2');
    const jql = 'project in ("SHOP") AND updated >= "-5m" ORDER BY updated ASC, key ASC';
    const first = await jira.search(jql);
    const second = await jira.search(jql, first.next);
    expect([...first.issues, ...second.issues].map(({ key }) => key)).toEqual(['SHOP-1', 'SHOP-2']);
    expect(second.next).toBeUndefined();
    expect(fake.state.requests.map(({ path }) => path)).toEqual(Array(2).fill('/rest/api/3/search/jql'));
  });

  it('gives and takes documents, and tells programs from people', async () => {
    fake.state.people.set('app-1', { login: 'app-1', isApp: true });
    const body = { type: 'doc', version: 1, content: [] };
    const one = say(fake.state, { issue: 'SHOP-1', author: 'app-1', body });
    expect(await jira.comment('SHOP-1', one.id)).toMatchObject({
      author: 'app-1',
      isApp: true,
      text: JSON.stringify(body),
    });
    const visibility = { type: 'role', value: 'Developers', identifier: '10001' } as const;
    const id = await jira.createComment('SHOP-1', body, { visibility });
    expect((await jira.comment('SHOP-1', id))?.visibility?.identifier).toBe('10001');
    await expect(jira.createComment('SHOP-1', 'plain', {})).rejects.toThrow('Comment body is not valid');
  });

  it('knows roles by account, directly or through groups', async () => {
    fake.state.people.set('acc-2', { login: 'acc-2', groups: ['devs'] });
    fake.state.roles.set('Contributors', { people: ['acc-1'], groups: ['devs'] });
    expect(await jira.rolesOf('SHOP', 'acc-1', ['Contributors'])).toEqual(['Contributors']);
    expect(await jira.rolesOf('SHOP', 'acc-2', ['Contributors'])).toEqual(['Contributors']);
    expect(await jira.rolesOf('SHOP', 'acc-3', ['Contributors'])).toEqual([]);
  });
});

describe('a Jira in trouble', () => {
  it.each([
    [429, { 'retry-after': '7' }, 7_000],
    [503, { 'retry-after': '0' }, 0],
    [502, {}, undefined],
    [429, { 'retry-after': '999999' }, 3_600_000],
    [429, { 'retry-after': 'soon' }, undefined],
  ])('that answers %i with %o is asked again later', async (status, headers, wait) => {
    const error = await faced({ status, headers, text: '{}' });
    expect(error).toBeInstanceOf(RetryableError);
    expect(Object(error).retryAfterMs).toBe(wait);
  });

  it.each([
    [
      400,
      '{"errorMessages":["The value is wrong."],"errors":{"jql":"Field x"}}',
      'The value is wrong. Field x',
    ],
    [401, '<html>Login</html>', 'logged in'],
    [200, '<!DOCTYPE html><title>Log in</title>', 'logged in'],
    [403, '', '403'],
    [302, '', 'JIRA_URL'],
  ])('that answers %i with %o is not', async (status, text, words) => {
    const error = await faced({ status, text });
    expect(error).toBeInstanceOf(JiraError);
    expect(String(error)).toContain(words);
  });

  it('says when its account has to read a captcha', async () => {
    const headers = { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' };
    expect(String(await faced({ status: 403, headers, text: '{}' }))).toContain('captcha');
  });

  it.each([['null'], ['[]'], ['"x"'], ['{"name":7}'], ['{}']])(
    'is not believed when it answers %s',
    async (text) => {
      expect(await faced({ status: 200, text })).toBeInstanceOf(Error);
    },
  );

  it('is not waited for without end, nor read without end', async () => {
    expect(await faced({ waitMs: 2_000 }, { timeoutMs: 100 })).toBeInstanceOf(RetryableError);
    expect(await faced({ status: 200, text: ' '.repeat(5_000) }, { maxBytes: 1_000 })).toBeInstanceOf(
      JiraError,
    );
    expect(await faced({ status: 200, text: '{"na' })).toBeInstanceOf(RetryableError);
  });

  it('that breaks off counts as one that may answer later', async () => {
    expect(await faced({ loseAnswer: true })).toBeInstanceOf(RetryableError);
    await fake.close();
    expect(await jira.login().catch((error: unknown) => error)).toBeInstanceOf(RetryableError);
  });

  it('never leads the token to another host, nor says it in a message', async () => {
    const got: unknown[] = [];
    const other = createServer((request, response) => {
      got.push(request.headers);
      response.end('{}');
    });
    await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/rest/api/2/myself`;
    const error = await faced({ status: 307, headers: { location } }, { token: 'very-secret-token' });
    expect(error).toBeInstanceOf(JiraError);
    expect(got).toEqual([]);
    const echoed = await faced(
      { status: 400, text: '{"errorMessages":["Bearer very-secret-token is odd"]}' },
      { token: 'very-secret-token' },
    );
    expect(String(echoed)).not.toContain('very-secret-token');
    await new Promise((closed) => other.close(closed));
  });
});
