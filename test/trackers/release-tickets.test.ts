import { describe, expect, it } from 'vitest';
import type { BlockerRule } from '../../src/model/release-board.ts';
import { GitHub } from '../../src/github/github.ts';
import { Jira } from '../../src/jira/jira.ts';
import { github } from '../../src/trackers/github.ts';
import { jira } from '../../src/trackers/jira.ts';
import { newState } from '../fakes/github/deliveries.ts';
import { startFakeGitHub } from '../fakes/github/server.ts';
import { startFakeJira } from '../fakes/jira/server.ts';
import { addIssue, newJira } from '../fakes/jira/state.ts';

const asked = (release: string, rule: BlockerRule = { milestones: [release] }) => ({ release, rule });
const acme = { tracker: 'github', project: 'acme/shop', installation: 42 } as const;

describe('the tickets of a milestone', () => {
  it('come with their facts, and with the pull requests that name them', async () => {
    const { state, privateKey } = newState({ milestones: [{ title: '4.1', state: 'open' }] });
    const fake = await startFakeGitHub(state);
    const client = github(new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url }));
    state.issues
      .set(12, { milestone: '4.1', labels: ['release-blocker'], title: 'CAS races', assignees: ['ann'] })
      .set(13, { milestone: '4.1', labels: [], state: 'closed', closedAt: '2026-02-01T00:00:00Z' })
      .set(14, { milestone: '4.2', labels: [] })
      .set(20, { milestone: '4.1', labels: [] });
    const of = { ref: 'fix', sha: 'c'.repeat(40), headRepo: 'acme/shop' };
    state.pulls
      .set(20, { ...of, title: 'Fix the race (#12)', author: 'bob' })
      .set(21, {
        ...of,
        body: 'See https://github.com/acme/shop/issues/12.',
        mergedAt: '2026-02-02T00:00:00Z',
        state: 'closed',
      })
      .set(22, { ...of, title: 'Not #123, nor other/repo#12 nor other/acme/shop#12 nor #1' })
      .set(23, { ...of, body: 'Closes acme/shop#13', state: 'closed' })
      .set(24, { ...of, ref: 'retrial/ignore-CASTest', body: 'Ignores one test, for acme/shop#12' });
    const { tickets, gaps } = await client.releaseTickets(acme, asked('4.1'));
    const named = await client.linkedPulls?.({ ...acme, key: '12' });
    expect(named?.map(({ number }) => number)).toEqual([20, 21]);
    await fake.close();
    expect(gaps).toEqual([]);
    expect(tickets).toMatchObject([
      {
        ticket: { ...acme, key: '12' },
        title: 'CAS races',
        status: 'open',
        labels: ['release-blocker'],
        milestones: ['4.1'],
        assignees: ['ann'],
        pullRequests: [
          { number: 20, state: 'open', author: 'bob', headBranch: 'fix' },
          { number: 21, state: 'merged', mergedAt: '2026-02-02T00:00:00Z', isMention: true },
        ],
      },
      {
        ticket: { key: '13' },
        status: 'closed',
        closedAt: '2026-02-01T00:00:00Z',
        pullRequests: [{ number: 23, state: 'closed' }],
      },
    ]);
  });

  it('are not asked for when there is no such milestone', async () => {
    const { state, privateKey } = newState({ milestones: [{ title: '4.1', state: 'open' }] });
    const fake = await startFakeGitHub(state);
    const client = github(new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url }));
    await expect(client.releaseTickets(acme, asked('4.2'))).rejects.toThrow(
      'There is no milestone `4.2`. Open here: `4.1`.',
    );
    await fake.close();
  });
});

describe('tickets that a rule means beside those of the milestone', () => {
  it('come by label from the whole repository; what only Jira knows is refused', async () => {
    const { state, privateKey } = newState({ milestones: [{ title: '4.1', state: 'open' }] });
    const fake = await startFakeGitHub(state);
    const client = github(new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url }));
    state.issues
      .set(12, { milestone: '4.1', labels: [] })
      .set(13, { labels: ['p1'] })
      .set(14, { labels: ['p2'] });
    const { tickets } = await client.releaseTickets(acme, asked('4.1', { labels: ['p1'] }));
    expect(tickets.map(({ ticket }) => ticket.key)).toEqual(['12', '13']);
    const putOff = await client.releaseTickets(acme, { ...asked('4.1'), also: ['14', '12'] });
    expect(putOff.tickets.map(({ ticket }) => ticket.key)).toEqual(['12', '14']);
    const search = client.releaseTickets(acme, asked('4.1', { jql: 'x' }));
    await expect(search).rejects.toThrow('`releases: blockers: jql:` is for Jira');
    await fake.close();
  });

  it('cost nothing of the rate limit while nothing has changed', async () => {
    const { state, privateKey } = newState({ milestones: [{ title: '4.1', state: 'open' }] });
    const fake = await startFakeGitHub(state);
    const client = github(new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url }));
    state.issues.set(12, { milestone: '4.1', labels: ['p1'] });
    const look = async () => (await client.releaseTickets(acme, asked('4.1'))).tickets[0]?.labels;
    expect([await look(), await look()]).toEqual([['p1'], ['p1']]);
    expect(state.unchanged).toBe(3);
    state.issues.get(12)?.labels.push('p2');
    expect(await look()).toEqual(['p1', 'p2']);
    expect(state.unchanged).toBe(5);
    await fake.close();
  });
});

