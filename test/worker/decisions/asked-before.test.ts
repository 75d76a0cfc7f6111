import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServiceRefusal } from '../../../src/model/errors.ts';
import type { Decision } from '../../../src/model/ledger.ts';
import { decide } from '../../../src/worker/decisions/deciding.ts';
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
    expect([other.fixVersions, other.labels, issue.labels]).toEqual([['4.2'], ['release-blocker'], []]);
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
