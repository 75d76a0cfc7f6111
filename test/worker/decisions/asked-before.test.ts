import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf, ServiceRefusal } from '../../../src/model/errors.ts';
import type { Decision } from '../../../src/model/ledger.ts';
import { heldIgnore } from '../../../src/worker/decisions/code-change.ts';
import { decide, letGo, preview, resume } from '../../../src/worker/decisions/deciding.ts';
import { addIssue } from '../../fakes/jira/state.ts';
import { askedOn, hostInMemory, moving, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  addIssue(stage.site, 'SHOP-9');
});
afterAll(async () => stage.close());

/** The same by a colleague, a day later. */
function bobs(key: string, more: Partial<Decision> = {}) {
  const at = '2026-01-03T03:04:05.000Z';
  return askedOn(key, { id: `jira:SHOP#${key}/2/1`, by: 'bob', at, ...more });
}

describe('an ignore that was decided on the ticket before', () => {
  it('is no second pull request and no second follow-up', async () => {
    addIssue(stage.site, 'SHOP-1');
    const host = hostInMemory();
    const parts = stage.partsWith(host);
    await decide(moving('SHOP-1'), parts);
    const issues = stage.site.issues.length;
    const again = { ...moving('SHOP-1'), decision: bobs('SHOP-1', { followUp: '' }).decision };
    await expect(decide(again, parts)).rejects.toThrow(
      '`ann` decided that already, until `4.2`: entry 1 of the ledger, and #1 waits to be taken.',
    );
    expect([host.opened, stage.site.issues.length]).toEqual([1, issues]);
    expect(await stage.store.ledger.of({ ticket: again.decision.ticket })).toHaveLength(1);
    await decide(bobs('SHOP-1', { what: 'unignore' }), parts);
    const at = '2026-01-04T03:04:05.000Z';
    await decide(bobs('SHOP-1', { id: 'jira:SHOP#SHOP-1/3/1', at }), parts);
    expect(host.opened).toBe(2);
  });

  it('is refused as well while its pull request is missing', async () => {
    addIssue(stage.site, 'SHOP-2');
    const parts = stage.partsWith(hostInMemory(new ServiceRefusal('422 a ruleset forbids it')));
    await decide(askedOn('SHOP-2'), parts);
    await expect(decide(bobs('SHOP-2'), parts)).rejects.toThrow('its pull request is still missing');
  });

  it('is decided anew once it has run out, or where another test was meant', async () => {
    const host = hostInMemory();
    for (const [key, more] of [
      ['SHOP-3', { until: '2026-01-02' }],
      ['SHOP-4', { test: 'CasTest#testReads' }],
    ] as const) {
      addIssue(stage.site, key);
      await stage.store.ledger.append(askedOn(key, more).decision);
      await decide(bobs(key), stage.partsWith(host));
    }
    expect(host.opened).toBe(2);
  });
});

describe('a test that is called otherwise than before', () => {
  const full = 'org.acme.CasTest#testWrites';

  it('is the same one: not ignored twice, and taken back by either name', async () => {
    addIssue(stage.site, 'SHOP-20');
    const host = hostInMemory();
    const parts = stage.partsWith(host);
    const first = askedOn('SHOP-20', { test: full });
    await decide(first, parts);
    const again = bobs('SHOP-20', { test: 'CasTest#testWrites[2]' });
    await expect(decide(again, parts)).rejects.toThrow(`decided that already, as \`${full}\`, until`);
    await expect(preview(again.decision, false, parts)).rejects.toThrow('decided that already');
    const back = bobs('SHOP-20', { what: 'unignore', test: 'CasTest#testWrites' });
    const { entry } = await decide(back, parts);
    expect(await heldIgnore(entry.decision, stage)).toMatchObject({ test: full });
    expect(host.opened).toBe(1);
  });

  it('is asked for in full where two of its name were decided about, and neither is undone', async () => {
    addIssue(stage.site, 'SHOP-21');
    const { ledger } = stage.store;
    await ledger.append(askedOn('SHOP-21', { test: full }).decision);
    await ledger.append(bobs('SHOP-21', { test: 'com.other.CasTest#testWrites' }).decision);
    const back = bobs('SHOP-21', { id: 'jira:SHOP#SHOP-21/3/1', what: 'unignore' });
    for (const work of [decide, async () => preview(back.decision, false, stage.partsWith(hostInMemory()))])
      await expect(work(back, stage.partsWith(hostInMemory()))).rejects.toThrow(
        `\`CasTest#testWrites\` may be \`${full}\` or \`com.other.CasTest#testWrites\``,
      );
    expect(await ledger.of({ ticket: back.decision.ticket })).toHaveLength(2);
  });
});

