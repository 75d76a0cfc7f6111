import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GitHub } from '../../../src/github/github.ts';
import { RetryableError } from '../../../src/model/errors.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { github } from '../../../src/trackers/github.ts';
import { githubCode } from '../../../src/trackers/github/code-host.ts';
import { decide } from '../../../src/worker/decisions/deciding.ts';
import type { AskedDecision, DecidingParts } from '../../../src/worker/decisions/order.ts';
import { newState } from '../../fakes/github/deliveries.ts';
import { startFakeGitHub, type FakeGitHub } from '../../fakes/github/server.ts';
import { storeFolder } from '../../support/places.ts';
import { repositoryWith, scratch } from '../../support/scratch.ts';
import { path, source } from './stage.ts';

const { state, privateKey } = newState();
const place = { tracker: 'github', project: 'acme/shop', installation: state.installation } as const;
let fake: FakeGitHub;
let folder: Awaited<ReturnType<typeof storeFolder>>;
let store: Store;
let parts: (hours?: number) => DecidingParts;

beforeAll(async () => {
  fake = await startFakeGitHub(state);
  state.files.set(path, source);
  state.milestones.push({ title: '4.1', state: 'open' }, { title: '4.2', state: 'open' });
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
  const clone = repositoryWith(join(scratch('on-github'), 'shop'), { [path]: source });
  const client = new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url, paceWrites: false });
  const tracker = github(client);
  const code = { project: 'acme/shop', branch: 'main', clone: { path: clone, fetch: false } };
  parts = (hours = 0) => ({
    store,
    tracker,
    trackers: () => tracker,
    blockerLabel: 'release-blocker',
    commandWord: 'retrial',
    // Whatever a listing may hide has come to light by the second try.
    now: () => new Date(Date.now() + hours * 3_600_000),
    code: async () => ({ ...code, host: githubCode(client) }),
  });
});
afterAll(async () => {
  await store.close();
  await folder.remove();
  await fake.close();
});

/** An ignore on an issue, with a new one that takes the release's blocker over. */
function ignored(number: number): AskedDecision {
  return {
    decision: {
      id: `github:acme/shop#${number}/1/1`,
      what: 'ignore',
      by: 'ann',
      at: '2026-01-02T03:04:05.000Z',
      ticket: { ...place, key: String(number) },
      reason: 'its own clock',
      test: 'CasTest#testWrites',
      release: '4.1',
      until: '4.2',
    },
    newTicket: place,
    movesBlocker: true,
  };
}

const made = () => [...state.issues].filter(([, { title }]) => title?.startsWith('Ignored test:') === true);

describe('an ignore on GitHub', () => {
  it.each([
    ['nothing', undefined],
    ['the answer to the new issue', { method: 'POST', path: /\/issues$/, loseAnswer: true }],
    ['the new issue', { method: 'POST', path: /\/issues$/, status: 500 }],
    ['the answer to the branch', { method: 'POST', path: /\/git\/refs$/, loseAnswer: true }],
    ['the answer to the commit', { method: 'PUT', path: /\/contents\//, loseAnswer: true }],
    ['the answer to the pull request', { method: 'POST', path: /\/pulls$/, loseAnswer: true }],
    ['for once the moved label', { method: 'DELETE', path: /\/labels\//, status: 500 }],
  ])('is followed up and proposed once, though %s is lost', async (what, fault) => {
    const before = { issues: made().length, pulls: state.pulls.size, commits: state.commits.length };
    const number = 10 + before.pulls;
    state.issues.set(number, { labels: ['release-blocker', 'flaky'], milestone: '4.1' });
    if (fault !== undefined) state.faults.push(fault);
    const first = await decide(ignored(number), parts()).catch((error: unknown) => error);
    // What may be sent twice is, by the client itself.
    const isAtOnce = what === 'nothing' || what.startsWith('for once');
    expect(first instanceof RetryableError).toBe(!isAtOnce);
    const { entry, order, missing } = await decide(ignored(number), parts(1));
    expect([missing, state.faults]).toEqual([[], []]);
    const [key, issue] = made().at(-1) ?? [];
    expect(made().length).toBe(before.issues + 1);
    expect(issue).toMatchObject({
      title: expect.stringContaining('CasTest'),
      milestone: '4.2',
      labels: ['release-blocker'],
    });
    expect(issue?.body).toContain('repeat CasTest#testWrites x200 unskip');
    expect(entry.decision).toMatchObject({ followUp: `acme/shop#${key}`, until: '4.2' });
    expect(state.issues.get(number)?.labels).toEqual(['flaky']);
    expect([state.pulls.size, state.commits.length]).toEqual([before.pulls + 1, before.commits + 1]);
    const pull = [...state.pulls.values()].at(-1);
    expect(state.branches.get(pull?.ref ?? '')?.get(path)).toContain(`ticket acme/shop#${key}`);
    expect(pull?.body).toContain('What is lost:');
    expect(order.change?.pull?.url).toContain('/pull/');
    expect(await store.ledger.of({ ticket: entry.decision.ticket })).toHaveLength(1);
  });

  it('is not recorded where the release of its end is no milestone', async () => {
    const asked = ignored(900);
    const never = { ...asked, decision: { ...asked.decision, until: '9.9' } };
    await expect(decide(never, parts())).rejects.toThrow('There is no milestone `9.9`');
    expect(await store.ledger.of({ ticket: asked.decision.ticket })).toEqual([]);
  });
});

describe('an issue of our own', () => {
  const topic = { kind: 'decision', id: 'd-1' } as const;
  const document = { topic, blocks: [{ kind: 'code', text: 'it' }] } as const;
  const since = '2026-01-01T00:00:00.000Z';
  const tracker = () => parts().tracker;

  it('is found by what its text says, and nobody else’s is', async () => {
    const body = { title: 'Ours', document, labels: [] };
    const { ticket, url } = await tracker().make(place, { ...body, release: '4.2' });
    expect(await tracker().findMade(place, topic, since)).toEqual({ ticket, url });
    expect(await tracker().findMade(place, { ...topic, id: 'd-2' }, since)).toBeUndefined();
    const own = state.issues.get(Number(ticket.key));
    state.issues.set(Number(ticket.key), { labels: [], ...own, author: 'mallory' });
    expect(await tracker().findMade(place, topic, since)).toBeUndefined();
  });

  it('is not made for a release that is no milestone', async () => {
    const asked = { title: 'x', document, labels: [], release: '9.9' };
    await expect(tracker().make(place, asked)).rejects.toThrow('9.9');
  });
});
