import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetryableError, ServiceRefusal } from '../../../src/model/errors.ts';
import { decide } from '../../../src/worker/decisions/deciding.ts';
import { lookAtProposals, proposalsOn } from '../../../src/worker/decisions/proposals.ts';
import { blockerFacts } from '../../../src/worker/releases/facts.ts';
import { addIssue } from '../../fakes/jira/state.ts';
import { factsOf } from '../../releases/facts.ts';
import { askedOn, hostInMemory, openStage, type Stage } from './stage.ts';

const project = { tracker: 'jira', project: 'SHOP' } as const;
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  addIssue(stage.site, 'SHOP-9');
});
afterAll(async () => stage.close());

const at = (hours: number) => ({
  now: () => new Date(Date.parse('2026-01-02T04:00:00Z') + hours * 3_600_000),
});

describe('the pull request of a decision', () => {
  it('is asked about until it is merged, and then no more', async () => {
    addIssue(stage.site, 'SHOP-1');
    const host = hostInMemory();
    const parts = { ...stage.partsWith(host), store: stage.store, host, ...at(0) };
    const { decision } = askedOn('SHOP-1');
    const stateNow = async () => (await proposalsOn(decision.ticket, stage.store)).get(decision.id);
    await decide({ decision }, parts);
    await lookAtProposals(project, parts);
    expect(await stateNow()).toEqual({ state: 'open', number: 1 });
    const facts = factsOf({ ticket: { ticket: decision.ticket } });
    const { decisions } = await blockerFacts(facts.ticket, stage.store, new Map());
    expect(decisions).toMatchObject([{ what: 'ignore', proposal: { state: 'open', number: 1 } }]);
    host.state = 'merged';
    await lookAtProposals(project, parts);
    host.state = 'closed';
    await lookAtProposals(project, parts);
    expect(await stateNow()).toEqual({ state: 'merged', number: 1 });
    expect(stage.site.comments.filter(({ issue }) => issue === 'SHOP-1')).toEqual([]);
  });

  it('that people refuse is told once, counts for nothing, and may come back', async () => {
    const issue = addIssue(stage.site, 'SHOP-2');
    const host = hostInMemory();
    const parts = { ...stage.partsWith(host), store: stage.store, host, ...at(0) };
    const { decision } = askedOn('SHOP-2', { test: 'CasTest#testWrites' });
    await decide({ decision }, parts);
    host.state = 'closed';
    await lookAtProposals(project, parts);
    await lookAtProposals(project, { ...parts, ...at(5) });
    const told = () => stage.site.comments.filter((one) => one.issue === issue.key);
    expect(told()).toHaveLength(1);
    expect(JSON.stringify(told())).toContain('was closed without being merged. So it runs as before');
    host.state = 'merged';
    await lookAtProposals(project, { ...parts, ...at(6) });
    expect((await proposalsOn(decision.ticket, stage.store)).get(decision.id)).toMatchObject({
      state: 'merged',
    });
  });

  it('is closed in silence once the decision was taken back, by whichever name', async () => {
    addIssue(stage.site, 'SHOP-3');
    const host = hostInMemory();
    const parts = { ...stage.partsWith(host), store: stage.store, host, ...at(0) };
    await decide(askedOn('SHOP-3'), parts);
    const back = { id: 'jira:SHOP#SHOP-3/2/1', at: '2026-01-03T00:00:00Z', what: 'unignore' } as const;
    await decide(askedOn('SHOP-3', { ...back, test: 'org.acme.CasTest#testWrites' }), parts);
    host.state = 'closed';
    await lookAtProposals(project, parts);
    expect(stage.site.comments.filter(({ issue }) => issue === 'SHOP-3')).toEqual([]);
  });

  it('that cannot be asked about keeps no other from being looked at', async () => {
    addIssue(stage.site, 'SHOP-4');
    const host = hostInMemory();
    const parts = { ...stage.partsWith(host), store: stage.store, ...at(0) };
    await decide(askedOn('SHOP-4'), parts);
    const asked: number[] = [];
    const failing = (error: Error) => ({
      async stateOf({ number }: { readonly number: number }) {
        asked.push(number);
        throw error;
      },
    });
    await lookAtProposals(project, { ...parts, host: failing(new ServiceRefusal('404')) });
    expect(asked.length).toBeGreaterThan(1);
    const down = lookAtProposals(project, { ...parts, host: failing(new RetryableError('502')) });
    await expect(down).rejects.toThrow('502');
  });
});