describe.each(['data-center', 'cloud'] as const)('the tickets of a fix version in Jira (%s)', (kind) => {
  it('come with their facts, page by page', async () => {
    const name = String.raw`4.1 "rc\1"`;
    const fake = await startFakeJira(newJira({ kind, pageSize: 2, versions: [{ name, released: false }] }));
    for (let number = 2; number <= 6; number += 1)
      Object.assign(addIssue(fake.state, `SHOP-${number}`), { fixVersions: number === 4 ? [] : [name] });
    const [, second] = fake.state.issues;
    Object.assign(second ?? {}, { summary: 'CAS races', assignee: 'jane', priority: 'Urgent', isDone: true });
    const user = kind === 'cloud' ? { user: 'bot@example.org' } : {};
    const client = jira(new Jira({ url: fake.url, kind, token: 'secret', ...user }), {
      of: () => undefined,
      readFile: async () => undefined,
    });
    const { tickets } = await client.releaseTickets({ tracker: 'jira', project: 'SHOP' }, asked(name));
    await fake.close();
    expect(tickets.map(({ ticket }) => ticket.key)).toEqual(['SHOP-2', 'SHOP-3', 'SHOP-5', 'SHOP-6']);
    expect(tickets[0]).toMatchObject({
      title: 'CAS races',
      url: `${fake.url}/browse/SHOP-2`,
      status: 'closed',
      assignees: ['jane'],
      priority: 'Urgent',
      milestones: [name],
    });
    expect(tickets[1]).toMatchObject({ status: 'open', assignees: [] });
  });

  it('are found by the rule too, and with the pull requests that name them', async () => {
    const versions = [{ name: '4.1', released: false }];
    const fake = await startFakeJira(newJira({ kind, versions }));
    Object.assign(addIssue(fake.state, 'SHOP-2'), { fixVersions: ['4.1'] });
    Object.assign(addIssue(fake.state, 'SHOP-3'), { priority: 'Blocker' });
    Object.assign(addIssue(fake.state, 'SHOP-4'), { priority: 'Minor', labels: ['p1'] });
    const user = kind === 'cloud' ? { user: 'bot@example.org' } : {};
    const pull = { number: 7, state: 'open', head: { ref: 'ann/x', sha: 'c'.repeat(40) } } as const;
    const client = jira(new Jira({ url: fake.url, kind, token: 'secret', ...user }), {
      of: () => undefined,
      readFile: async () => undefined,
      pulls: async () => ({
        pulls: [
          { ...pull, title: 'SHOP-2: close it', body: 'not SHOP-33, WORKSHOP-3 nor shop-3x' },
          { ...pull, number: 8, title: 'x', head: { ...pull.head, ref: 'ann/shop-3-fix' } },
          { ...pull, number: 9, title: 'SHOP-3', head: { ...pull.head, ref: 'retrial/unignore-x' } },
        ],
      }),
    });
    const shop = { tracker: 'jira', project: 'SHOP' } as const;
    const { tickets } = await client.releaseTickets(
      shop,
      asked('4.1', { jql: 'priority = "Blocker" OR labels = "p9"' }),
    );
    expect(
      tickets.map(({ ticket, isFoundBySearch, pullRequests }) => [
        ticket.key,
        isFoundBySearch ?? false,
        pullRequests.map(({ number }) => number),
      ]),
    ).toEqual([
      ['SHOP-2', false, [7]],
      ['SHOP-3', true, [8]],
    ]);
    expect(await client.linkedPulls?.({ ...shop, key: 'SHOP-3' })).toMatchObject([{ number: 8 }]);
    const { tickets: withPutOff } = await client.releaseTickets(shop, { ...asked('4.1'), also: ['SHOP-4'] });
    expect(withPutOff.map(({ ticket }) => ticket.key)).toEqual(['SHOP-2', 'SHOP-4']);
    const gone = await client.releaseTickets(shop, { ...asked('4.1'), also: ['SHOP-4', 'SHOP-99'] });
    expect(gone.tickets.map(({ ticket }) => ticket.key)).toEqual(['SHOP-2']);
    expect(gone.gaps).toEqual(['the tickets put off from 4.1 could not be read: one of them is gone']);
    const labelled = await client.releaseTickets(shop, asked('4.1', { labels: ['p1'] }));
    expect(labelled.tickets.map(({ ticket }) => ticket.key)).toEqual(['SHOP-2', 'SHOP-4']);
    const wrong = client.releaseTickets(shop, asked('4.1', { jql: 'pirority = Blocker' }));
    await expect(wrong).rejects.toThrow('Jira does not understand `releases: blockers:`');
    await fake.close();
  });
});
