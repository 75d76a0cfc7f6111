import { describe, expect, it } from 'vitest';
import { blockerStanding } from '../../src/releases/state.ts';
import { pullsByKey } from '../../src/trackers/jira/release-tickets.ts';
import { runs } from '../plans/evidence.ts';
import { decided, factsOf, found, on, pull, repeated, settings } from '../releases/facts.ts';

/** A pull request that says in its title what it mends. */
function read(key: string) {
  const [project = ''] = key.split('-');
  const text = {
    number: 34,
    title: `Fix ${key}`,
    state: 'open',
    head: { ref: '17461-4.1', sha: 'e'.repeat(40) },
  } as const;
  return pullsByKey(project, { pulls: [text] }).get(key) ?? [];
}

describe('a fix of a Jira ticket', () => {
  const flaky = found(repeated(runs(17, 200)));
  const own = found(repeated(runs(0, 400)), { revision: '#34', commit: 'd'.repeat(40), at: on(14) });
  const decisions = [decided('accept', { at: on(15), release: '4.1', run: own.run })];
  const ciFailures = [{ at: on(11) }];

  it.each([
    ['is compared by its number', factsOf({ found: [flaky] })],
    ['is proved by runs of a head that it had before', factsOf({ ciFailures, found: [own], decisions })],
  ])('%s, as on GitHub', (_, facts) => {
    const withPulls = (pullRequests: typeof facts.ticket.pullRequests) =>
      blockerStanding({ ...facts, ticket: { ...facts.ticket, pullRequests } }, settings);
    const inJira = withPulls(read('SHOP-12'));
    expect(inJira).toEqual(withPulls([{ ...pull(), headCommit: 'e'.repeat(40) }]));
    expect(inJira.next.command?.words ?? ['cassandra-4.1..#34']).toEqual(['cassandra-4.1..#34']);
  });

  it.each([
    ['the repository itself', { full_name: 'acme/shop' }, undefined],
    ['a fork', { full_name: 'mallory/shop' }, true],
    ['a fork that was deleted', null, true],
  ])('knows a head of %s', (_, repo, isFork) => {
    const head = { ref: 'x', sha: 'e'.repeat(40), repo };
    const text = { number: 34, title: 'Fix SHOP-12', state: 'open', head } as const;
    const of = (base?: { repo: { full_name: string } }) =>
      pullsByKey('SHOP', { pulls: [base === undefined ? text : { ...text, base }] }).get('SHOP-12')?.[0]
        ?.isFork;
    expect(of({ repo: { full_name: 'acme/shop' } })).toBe(isFork);
    expect(of()).toBeUndefined();
  });
});
