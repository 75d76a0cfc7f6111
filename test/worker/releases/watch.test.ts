import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordOf } from '../../../src/history/record.ts';
import { Jira } from '../../../src/jira/jira.ts';
import type { TicketRef } from '../../../src/model/ticket.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { jira } from '../../../src/trackers/jira.ts';
import { lookAtRelease, type LookParts } from '../../../src/worker/releases/look.ts';
import { watchRelease, type Watched } from '../../../src/worker/releases/watch.ts';
import { startFakeJira, type FakeJira } from '../../fakes/jira/server.ts';
import { addIssue, newJira, saidBy } from '../../fakes/jira/state.ts';
import { Death, mortal, type Fate } from '../../support/mortal.ts';
import { storeFolder, type TemporaryFolder } from '../../support/places.ts';

const immortal: Fate = { strikesAt: -1, calls: 0 };
const label = 'release-blocker';
const repository = 'acme/shop';
const quietMs = 45_000;
let fake: FakeJira;
let folder: TemporaryFolder;
let store: Store;
let release: string;
let clock: Date;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});
let turn = 0;
beforeEach(async () => {
  await fake?.close();
  release = `4.${(turn += 1)}`;
  fake = await startFakeJira(newJira({ versions: [{ name: release, released: false }] }));
  // A Tuesday.
  clock = new Date('2026-11-24T12:00:00.000Z');
});
afterAll(() => fake.close());

function blocker(number: number) {
  return Object.assign(addIssue(fake.state, `SHOP-${number}`), { fixVersions: [release], labels: [label] });
}

