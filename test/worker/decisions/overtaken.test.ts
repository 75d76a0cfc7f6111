import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServiceRefusal } from '../../../src/model/errors.ts';
import type { Decision, LedgerEntry } from '../../../src/model/ledger.ts';
import { decide, resume } from '../../../src/worker/decisions/deciding.ts';
import { decidedSince, overtakenBy } from '../../../src/worker/decisions/overtaken.ts';
import { addIssue, type FakeIssue } from '../../fakes/jira/state.ts';
import { askedOn, hostInMemory, moving, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  addIssue(stage.site, 'SHOP-9');
});
afterAll(async () => stage.close());

const refusal = new ServiceRefusal('GitHub: make a branch: 422 a ruleset forbids it');
const later = '2026-01-03T00:00:00.000Z';

function blockerOn(key: string): FakeIssue {
  const issue = addIssue(stage.site, key);
  issue.labels = ['release-blocker'];
  issue.fixVersions = ['4.1'];
  return issue;
}

describe('a decision that lacks a step', () => {
  it.each([
    { key: 'SHOP-1', what: 'unignore' as const },
    { key: 'SHOP-2', what: 'ignore' as const, until: '4.1' },
  ])('is gone on with no more once it was taken back or made anew: $what', async ({ key, ...more }) => {
    addIssue(stage.site, key);
    const host = hostInMemory(refusal);
    const asked = askedOn(key);
    const { missing } = await decide(asked, stage.partsWith(host));
    expect(missing).toHaveLength(1);
    const other = askedOn(key, { ...more, id: `jira:SHOP#${key}/2/1`, at: later, by: 'bob' });
    const entry = await stage.store.ledger.append(other.decision);
    const free = hostInMemory();
    const again = await resume(asked.decision.id, stage.partsWith(free));
    expect([free.opened, again?.missing]).toEqual([0, []]);
    expect(again?.order).toMatchObject({
      done: true,
      overtaken: { number: entry.number, what: more.what, by: 'bob' },
    });
    expect((await resume(asked.decision.id, stage.partsWith(free)))?.order).toEqual(again?.order);
  });

  it.each(['accept', 'waive'] as const)('is gone on with though another release got its %s', async (what) => {
    const key = what === 'accept' ? 'SHOP-50' : 'SHOP-51';
    addIssue(stage.site, key);
    const entry = async (more: Partial<Decision>) => {
      const { test: _, ...decision } = askedOn(key, { what, release: '4.1', ...more }).decision;
      return stage.store.ledger.append(decision);
    };
    const own = await entry({});
    await entry({ id: `${key}/2`, release: '4.2', at: later });
    await entry({ id: `${key}/3`, what: what === 'accept' ? 'defer' : 'accept', at: later });
    const { ticket } = own.decision;
    expect(overtakenBy(own, await stage.store.ledger.of({ ticket }))).toBeUndefined();
    await entry({ id: `${key}/4`, what: 'blocker-add', at: later });
    expect(overtakenBy(own, await stage.store.ledger.of({ ticket }))).toMatchObject({ what: 'blocker-add' });
  });

  it('is gone on with though something was decided about another test', async () => {
    addIssue(stage.site, 'SHOP-3');
    const host = hostInMemory(refusal);
    const asked = askedOn('SHOP-3');
    await decide(asked, stage.partsWith(host));
    const { decision } = askedOn('SHOP-3', { id: 'other', test: 'CasTest#testReads', at: later });
    await stage.store.ledger.append(decision);
    const again = await resume(asked.decision.id, stage.partsWith(hostInMemory()));
    expect([again?.missing, again?.order.change?.pull?.number]).toEqual([[], 1]);
  });

  it('repeats no step that was done: the ticket may be a blocker again by then', async () => {
    const issue = blockerOn('SHOP-4');
    const host = hostInMemory(refusal);
    const asked = moving('SHOP-4');
    await decide(asked, stage.partsWith(host));
    expect(issue.labels).toEqual([]);
    // By hand, which no ledger knows.
    issue.labels = ['release-blocker'];
    const again = await resume(asked.decision.id, stage.partsWith(hostInMemory()));
    expect([again?.missing, again?.order.done, issue.labels]).toEqual([[], true, ['release-blocker']]);
  });

  it.each([
    ['its ticket', 'SHOP-5', 'SHOP-5'],
    ['the follow-up', 'SHOP-6', 'SHOP-96'],
  ])('takes no blocker over that somebody decided about since on %s', async (_, key, on) => {
    const issue = blockerOn(key);
    const followUp = addIssue(stage.site, key.replace('-', '-9'));
    const { decision } = askedOn(key, { release: '4.1', followUp: followUp.key });
    stage.site.faults.push({ method: 'PUT', path: new RegExp(`/issue/${followUp.key}$`), status: 403 });
    const { missing } = await decide({ decision, movesBlocker: true }, stage.partsWith(hostInMemory()));
    expect(missing).toEqual([expect.stringContaining(`the blocker’s move to ${followUp.key}`)]);
    const ticket = { ...decision.ticket, key: on };
    const said = { id: `${on}/9/1`, by: 'bob', at: later, ticket, reason: 'x', release: '4.1' };
    await decide({ decision: { ...said, what: 'blocker-add' } }, stage.partsWith(hostInMemory()));
    const before = [issue.labels, followUp.labels, followUp.fixVersions];
    const again = await resume(decision.id, stage.partsWith(hostInMemory()));
    expect(again?.missing).toEqual([]);
    expect(again?.order).toMatchObject({
      done: true,
      skipped: [{ tie: `the blocker’s move to ${followUp.key}`, what: 'blocker-add', by: 'bob' }],
    });
    expect(again?.order.ties).not.toContain(`the blocker’s move to ${followUp.key}`);
    expect([issue.labels, followUp.labels, followUp.fixVersions]).toEqual(before);
    expect(issue.labels).toEqual(['release-blocker']);
  });
});

it('a ticket’s status is that of the newest decision, and what the ticket tracks is none', () => {
  const entryOf = (number: number, what: Decision['what']): LedgerEntry => ({
    number,
    decision: {
      id: String(number),
      what,
      by: 'jo',
      at: '2026-01-01T00:00:00.000Z',
      ticket: { tracker: 'jira', project: 'SHOP', key: '12' },
      reason: '',
    },
    previous: '',
    hash: '',
  });
  const accepted = entryOf(1, 'accept');
  const tied = [entryOf(2, 'link'), entryOf(3, 'unlink')];
  expect(decidedSince(accepted, [accepted, ...tied])).toBeUndefined();
  expect(overtakenBy(accepted, [accepted, ...tied])).toBeUndefined();
  expect(overtakenBy(tied[0]!, [accepted, ...tied])).toBeUndefined();
  expect(decidedSince(accepted, [accepted, ...tied, entryOf(4, 'waive')])).toMatchObject({ number: 4 });
});
