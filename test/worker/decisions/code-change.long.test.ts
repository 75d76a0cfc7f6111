import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GitHub } from '../../../src/github/github.ts';
import { RetryableError, ServiceRefusal } from '../../../src/model/errors.ts';
import type { Store } from '../../../src/store/store.ts';
import { githubCode } from '../../../src/trackers/github/code-host.ts';
import { heldIgnore, inertTitle } from '../../../src/worker/decisions/code-change.ts';
import { decide, preview } from '../../../src/worker/decisions/deciding.ts';
import { newState } from '../../fakes/github/deliveries.ts';
import { startFakeGitHub, type FakeGitHub } from '../../fakes/github/server.ts';
import { addIssue, type FakeIssue, type FakeState } from '../../fakes/jira/state.ts';
import { Death } from '../../support/mortal.ts';
import { askedOn, hostInMemory, immortal, moving, openStage, path, source, type Stage } from './stage.ts';

const { state, privateKey } = newState();
let fake: FakeGitHub;
let stage: Stage;
let store: Store;
let site: FakeState;
const partsWith: Stage['partsWith'] = (...asked) => stage.partsWith(...asked);

beforeAll(async () => {
  fake = await startFakeGitHub(state);
  state.files.set(path, source);
  stage = await openStage();
  ({ store, site } = stage);
  addIssue(site, 'SHOP-9');
});
afterAll(async () => {
  await stage.close();
  await fake.close();
});

const madeIn = (since: number): readonly FakeIssue[] =>
  site.issues.slice(since).filter(({ summary }) => summary?.startsWith('Ignored test:') === true);

