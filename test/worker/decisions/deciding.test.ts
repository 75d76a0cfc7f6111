import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Jira } from '../../../src/jira/jira.ts';
import type { Decision } from '../../../src/model/ledger.ts';
import type { RepeatRun } from '../../../src/model/repeat-run.ts';
import { parseSelector } from '../../../src/model/selector.ts';
import type { TicketRef } from '../../../src/model/ticket.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { jira } from '../../../src/trackers/jira.ts';
import { decide } from '../../../src/worker/decisions/deciding.ts';
import { endedRuns } from '../../../src/worker/ended-runs.ts';
import { startFakeJira, type FakeJira } from '../../fakes/jira/server.ts';
import { addIssue, newJira } from '../../fakes/jira/state.ts';
import { Death, mortal, type Fate } from '../../support/mortal.ts';
import { storeFolder, type TemporaryFolder } from '../../support/places.ts';

const versions = [
  { name: '4.0', released: true },
  { name: '4.1', released: false },
  { name: '4.2', released: false },
];
let fake: FakeJira;
let folder: TemporaryFolder;
let store: Store;

beforeAll(async () => {
  const workflow = [{ from: 'Open', name: 'Resolve Issue', to: 'Resolved' }];
  fake = await startFakeJira(newJira({ versions, workflow }));
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
});
afterAll(async () => {
  await store.close();
  await folder.remove();
  await fake.close();
});

function ticketOf(key: number): TicketRef {
  return { tracker: 'jira', project: 'SHOP', key: `SHOP-${key}` };
}

function decisionOf(key: number, more: Partial<Decision>): Decision {
  const at = '2026-01-02T03:04:05.000Z';
  const ticket = ticketOf(key);
  return { id: `jira:SHOP#SHOP-${key}/1/1`, what: 'waive', by: 'ann', at, ticket, reason: 'why', ...more };
}

function partsWith(fate: Fate) {
  const client = new Jira({ url: fake.url, kind: 'data-center', token: 'secret' });
  const holders = { roles: [], people: [] };
  const project = { branch: 'main', run: holders, decide: holders, statusAfter: { waive: 'Resolved' } };
  const tracker = jira(client, { of: () => project, readFile: async () => undefined });
  const dying = mortal(tracker, fate);
  return {
    store: mortal(store, fate),
    tracker: dying,
    trackers: () => dying,
    blockerLabel: 'release-blocker',
    commandWord: 'retrial',
    now: () => new Date('2026-01-02T03:04:05.000Z'),
    code: async () => {
      throw new Error('no code is changed here');
    },
  };
}

