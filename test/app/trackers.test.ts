import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTrackers } from '../../src/app/trackers.ts';
import { jiraSection, readJira } from '../../src/config/jira.ts';
import { newState } from '../fakes/github/deliveries.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';

const { state, privateKey } = newState();
const head = '9c1'.padEnd(40, '0');
let fake: FakeGitHub;

beforeAll(async () => {
  fake = await startFakeGitHub(state);
  state.pulls.set(1603, { ref: 'fix', sha: head, headRepo: 'acme/shop' });
  state.pulls.set(1604, {
    ref: 'fix',
    sha: head,
    headRepo: 'mallory/shop',
    pushedAt: '2022-08-16T08:00:00Z',
  });
});
afterAll(() => fake.close());

const tracker = (repository: string) => {
  const projects = { SHOP: { repository, branch: 'trunk' } };
  const file = { name: 'server.yml', repositories: { [repository]: {} } };
  const section = jiraSection.parse({ url: 'https://jira.example.org', projects });
  return createTrackers({
    repositories: {},
    github: { appId: state.appId, privateKey, apiUrl: fake.url, webhookSecret: 'secret', paceWrites: false },
    jira: readJira(section, { JIRA_TOKEN: 'secret' }, file),
  }).tracker('jira');
};
const pull = (key: string) => ({ tracker: 'jira', project: 'SHOP', key }) as const;

it('a pull request that is named in Jira is one of the project’s code on GitHub', async () => {
  expect(await tracker('acme/shop').defaultRevision(pull('1603'), true)).toEqual({
    revision: head,
    isFork: false,
    author: 'ann',
  });
  expect(await tracker('acme/shop').defaultRevision(pull('1604'), true)).toEqual({
    revision: head,
    isFork: true,
    author: 'ann',
    fork: { name: 'mallory/shop', pushedAt: '2022-08-16T08:00:00Z' },
  });
});

it('one that is not there is said to be so', async () => {
  await expect(tracker('acme/shop').defaultRevision(pull('9'), true)).rejects.toMatchObject({
    code: 'E-REF',
    message: expect.stringContaining('acme/shop has no pull request #9.'),
  });
});

it('one of code where the App is not installed is refused, with another way, until it is', async () => {
  state.faults.push({ method: 'GET', path: /acme\/shop\/installation$/, status: 404 });
  const jira = tracker('acme/shop');
  await expect(jira.defaultRevision(pull('1603'), true)).rejects.toMatchObject({
    code: 'E-REF',
    message: expect.stringContaining("can't look up pull request #1603: its App is not installed"),
  });
  expect(await jira.defaultRevision(pull('1603'), true)).toMatchObject({ revision: head });
});

it('code that is no repository of GitHub is never asked for there', async () => {
  const before = state.requests.length;
  await expect(tracker('shop').defaultRevision(pull('9'), true)).rejects.toThrow('not installed');
  expect(state.requests.length).toBe(before);
});