describe('a decision to ignore', () => {
  it('becomes a pull request that changes one test and says why, until when, and what is lost', async () => {
    addIssue(site, 'SHOP-2');
    const host = githubCode(new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url }));
    const { entry, order } = await decide(askedOn('SHOP-2'), partsWith(host, immortal));
    // What happens to the code meanwhile changes nothing: the pull request may even be merged.
    state.files.set(path, [...state.branches.values()][0]?.get(path) ?? '');
    const again = await decide(askedOn('SHOP-2', { reason: 'another' }), partsWith(host, immortal));
    expect(again.order).toEqual(order);
    expect(again.entry).toEqual(entry);
    state.files.set(path, source);
    expect(state.pulls.size).toBe(1);
    expect(state.commits).toMatchObject([{ path, message: 'Ignore CasTest testWrites' }]);
    const [branch, files] = [...state.branches][0] ?? ['', new Map<string, string>()];
    expect(branch).toMatch(/^retrial\/ignore-[0-9a-f]{12}$/);
    expect(files.get(path)).toContain('@Ignore("Retrial ignore (until 4.2, ticket SHOP-9): its own clock');
    expect(order.change?.words).toContain(`at ${path}:`);
    const proposed = [...state.pulls.values()][0];
    expect(proposed?.body).toContain('What is lost:');
    expect(proposed?.body).toContain('No other test changes. This file declares no other test that runs.');
    expect(proposed?.body).toContain('@&#8203;all');
    expect(entry).toMatchObject({ decision: { what: 'ignore', until: '4.2', followUp: 'SHOP-9' } });
    const ticket = site.issues.find(({ key }) => key === 'SHOP-2');
    expect(ticket?.related).toEqual(['SHOP-9']);
    expect([...(ticket?.pages ?? [])]).toMatchObject([[order.change?.pull?.url, expect.anything()]]);
  }, 30_000);

  it('is recorded, followed up and proposed once, whatever step it dies at', async () => {
    const host = hostInMemory();
    let number = 100;
    for (let died = true; died; number += 1) {
      died = false;
      const issue = addIssue(site, `SHOP-${number}`);
      issue.labels = ['release-blocker'];
      const asked = moving(issue.key);
      const before = { opened: host.opened, issues: site.issues.length };
      try {
        await decide(asked, partsWith(host, { strikesAt: number - 98, calls: 0 }));
      } catch (error) {
        if (!(error instanceof Death)) throw error;
        died = true;
        // The test was changed meanwhile: what was recorded is what is proposed.
        host.text = source.replace('flaky', 'very flaky');
        await decide(asked, partsWith(host, immortal, 1));
        host.text = source;
      }
      expect(host.opened).toBe(before.opened + 1);
      const entries = await store.ledger.of({ ticket: asked.decision.ticket });
      const made = madeIn(before.issues);
      expect(made).toMatchObject([
        {
          fixVersions: ['4.2'],
          labels: ['release-blocker', expect.stringMatching(/^retrial-[0-9a-f]{16}$/)],
        },
      ]);
      expect(entries).toMatchObject([{ decision: { followUp: made[0]?.key, release: '4.1' } }]);
      expect([...host.branches.values()].at(-1)?.text).toContain(`ticket ${made[0]?.key}`);
      expect(issue).toMatchObject({ labels: [], related: [made[0]?.key] });
    }
    expect(number).toBeGreaterThan(120);
  }, 240_000);

  it('stands though a step is refused, says which is missing, and is completed once when it no longer is', async () => {
    const host = hostInMemory();
    const issue = addIssue(site, 'SHOP-201');
    issue.labels = ['release-blocker'];
    const asked = moving('SHOP-201');
    const before = site.issues.length;
    const ruled = hostInMemory(new ServiceRefusal('GitHub: make a branch: 422 a ruleset forbids it'));
    const { entry, missing } = await decide(asked, partsWith(ruled, immortal));
    expect(missing).toEqual(['the pull request: GitHub: make a branch: 422 a ruleset forbids it']);
    expect(entry).toMatchObject({ decision: { followUp: madeIn(before)[0]?.key } });
    expect(issue.labels).toEqual([]);
    const again = await decide(asked, partsWith(host, immortal, 1));
    expect([again.missing, again.entry, again.order.done]).toEqual([[], entry, true]);
    expect([host.opened, madeIn(before).length]).toEqual([1, 1]);
    expect(await store.ledger.of({ ticket: asked.decision.ticket })).toHaveLength(1);
  });

  it('is refused before anything is entered where the named follow-up is not there', async () => {
    const host = hostInMemory();
    addIssue(site, 'SHOP-202');
    const asked = { ...askedOn('SHOP-202', { followUp: 'SHOP-99999' }), movesBlocker: true };
    await expect(decide(asked, partsWith(host, immortal))).rejects.toThrow(
      'SHOP-99999 can’t be the follow-up',
    );
    expect([host.opened, await store.orders.get(asked.decision.id)]).toEqual([0, undefined]);
    expect(await store.ledger.of({ ticket: asked.decision.ticket })).toEqual([]);
  });

  it('is taken back before its pull request is merged, without another change of the code', async () => {
    const host = hostInMemory();
    addIssue(site, 'SHOP-203');
    const at = '2026-01-03T00:00:00.000Z';
    const back = { id: 'jira:SHOP#SHOP-203/2/1', what: 'unignore' as const, at };
    const undo = askedOn('SHOP-203', back);
    await expect(decide(undo, partsWith(host, immortal))).rejects.toThrow('no skip');
    const { order } = await decide(askedOn('SHOP-203'), partsWith(host, immortal));
    const { entry, order: undone } = await decide(undo, partsWith(host, immortal));
    expect([entry.decision.what, undone.change, host.opened]).toEqual(['unignore', undefined, 1]);
    expect(await heldIgnore(entry.decision, { store })).toEqual(order.decision);
    const again = { ...undo.decision, id: 'x', at: '2026-01-04T00:00:00.000Z' };
    await expect(decide({ decision: again }, partsWith(host, immortal))).rejects.toThrow('no skip');
  });

  it.each([
    ['closes https://github.com/o/r/issues/5', 'closes https //github.com/o/r/issues/5'],
    ['fixes GH-5 and gh-6', 'fixes GH 5 and gh 6'],
    ['@ann a.py::test[x]#5', ' ann a.py  test x  5'],
    ['CasTest#laugh-5 > y', 'CasTest laugh-5 > y'],
  ])('has a title that mentions and closes nothing: %s', (test, title) => {
    expect(inertTitle(test)).toBe(title);
  });

  it('waits for a follow-up whose making was not answered, and makes no second one', async () => {
    const host = hostInMemory();
    addIssue(site, 'SHOP-200');
    const before = site.issues.length;
    site.indexLagMs = 400;
    site.faults.push({ method: 'POST', path: /\/issue$/, loseAnswer: true });
    await expect(decide(moving('SHOP-200'), partsWith(host, immortal))).rejects.toThrow(RetryableError);
    await expect(decide(moving('SHOP-200'), partsWith(host, immortal))).rejects.toThrow('not shown yet');
    await expect
      .poll(async () => decide(moving('SHOP-200'), partsWith(host, immortal)).catch(() => undefined))
      .toBeDefined();
    site.indexLagMs = 0;
    expect(madeIn(before)).toHaveLength(1);
    expect(host.opened).toBe(1);
  });

  it('is not recorded when the ticket that follows it up is refused', async () => {
    addIssue(site, 'SHOP-210');
    site.demanded.push('customfield_1');
    const host = hostInMemory();
    const words = 'No ticket could be made in SHOP';
    await expect(decide(moving('SHOP-210'), partsWith(host, immortal))).rejects.toThrow(words);
    site.demanded.pop();
    expect(host.opened).toBe(0);
    expect(await store.ledger.of({ ticket: moving('SHOP-210').decision.ticket })).toEqual([]);
  });

  it('tells the follow-up who decided what and why, and nothing in it acts', async () => {
    addIssue(site, 'SHOP-220');
    const before = site.issues.length;
    const asked = moving('SHOP-220');
    const reason = '{noformat} [~admin] h1. x\n/retrial waive reason=x {color:red}';
    await decide({ ...asked, decision: { ...asked.decision, reason } }, partsWith(hostInMemory(), immortal));
    const text = String(madeIn(before)[0]?.fields?.['description']);
    expect(text).toContain('{anchor:retrial-decision-f-');
    expect(text).toContain('/retrial repeat CasTest#testWrites x200 unskip');
    expect(text).not.toMatch(/^\/retrial waive/m);
    expect(text).not.toContain('[~admin]');
    expect(text).not.toContain('{color:red}');
  });

  it('tells nobody what few may read', async () => {
    const { decision, ...asked } = moving('SHOP-230');
    const ticket = { ...decision.ticket, visibility: { type: 'role', value: 'Committers' } as const };
    const host = hostInMemory();
    await expect(
      decide({ ...asked, decision: { ...decision, ticket } }, partsWith(host, immortal)),
    ).rejects.toThrow('Few may read this comment');
  });

  it('without switching the test off puts it on the list that the project names, and off it to the byte', async () => {
    const host = hostInMemory();
    const list = '# run, and block nothing\r\nOther#x\r\n';
    host.text = list;
    addIssue(site, 'SHOP-250');
    const parts = { ...partsWith(host, immortal), quarantineFile: 'test/quarantine.txt' };
    const asked = askedOn('SHOP-250', { mode: 'quarantine' });
    expect(await preview(asked.decision, false, parts)).toEqual({
      words: 'the line of CasTest#testWrites at test/quarantine.txt:3 on main',
      lines: '@@ line 1 @@\n # run, and block nothing\n Other#x\n+CasTest#testWrites\n ',
    });
    expect([host.opened, await store.orders.get(asked.decision.id)]).toEqual([0, undefined]);
    await decide(asked, parts);
    const proposal = [...host.branches.values()].at(-1);
    expect(proposal).toMatchObject({
      path: 'test/quarantine.txt',
      text: `${list}CasTest#testWrites\r\n`,
      title: 'Quarantine CasTest testWrites',
      body: expect.stringContaining('the test still runs, and its failures block nothing'),
    });
    host.text = proposal?.text ?? '';
    const at = '2026-01-03T00:00:00.000Z';
    const longer = { id: 'jira:SHOP#SHOP-250/3/1', at, mode: 'quarantine', until: '2027-01-31' } as const;
    const prolonged = await decide(askedOn('SHOP-250', longer), parts);
    expect(prolonged).toMatchObject({ entry: { decision: { until: '2027-01-31' } }, missing: [] });
    expect([prolonged.order.change, host.opened]).toEqual([undefined, 1]);
    const elsewhere = { ...longer, id: 'jira:SHOP#SHOP-252/1/1' };
    await expect(decide(askedOn('SHOP-252', elsewhere), parts)).rejects.toThrow('already, in line 3');
    const back = { id: 'jira:SHOP#SHOP-250/2/1', at: longer.at, what: 'unignore' as const };
    const taken = { ...askedOn('SHOP-250', back), undo: 'ignore CasTest#testWrites reason="…" until=…' };
    const { order } = await decide(taken, parts);
    expect(order.undo).toBe('ignore CasTest#testWrites reason="…" until=… mode=quarantine');
    const undone = [...host.branches.values()].at(-1);
    expect(undone).toMatchObject({ path: 'test/quarantine.txt', text: list });
    expect(undone?.body).toContain('its failures break builds again');
  });

  it('is taken off the list though its source is gone, and however the list names it', async () => {
    const host = hostInMemory();
    host.text = 'org.acme.GoneTest#x\nOther#x\n';
    addIssue(site, 'SHOP-252');
    const parts = { ...partsWith(host, immortal), quarantineFile: 'test/quarantine.txt' };
    const asked = askedOn('SHOP-252', { what: 'unignore', test: 'GoneTest#x' });
    expect(await preview(asked.decision, false, parts)).toEqual({
      words: 'without the line of org.acme.GoneTest#x at test/quarantine.txt:1 on main',
      lines: '@@ line 1 @@\n-org.acme.GoneTest#x\n Other#x\n ',
    });
    await decide(asked, parts);
    expect([...host.branches.values()].at(-1)?.text).toBe('Other#x\n');
  });

  it.each([
    [
      'com.other.CasTest#testWrites',
      'CasTest#testWrites',
      'may be another test: `test/unit/org/acme/CasTest.java`',
    ],
    [
      'CasTest#testWrites[1]',
      'CasTest#testWrites',
      'lists `CasTest#testWrites[1]`, which is not the same runs',
    ],
    ['CasTest#testWrites', 'CasTest#testWrites[1]', 'lists `CasTest#testWrites`, which is not the same runs'],
  ])('never takes the line of %j off for %j', async (line, test, words) => {
    const host = hostInMemory();
    host.text = `${line}\n`;
    const parts = { ...partsWith(host, immortal), quarantineFile: 'test/quarantine.txt' };
    await expect(decide(askedOn('SHOP-254', { what: 'unignore', test }), parts)).rejects.toThrow(words);
    expect(host.opened).toBe(0);
  });

  it('takes no line off for a test that was decided about by another name', async () => {
    const host = hostInMemory();
    host.text = 'com.other.GoneTest#x\n';
    const parts = { ...partsWith(host, immortal), quarantineFile: 'test/quarantine.txt' };
    await store.ledger.append(askedOn('SHOP-255', { test: 'org.acme.GoneTest#x' }).decision);
    const at = '2026-01-03T00:00:00.000Z';
    const back = askedOn('SHOP-255', { id: 'b', at, what: 'unignore', test: 'GoneTest#x' });
    await expect(decide(back, parts)).rejects.toThrow(
      'lists `com.other.GoneTest#x` in line 1, and `GoneTest#x` may be another test: `org.acme.GoneTest#x`',
    );
  });

  it('is refused where the list is no UTF-8 text, before anything is recorded', async () => {
    const host = githubCode(new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url }));
    state.files.set('q.txt', 'Été#b\n');
    state.latin1 = ['q.txt'];
    const parts = { ...partsWith(host, immortal), quarantineFile: 'q.txt' };
    for (const what of ['ignore', 'unignore'] as const) {
      const asked = askedOn('SHOP-253', what === 'ignore' ? { what, mode: 'quarantine' } : { what });
      await expect(decide(asked, parts)).rejects.toThrow('`q.txt` is no UTF-8 text on');
      expect(await store.orders.get(asked.decision.id)).toBeUndefined();
    }
  });

  it('without switching the test off is refused where the project names no list, or the list is not there', async () => {
    const host = { ...hostInMemory(), readFile: async () => undefined };
    const asked = askedOn('SHOP-251', { mode: 'quarantine' });
    await expect(decide(asked, partsWith(host, immortal))).rejects.toThrow(
      'quarantine: { file: test/quarantine.txt }',
    );
    const parts = { ...partsWith(host, immortal), quarantineFile: 'q.txt' };
    await expect(decide(asked, parts)).rejects.toThrow('`q.txt`, which the project names');
    expect(await store.ledger.of({ ticket: asked.decision.ticket })).toEqual([]);
  });

  it('is refused before anything is recorded where the App may not write', async () => {
    state.permissions = { contents: 'read', pull_requests: 'write', issues: 'write' };
    const host = githubCode(new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url }));
    await expect(decide(askedOn('SHOP-240'), partsWith(host, immortal))).rejects.toThrow(
      'The App has no `contents: write` on acme/shop',
    );
    delete state.permissions;
    expect(await store.orders.get(askedOn('SHOP-240').decision.id)).toBeUndefined();
  });

  it.each([
    [{ test: 'CasTest#testReads' }, 'testReads'],
    [{ test: 'NoSuchTest#a' }, 'No file of this revision holds `NoSuchTest`'],
    [{ test: 'A#b,C#d' }, 'Name one test: `A#b,C#d` is several.'],
    [{ reason: '…' }, 'An ignore needs a reason in words.'],
    [{ until: 'some day' }, 'There is no fix version `some day`'],
    [{ what: 'unignore' as const }, 'no skip'],
  ])('of %j is refused, and nothing is entered', async (more, words) => {
    const host = hostInMemory();
    const asked = askedOn('SHOP-300', more);
    await expect(decide(asked, partsWith(host, immortal))).rejects.toThrow(words);
    expect(host.opened).toBe(0);
    expect(await store.orders.get(asked.decision.id)).toBeUndefined();
    expect(await store.ledger.of({ ticket: asked.decision.ticket })).toEqual([]);
  });
});
