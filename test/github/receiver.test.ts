import { describe, expect, it } from 'vitest';
import { createReceiver } from '../../src/github/receiver.ts';
import { newState } from '../fakes/github/deliveries.ts';

const { state, privateKey } = newState();

function listening(fault?: Error) {
  const [ended, changed, moved, suites]: [string[], string[], string[], string[]] = [[], [], [], []];
  const identity = {
    appId: state.appId,
    privateKey,
    webhookSecret: 'known to GitHub',
    apiUrl: 'http://127.0.0.1:1',
  };
  const receive = createReceiver(identity, {
    comment: async () => {
      throw new Error('no comment was sent');
    },
    async runEnded({ id, attempt, repository }) {
      if (fault !== undefined) throw fault;
      ended.push(`${repository} ${id}.${attempt}`);
    },
    async suiteEnded({ repository, app }) {
      suites.push(`${repository} ${app}`);
    },
    async ticketsChanged(project) {
      changed.push(project);
    },
    async headMoved({ ticket, commit }) {
      moved.push(`${ticket.project}#${ticket.key} ${ticket.installation} ${commit.slice(0, 7)}`);
    },
  });
  const send = async (payload: unknown, event = 'workflow_run'): Promise<void> =>
    receive({ id: 'd-1', event, payload: JSON.stringify(payload) });
  return { ended, changed, moved, suites, send };
}

const run = { id: 30_433_642, run_attempt: 2, conclusion: 'success' };
const repository = { full_name: 'acme/shop' };

describe('a delivery about a run of a workflow', () => {
  it('tells which run ended, and nothing of what became of it', async () => {
    const { ended, send } = listening();
    await send({ action: 'completed', workflow_run: run, repository });
    expect(ended).toEqual(['acme/shop 30433642.2']);
  });

  it.each([
    ['only began', { action: 'requested', workflow_run: run, repository }, 'workflow_run'],
    ['names no run', { action: 'completed', repository }, 'workflow_run'],
    [
      'names no number',
      { action: 'completed', workflow_run: { id: '1; drop table' }, repository },
      'workflow_run',
    ],
    ['is about a job', { action: 'completed', workflow_run: run, repository }, 'workflow_job'],
    [
      'names no repository',
      { action: 'completed', workflow_run: run, repository: { full_name: 'a/b/../c' } },
      'workflow_run',
    ],
  ])('that %s tells nothing', async (_, payload, event) => {
    const { ended, send } = listening();
    await send(payload, event);
    expect(ended).toEqual([]);
  });

  it('that could not be noted fails with the reason, so that it is tried again', async () => {
    const { send } = listening(new Error('connection lost'));
    await expect(send({ action: 'completed', workflow_run: run, repository })).rejects.toThrow(
      'connection lost',
    );
  });
});

describe('a delivery about a suite of checks', () => {
  const suite = { id: 5, head_sha: 'a'.repeat(40), conclusion: 'failure', app: { slug: 'circleci-checks' } };

  it('tells whose checks ended', async () => {
    const { suites, ended, send } = listening();
    await send({ action: 'completed', check_suite: suite, repository }, 'check_suite');
    expect([suites, ended]).toEqual([['acme/shop circleci-checks'], []]);
  });

  it.each([
    ['is asked for', { action: 'requested', check_suite: suite, repository }],
    ['names no App', { action: 'completed', check_suite: { ...suite, app: null }, repository }],
    [
      'names an endless App',
      { action: 'completed', check_suite: { app: { slug: 'a'.repeat(101) } }, repository },
    ],
    ['names no repository', { action: 'completed', check_suite: suite, repository: { full_name: '../etc' } }],
  ])('that %s tells nothing', async (_, payload) => {
    const { suites, send } = listening();
    await send(payload, 'check_suite');
    expect(suites).toEqual([]);
  });
});

describe('a delivery about tickets', () => {
  const person = { login: 'ann', type: 'User' };
  const bot = { login: 'retrial[bot]', type: 'Bot' };
  const repository = { full_name: 'acme/shop' };

  it.each([
    ['issues', { action: 'labeled', repository, sender: person }],
    ['issues', { action: 'milestoned', repository, sender: bot }],
    ['pull_request', { action: 'opened', repository, sender: person }],
    ['milestone', { action: 'closed', repository, sender: person }],
  ])('of %s tells whose have changed: %j', async (event, payload) => {
    const { changed, send } = listening();
    await send(payload, event);
    expect(changed).toEqual(['acme/shop']);
  });

  it.each([
    ['a program rewrote a text, as we do ourselves', { action: 'edited', repository, sender: bot }],
    ['no repository is named', { action: 'labeled', sender: person }],
    [
      'the repository has no name',
      { action: 'labeled', repository: { full_name: '../../etc' }, sender: person },
    ],
  ])('tells nothing when %s', async (_, payload) => {
    const { changed, send } = listening();
    await send(payload, 'issues');
    expect(changed).toEqual([]);
  });
});

describe('a delivery about the head of a pull request', () => {
  const pull = { number: 12, head: { sha: 'd2923275e360a1ee9db498e748c269f701bb3a8b', repo: null } };
  const whole = { repository, installation: { id: 42 }, pull_request: pull, sender: { login: 'ann' } };

  it.each(['opened', 'reopened', 'synchronize'])('that was %s names the commit', async (action) => {
    const { moved, send } = listening();
    await send({ ...whole, action }, 'pull_request');
    expect(moved).toEqual(['acme/shop#12 42 d292327']);
  });

  it.each([
    ['labels', { ...whole, action: 'labeled' }],
    ['names no commit', { ...whole, action: 'opened', pull_request: { number: 12, head: { sha: 'main' } } }],
    ['comes from nowhere', { ...whole, action: 'opened', installation: undefined }],
  ])('that %s tells nothing', async (_, payload) => {
    const { moved, send } = listening();
    await send(payload, 'pull_request');
    expect(moved).toEqual([]);
  });
});