function endedRun(key: number): Omit<RepeatRun, 'id' | 'commentId'> {
  return {
    ticket: ticketOf(key),
    requestedBy: 'ann',
    selector: parseSelector('A#b'),
    revision: 'main',
    lane: '',
    asked: 1,
    service: 'local',
    stage: 'done',
    state: 'finished',
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}

const immortal = { strikesAt: -1, calls: 0 };

describe('a decision', () => {
  it.each([
    {
      what: 'blocker-add',
      first: 100,
      release: '4.1',
      left: { fixVersions: ['4.1'], labels: ['release-blocker'] },
    },
    { what: 'defer', first: 200, until: '4.2', left: { fixVersions: ['4.2'], labels: [] } },
    { what: 'waive', first: 300, release: '4.1', left: { labels: [], status: 'Resolved' } },
  ] as const)(
    'to $what is entered once and carried out, whatever step it dies at',
    async ({ first, left, ...more }) => {
      let key = first;
      for (let died = true; died; key += 1) {
        died = false;
        const issue = addIssue(fake.state, `SHOP-${key}`);
        const decision = decisionOf(key, more);
        try {
          await decide({ decision }, partsWith({ strikesAt: key - first + 2, calls: 0 }));
        } catch (error) {
          if (!(error instanceof Death)) throw error;
          died = true;
          // The same comment again, later: its time is another one.
          await decide({ decision: { ...decision, at: '2026-01-02T04:00:00.000Z' } }, partsWith(immortal));
        }
        expect(await store.ledger.of({ ticket: ticketOf(key) })).toMatchObject([
          { decision: { ...more, by: 'ann' } },
        ]);
        expect(issue).toMatchObject(left);
      }
      expect(key - first).toBeGreaterThan(3);
      expect((await store.ledger.check()).faults).toEqual([]);
    },
  );

  it.each([
    ['blocker-add', { release: '9.9' }, 'There is no fix version `9.9`. Open here: `4.1`, `4.2`.'],
    ['defer', { until: '4.0' }, '`4.0` is out already'],
    ['defer', { until: '`@all`\n/retrial waive' }, "There is no fix version `'@all'"],
  ] as const)('to %s with a wrong release is not entered', async (what, more, words) => {
    const issue = addIssue(fake.state, 'SHOP-400');
    await expect(
      decide({ decision: decisionOf(400, { what, ...more }) }, partsWith(immortal)),
    ).rejects.toThrow(words);
    expect(await store.ledger.of({ ticket: ticketOf(400) })).toEqual([]);
    expect(issue).toMatchObject({ fixVersions: [], labels: [] });
  });

  it('to defer is not entered when the ticket may not be changed, and says so', async () => {
    const issue = addIssue(fake.state, 'SHOP-410');
    const refusal = { method: 'PUT', path: /\/issue\/SHOP-410$/, status: 403 };
    fake.state.faults.push(refusal);
    const asked = decide({ decision: decisionOf(410, { what: 'defer', until: '4.2' }) }, partsWith(immortal));
    await expect(asked).rejects.toThrow(/^The ticket can’t be changed: .*403.*Nothing was decided/);
    expect(await store.ledger.of({ ticket: ticketOf(410) })).toEqual([]);
    expect(issue).toMatchObject({ fixVersions: [] });
  });

  it('to add a blocker leaves the ticket as it was where its release may not be changed', async () => {
    const issue = addIssue(fake.state, 'SHOP-420');
    issue.fixVersions = ['4.2'];
    const may = { method: 'PUT', path: /\/issue\/SHOP-420$/ };
    const parts = partsWith(immortal);
    const tracker = {
      ...parts.tracker,
      async label(...asked: Parameters<typeof parts.tracker.label>) {
        await parts.tracker.label(...asked);
        if (asked[2]) fake.state.faults.push({ ...may, status: 403 });
      },
    };
    const decision = decisionOf(420, { what: 'blocker-add', release: '4.1' });
    await expect(decide({ decision }, { ...parts, tracker })).rejects.toThrow('Nothing was decided');
    expect(issue).toMatchObject({ fixVersions: ['4.2'], labels: [] });
    expect(await store.ledger.of({ ticket: decision.ticket })).toEqual([]);
    fake.state.faults.push({ ...may, status: 403 });
    await expect(decide({ decision }, parts)).rejects.toThrow('Nothing was decided');
    expect(issue).toMatchObject({ fixVersions: ['4.2'], labels: [] });
  });

  it('to accept is refused once the evidence was let go, also of a run that was taken over', async () => {
    const run = async (id: string) => {
      const made = { ...endedRun(600), id, commentId: id };
      await store.runs.create({ run: made, line: 1, settings: {} });
      const digest = await store.evidence.put(Buffer.from(id));
      await store.evidence.link({ runId: id, iteration: 1, name: 'a', digest, size: id.length });
      return id;
    };
    const [earlier, comparison, other] = [await run('r-earl'), await run('r-comp'), await run('r-othr')];
    await store.runs.resolve(comparison, { earlier: { before: [{ id: earlier, asked: 1 }] } });
    const gone = `update retrial.run set evidence_gone_at = now(), evidence_at = null where id in ($1, $2)`;
    await store.pool.query(gone, [earlier, other]);
    const accept = async (of: string) =>
      decide({ decision: decisionOf(600, { what: 'accept', run: of }) }, partsWith(immortal));
    await expect(accept(other)).rejects.toThrow('The evidence of r-othr was let go on');
    await expect(accept(comparison)).rejects.toThrow('The evidence of r-earl, which r-comp took over,');
    expect(await store.ledger.of({ ticket: ticketOf(600) })).toEqual([]);
  });

  it('rests on the newest run of the ticket that ended and may be shown', async () => {
    const run = (id: string, minute: number, more: object) =>
      store.runs.create({
        run: {
          ...endedRun(500),
          id,
          commentId: id,
          createdAt: `2026-01-01T00:0${minute}:00.000Z`,
          ...more,
        },
        line: 1,
        settings: {},
      });
    const visibility = { type: 'role', value: 'Committers' } as const;
    await run('r-older', 1, {});
    await run('r-newer', 2, {});
    await run('r-failed', 3, { state: 'failed' });
    await run('r-going', 4, { stage: 'wait', state: 'active' });
    await run('r-secret', 5, { ticket: { ...ticketOf(500), visibility } });
    expect((await endedRuns(ticketOf(500), store)).map(({ id }) => id)).toEqual(['r-newer', 'r-older']);
    const { entry } = await decide({ decision: decisionOf(500, {}) }, partsWith(immortal));
    expect(entry.decision.run).toBe('r-newer');
    await run('r-other', 6, { selector: parseSelector('C#d') });
    const about = async (test: string) => {
      const decision = decisionOf(500, { test, id: `jira:SHOP#SHOP-500/2/${test}` });
      return (await decide({ decision }, partsWith(immortal))).entry.decision.run;
    };
    expect(await about('A#b')).toBe('r-newer');
    expect(await about('E#f')).toBeUndefined();
  });
});