function watched(name: string): Watched {
  return {
    question: {
      project: { tracker: 'jira', project: 'SHOP' },
      release: { name, branch: 'main' },
      rule: { milestones: [name], labels: [label] },
      tolerance: 0.01,
      usualRuns: 200,
      mostRuns: 2_000,
    },
    summary: { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' },
    quietMs,
    word: 'retrial',
  };
}

function lookParts(fate: Fate = immortal): LookParts {
  const client = new Jira({ url: fake.url, kind: 'data-center', token: 'secret' });
  const tracker = jira(client, { of: () => undefined, readFile: async () => undefined });
  const parts = { store: mortal(store, fate), tracker: mortal(tracker, fate), findings: new Map() };
  return { ...parts, now: () => clock, repositoryOf: () => repository };
}

async function look(fate: Fate = immortal, name = release): Promise<void> {
  await watchRelease(watched(name), lookParts(fate));
}

/** A build of ordinary CI, now, in which the test of the shelf failed. */
function ciBuild(id: string, branch: string, { failed = 1, name = 'takes' } = {}) {
  const at = clock.toISOString();
  const build = { project: repository, id: `${release} ${id}`, branch, lane: 'unit', commit: '', at };
  const where = { container: 'org.shop.ShelfTest', name };
  const failure = { kind: 'error', type: 'E', message: 'shelf lost', body: '' } as const;
  const tally = { ...where, passed: 1 - failed, failed, skipped: 0 };
  return recordOf({ ...build, passesKnown: true }, [tally], failed > 0 ? [{ ...where, failure }] : []);
}

/** What was posted on an issue; the summary has the first. */
const posts = (issue = 'SHOP-1'): readonly string[] =>
  saidBy({ ...fake.state, comments: fake.state.comments.filter((one) => one.issue === issue) }, 'retrial');
const later = (minutes: number): void => void (clock = new Date(clock.getTime() + minutes * 60_000));

describe('a watched release', () => {
  it('is told of once, then only when something changes that matters, and ten changes are one post', async () => {
    blocker(2);
    await look();
    expect(posts()).toHaveLength(1);
    expect(posts()[0]).toContain('blocked by 1');
    for (let minute = 0; minute < 5; minute += 1) {
      later(1);
      await look();
    }
    expect(posts()).toHaveLength(1);
    for (let number = 3; number < 13; number += 1) blocker(number);
    await look();
    expect(posts()).toHaveLength(1);
    later(1);
    await look();
    later(1);
    await look();
    expect(posts()).toHaveLength(2);
    expect(posts()[1]).toContain('blocked by 11');
  });

  it('waits until nothing more is coming, five minutes at most', async () => {
    blocker(2);
    await look();
    for (let number = 3; number < 8; number += 1) {
      blocker(number);
      later(0.5);
      await look();
    }
    expect(posts()).toHaveLength(1);
    later(1);
    await look();
    expect(posts()).toHaveLength(2);
    expect(posts()[1]).toContain('blocked by 6');
    for (let number = 8; number < 19; number += 1) {
      blocker(number);
      later(0.5);
      await look();
    }
    expect(posts()).toHaveLength(3);
  });

  it('is posted once by two looks at the same instant', async () => {
    const issue = blocker(2);
    await Promise.all([look(), look(), look()]);
    expect(posts()).toHaveLength(1);
    issue.isDone = true;
    await look();
    later(1);
    await Promise.all([look(), look(), look()]);
    later(1);
    await Promise.all([look(), look()]);
    expect(posts()).toHaveLength(2);
    expect(posts()[1]).toContain('no known blocker');
  });

  it('says when the last blocker is gone', async () => {
    const issue = blocker(2);
    await look();
    issue.isDone = true;
    await look();
    later(1);
    await look();
    expect(posts()).toHaveLength(2);
    expect(posts()[1]).toContain('no known blocker');
    expect(posts()[1]).toContain('SHOP-2 resolved');
  });

  it('is told of once though two look at the same moment', async () => {
    blocker(2);
    await Promise.all([look(), look()]);
    blocker(3);
    await look();
    later(1);
    await Promise.all([look(), look(), look()]);
    expect(posts()).toHaveLength(2);
  });

  it('brings a decision back, to its ticket too, when the release it held until is out', async () => {
    fake.state.versions.push({ name: '7.0.0', released: false });
    blocker(70);
    const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-70' };
    const at = clock.toISOString();
    const ignored = {
      what: 'ignore',
      by: 'mick',
      at,
      ticket,
      reason: '{color:red}why',
      until: '7.0',
    } as const;
    await store.ledger.append({ ...ignored, id: `ignore-${release}` });
    later(1);
    await look();
    expect(posts()[0]).toContain('1 ignored');
    expect(posts('SHOP-70')).toEqual([]);
    fake.state.versions[1] = { name: '7.0.0', released: true };
    await look();
    later(1);
    await look();
    await look();
    expect(posts().at(-1)).toContain('1 needs a decision');
    expect(posts('SHOP-70')).toHaveLength(1);
    expect(posts('SHOP-70')[0]).toContain('*{color:#b36b00}The ignore{color}*|until {{7.0}} has run out|');
    expect(posts('SHOP-70')[0]).not.toContain('{color:red}');
  });

  it('tells a ticket of two releases once, and of the test that was ignored', async () => {
    fake.state.versions.push({ name: '9.1', released: false });
    blocker(80).fixVersions = [release, '9.1'];
    const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-80' };
    const at = clock.toISOString();
    const ignored = { what: 'ignore', by: 'mick', at, ticket, reason: 'why', test: 'A#ignored' } as const;
    await store.ledger.append({ ...ignored, id: `ignore-80`, until: '2026-11-25' });
    clock = new Date('2026-11-26T00:00:30.000Z');
    await look();
    const first = posts('SHOP-80');
    expect(first).toEqual([expect.stringContaining(release)]);
    expect(first[0]).toContain('unignore A#ignored');
    await look(immortal, '9.1');
    await look();
    expect(posts('SHOP-80')).toEqual(first);
  });

  it('tells no ticket that its deferral has run out where it only arrived', async () => {
    blocker(81);
    const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-81' };
    const at = clock.toISOString();
    const put = { what: 'defer', by: 'mick', at, ticket, reason: 'why', release: '0.9' } as const;
    await store.ledger.append({ ...put, id: `defer-81`, until: release });
    later(1);
    await look();
    expect(posts()[0]).toContain('1 needs a decision');
    expect(posts('SHOP-81')).toEqual([]);
    fake.state.versions[0] = { name: release, released: true };
    later(1);
    await look();
    expect(posts('SHOP-81')).toHaveLength(1);
  });

  it('follows a decision, and brings it back when it runs out', async () => {
    blocker(2);
    await look();
    const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-2' };
    const at = clock.toISOString();
    const waived = { what: 'waive', by: 'mick', at, ticket, reason: 'its own clock', release } as const;
    await store.ledger.append({ ...waived, id: `waive-${release}`, until: '2026-11-25' });
    await look();
    later(1);
    await look();
    expect(posts().at(-1)).toContain('no known blocker');
    expect(posts().at(-1)).toContain('1 waived');
    clock = new Date('2026-11-26T00:00:30.000Z');
    await look();
    later(1);
    await look();
    expect(posts().at(-1)).toContain('1 needs a decision');
    // Waived once more beside another blocker, which changes quietly; then it is due again.
    blocker(3);
    await look();
    later(1);
    await look();
    const before = posts().length;
    const again = {
      ...waived,
      id: `again-${release}`,
      at: clock.toISOString(),
      until: '2026-11-26',
    } as const;
    await store.ledger.append(again);
    await look();
    later(1);
    await look();
    expect(posts()).toHaveLength(before);
    clock = new Date('2026-11-27T00:00:30.000Z');
    await look();
    later(1);
    await look();
    expect(posts()).toHaveLength(before + 1);
    expect(posts().at(-1)).toContain('SHOP-2 went from waived to decision');
  });

  it('says of a deferred blocker who put it off, why and until when, though it stands on the later release', async () => {
    fake.state.versions.push({ name: '8.0', released: false });
    const issue = blocker(2);
    blocker(3);
    await look();
    const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-2' };
    const put = {
      what: 'defer',
      by: 'mick',
      at: clock.toISOString(),
      ticket,
      reason: 'needs a rework',
    } as const;
    await store.ledger.append({ ...put, id: `defer-${release}`, release, until: '8.0' });
    issue.fixVersions = ['8.0'];
    blocker(4);
    await look();
    later(1);
    await look();
    const post = posts().at(-1) ?? '';
    expect(post).toContain('blocked by 2');
    expect(post).toContain('1 deferred');
    expect(post).toMatch(/deferred until .*8\.0.* by .*mick.*: needs a rework/);
    expect(post).not.toContain('no longer a blocker');
  });

  it('shows nothing of what was decided where few can read', async () => {
    blocker(2);
    const visibility = { type: 'role', value: 'Security' } as const;
    const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-2', visibility };
    const at = '2026-11-24T11:00:00.000Z';
    await store.ledger.append({
      id: `secret-${release}`,
      what: 'waive',
      by: 'mick',
      at,
      ticket,
      reason: 'CVE',
      release,
    });
    await look();
    expect(posts()[0]).not.toContain('CVE');
  });

  it('is posted once whatever step a worker dies at', async () => {
    const issue = blocker(2);
    await look();
    let wanted = 1;
    for (let strike = 2, died = true; died; strike += 1, wanted += 1) {
      died = false;
      // Gone, and back again.
      issue.isDone = issue.isDone !== true;
      await look();
      later(1);
      try {
        await look({ strikesAt: strike, calls: 0 });
      } catch (error) {
        if (!(error instanceof Death)) throw error;
        died = true;
        await look();
        later(1);
        await look();
      }
      later(1);
      await look();
      expect({ strike, posts: posts().length }).toEqual({ strike, posts: wanted + 1 });
    }
    expect(wanted).toBeGreaterThan(10);
  }, 90_000);

  it('says of how many runs on the branch a test failed in ordinary CI, read once an hour', async () => {
    const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-3' };
    const link = { ticket, kind: 'test', target: 'ShelfTest#counts', by: 'mick' } as const;
    await store.issueLinks.add(repository, { ...link, at: clock.toISOString() });
    blocker(3);
    for (const [id, branch, failed] of [
      ['1', 'main', 0],
      ['2', 'main', 1],
      ['3', 'main', 0],
      ['4', 'other', 1],
      ['5', 'main', 0],
    ] as const) {
      await store.history.add(ciBuild(`counted ${id}`, branch, { failed, name: 'counts' }));
      later(1);
    }
    await look();
    expect(posts()[0]).toContain('1 / 2, 50.0 % (1.3–98.7) in CI in 30 days, last on 24 Nov 2026');
    later(24 * 60);
    const board = await lookAtRelease(watched(release).question, lookParts());
    expect(board.board.blocking[0]?.standing.evidence).toMatchObject({
      kind: 'ci',
      failures: 1,
      rate: { estimate: { failed: 1, executed: 4 } },
    });
  });

  it('brings a blocker back as fix failed when ordinary CI sees its failure again after the fix', async () => {
    const issue = blocker(2);
    const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-2' };
    const link = { ticket, kind: 'test', target: 'ShelfTest#takes', by: 'mick' } as const;
    await store.issueLinks.add(repository, { ...link, at: clock.toISOString() });
    await look();
    const accepted = { what: 'accept', by: 'mick', at: clock.toISOString(), ticket, reason: 'seen', release };
    await store.ledger.append({ ...accepted, what: 'accept', id: `accept-${release}` });
    Object.assign(issue, { isDone: true, updated: clock.getTime() });
    await look();
    later(1);
    await look();
    expect(posts().at(-1)).toContain('no known blocker');
    await store.history.add(ciBuild('elsewhere', 'other'));
    later(1);
    await look();
    expect(posts().at(-1)).toContain('no known blocker');
    later(30);
    await store.history.add(ciBuild('again', 'main'));
    await look();
    later(1);
    await look();
    expect(posts().at(-1)).toContain('fix failed');
  });
});