describe('two equal decisions', () => {
  it('at the same moment are one pull request, and the second is told so', async () => {
    addIssue(stage.site, 'SHOP-30');
    const host = hostInMemory();
    const both = await Promise.allSettled(
      [moving('SHOP-30'), { ...moving('SHOP-30'), decision: bobs('SHOP-30', { followUp: '' }).decision }].map(
        async (asked) => decide(asked, stage.partsWith(host)),
      ),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: {
        code: 'E-VALUE',
        message: expect.stringMatching(/already.*(?:carried out|waits to be taken)/),
      },
    });
    expect(host.opened).toBe(1);
  });

  it('are one while the first died before it was entered, and two where the first was refused for good', async () => {
    for (const [key, isRefused] of [
      ['SHOP-31', false],
      ['SHOP-32', true],
    ] as const) {
      addIssue(stage.site, key);
      const host = hostInMemory();
      const parts = stage.partsWith(host);
      const fault = { method: 'POST', path: /\/issue$/, status: isRefused ? 400 : 503 };
      stage.site.faults.push(fault);
      await expect(decide(moving(key), parts)).rejects.toThrow(isRefused ? 'No ticket could be made' : /./);
      const second = await decide(bobs(key), parts).then(() => 'done', messageOf);
      expect(second).toContain(
        isRefused ? 'done' : 'asked for that already, until `4.2`, and it is being carried out',
      );
      expect(host.opened).toBe(isRefused ? 1 : 0);
    }
  });

  it('are one where the first was not entered for more than a day: the second is made, the first refused', async () => {
    addIssue(stage.site, 'SHOP-36');
    const host = hostInMemory();
    const parts = stage.partsWith(host);
    stage.site.faults.push({ method: 'POST', path: /\/issue$/, status: 503 });
    await expect(decide(moving('SHOP-36'), parts)).rejects.toThrow(/./);
    const { decision } = bobs('SHOP-36', { followUp: '', at: '2026-01-03T03:04:05.001Z' });
    await decide({ ...moving('SHOP-36'), decision }, parts);
    expect(await resume(moving('SHOP-36').decision.id, parts)).toBeUndefined();
    await expect(decide(moving('SHOP-36'), parts)).rejects.toThrow('`bob` decided that already');
    expect(host.opened).toBe(1);
  });

  it('are one where the first was refused and comes again: what was answered with a no is decided anew', async () => {
    addIssue(stage.site, 'SHOP-34');
    const host = hostInMemory();
    const parts = stage.partsWith(host);
    stage.site.faults.push({ method: 'POST', path: /\/issue$/, status: 400 });
    const first = moving('SHOP-34');
    await expect(decide(first, parts)).rejects.toThrow('No ticket could be made');
    await decide({ ...first, decision: bobs('SHOP-34', { followUp: '' }).decision }, parts);
    const issues = stage.site.issues.length;
    expect(await resume(first.decision.id, parts)).toBeUndefined();
    await expect(decide(first, parts)).rejects.toThrow('`bob` decided that already');
    expect([host.opened, stage.site.issues.length]).toEqual([1, issues]);
  });

  it('of which the first was let go of after its follow-up was made is asked again with that one', async () => {
    addIssue(stage.site, 'SHOP-35');
    const host = hostInMemory();
    const parts = stage.partsWith(host);
    const { id } = moving('SHOP-35').decision;
    const dies = async () => Promise.reject(new Error('died'));
    const ledger = { ...stage.store.ledger, append: dies };
    const dying = { ...parts, store: { ...stage.store, ledger } };
    await expect(decide(moving('SHOP-35'), dying)).rejects.toThrow('died');
    const issues = stage.site.issues.length;
    await letGo(id, parts);
    const { entry, order } = await decide(moving('SHOP-35'), parts);
    expect(stage.site.issues).toHaveLength(issues);
    expect(entry.decision.followUp).toBe(order.ticket?.made?.ticket.key);
    expect(order.refused).toBeUndefined();
  });

  it('are two once people refused the pull request of the first, and taking back twice is one', async () => {
    addIssue(stage.site, 'SHOP-33');
    const host = hostInMemory();
    const parts = stage.partsWith(host);
    await decide(askedOn('SHOP-33'), parts);
    host.state = 'closed';
    await decide(bobs('SHOP-33'), parts);
    host.state = 'open';
    expect(host.opened).toBe(2);
    host.text = [...host.branches.values()].at(-1)?.text ?? '';
    const back = { what: 'unignore', id: 'jira:SHOP#SHOP-33/3/1', at: '2026-01-04T00:00:00Z' } as const;
    await decide(bobs('SHOP-33', back), parts);
    const twice = bobs('SHOP-33', { ...back, id: 'jira:SHOP#SHOP-33/4/1', at: '2026-01-05T00:00:00Z' });
    await expect(decide(twice, parts)).rejects.toThrow('and #1 waits to be taken');
    expect(host.opened).toBe(3);
  });
});

describe('a blocker that a named follow-up took over', () => {
  it('comes back by what the answer says, to the release that it names', async () => {
    const issue = addIssue(stage.site, 'SHOP-5');
    issue.labels = ['release-blocker'];
    issue.fixVersions = ['4.1'];
    const other = addIssue(stage.site, 'SHOP-6');
    other.fixVersions = ['4.0.9', '4.1'];
    const parts = stage.partsWith(hostInMemory());
    const { decision } = askedOn('SHOP-5', { release: '4.1', followUp: 'SHOP-6' });
    const { order } = await decide({ decision, movesBlocker: true, byHand: 'label both' }, parts);
    const versions = ['4.0.9', '4.1', '4.2'];
    expect([other.fixVersions, other.labels, issue.labels]).toEqual([versions, ['release-blocker'], []]);
    expect(order.byHand).toBe('label both; SHOP-6 was on `4.0.9`, `4.1`: set that by hand');
    const on = (key: string, what: 'blocker-add' | 'blocker-remove', release: string) => {
      const { ticket, ...said } = bobs(key).decision;
      return { decision: { ...said, ticket, id: `${key}/${what}`, what, release } };
    };
    await decide(on('SHOP-5', 'blocker-add', '4.1'), parts);
    await decide(on('SHOP-6', 'blocker-remove', '4.2'), parts);
    expect(issue).toMatchObject({ labels: ['release-blocker'], fixVersions: ['4.1'] });
    expect(other.labels).toEqual([]);
  });
});
