import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Charge, Cost, Spending } from '../../src/model/spending.ts';
import { parseSelector } from '../../src/model/selector.ts';
import type { Store } from '../../src/store/store.ts';
import { storePlaces, type StorePlace } from '../contracts/store-places.ts';

const week = '2026-11-23T00:00:00.000Z';
let nth = 0;

function chargeOf(repository: string, changes: Partial<Charge> = {}): Charge {
  nth += 1;
  return {
    repository,
    ticket: { tracker: 'github', project: 'acme/shop', key: '7' },
    person: 'jane',
    selector: 'A#b',
    commentId: `c-${nth}`,
    line: 1,
    lanes: [''],
    at: '2026-11-24T08:00:00.000Z',
    ...changes,
  };
}

const priceOf =
  (iterations: number, ms = iterations * 1_000) =>
  (): Cost => ({ iterations, ms });

describe.each(storePlaces.map((kind) => [`${kind.name} ${kind.missing}`, kind] as const))(
  'charges on %s',
  (_name, { missing, create }) => {
    describe.skipIf(missing !== '')('are kept', { timeout: 60_000 }, () => {
      let place: StorePlace;
      let store: Store;

      beforeAll(async () => {
        place = await create();
        store = await place.open();
      });

      afterAll(async () => {
        await store.close();
        await place.remove();
      });

      const seenBy = (charge: Charge): Promise<Spending> => store.charges.spending(charge, week);

      async function runOf(charge: Charge, lane = ''): Promise<string> {
        const id = `r-charge${nth}${lane}`;
        const run = {
          id,
          ticket: charge.ticket,
          commentId: charge.commentId,
          requestedBy: charge.person,
          selector: parseSelector('A#b'),
          revision: 'main',
          lane,
          asked: 10,
          service: 'local',
          stage: 'prepare',
          state: 'active',
          createdAt: charge.at,
        } as const;
        await store.runs.create({ run, line: charge.line, settings: null });
        return id;
      }

      it('for the person, the ticket and the repository, however a login is spelt', async () => {
        const mine = chargeOf('acme/one');
        await store.charges.reserve(mine, week, priceOf(10));
        const changes = { person: 'bob', commentId: 'c-other' } as const;
        await store.charges.reserve({ ...chargeOf('acme/one'), ...changes }, week, priceOf(5));
        const elsewhere = { ticket: { tracker: 'github', project: 'acme/shop', key: '8' } } as const;
        await store.charges.reserve(chargeOf('Acme/One', elsewhere), week, priceOf(1));
        const { person, ticket, week: all } = await seenBy({ ...mine, person: 'JANE' });
        expect([person, ticket, all].map(({ iterations }) => iterations)).toEqual([11, 15, 16]);
        expect(all).toEqual({ iterations: 16, ms: 16_000, pending: { iterations: 16, ms: 16_000 } });
        const jira = { tracker: 'jira', project: 'SHOP', key: 'SHOP-7' } as const;
        expect((await seenBy({ ...mine, ticket: jira })).person.iterations).toBe(0);
      });

      it('once for each line of a comment', async () => {
        const same = chargeOf('acme/two');
        await store.charges.reserve(same, week, priceOf(10));
        let wasAsked = false;
        const again = await store.charges.reserve({ ...same, lanes: ['', 'added'] }, week, () => {
          wasAsked = true;
          return { iterations: 99, ms: 0 };
        });
        expect(again).toEqual(['']);
        await store.charges.reserve({ ...same, line: 2 }, week, priceOf(1));
        expect(wasAsked).toBe(false);
        expect((await seenBy(same)).week.iterations).toBe(11);
      });

      it('not at all when the price is refused', async () => {
        const refused = chargeOf('acme/three');
        const refusing = (): never => {
          throw new RangeError('too dear');
        };
        await expect(store.charges.reserve(refused, week, refusing)).rejects.toThrow('too dear');
        expect((await seenBy(refused)).week.iterations).toBe(0);
        await store.charges.reserve(refused, week, priceOf(3));
        expect((await seenBy(refused)).week.iterations).toBe(3);
      });

      it('so that of twenty commands at the same instant as many are taken as fit', async () => {
        const charges = Array.from({ length: 20 }, () => chargeOf('acme/four'));
        const price = (spending: Spending): Cost => {
          if (spending.week.iterations + 100 > 700) throw new RangeError('over');
          return { iterations: 100, ms: 0 };
        };
        const answers = await Promise.allSettled(
          charges.map((one) => store.charges.reserve(one, week, price)),
        );
        expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
        expect((await seenBy(chargeOf('acme/four'))).week.iterations).toBe(700);
      });

      it('until the run ends, and then with what it really cost', async () => {
        const charge = chargeOf('acme/five');
        await store.charges.reserve(charge, week, priceOf(1_000));
        const run = await runOf(charge);
        await store.charges.settle({ id: run }, { iterations: 40, ms: 100_000.5 });
        await store.charges.settle({ id: run }, { iterations: 0, ms: 0 });
        const { week: all, msEach } = await seenBy(charge);
        expect(all).toEqual({ iterations: 40, ms: 100_001, pending: { iterations: 0, ms: 0 } });
        expect(msEach).toBeCloseTo(2_500, 0);
      });

      it('in equal parts for the lanes of one command, each of which settles its own', async () => {
        const charge = chargeOf('acme/lanes', { lanes: ['jdk8', 'jdk11'] });
        await store.charges.reserve(charge, week, priceOf(200));
        expect((await seenBy(charge)).week.iterations).toBe(200);
        await store.charges.settle({ id: await runOf(charge, 'jdk8') }, { iterations: 30, ms: 1 });
        expect((await seenBy(charge)).week).toMatchObject({ iterations: 130, pending: { iterations: 100 } });
        await store.charges.settle({ id: await runOf(charge, 'jdk11') }, { iterations: 50, ms: 1 });
        expect((await seenBy(charge)).week).toMatchObject({ iterations: 80, pending: { iterations: 0 } });
      });

      it('and hold no less than what a run has cost already', async () => {
        const charge = chargeOf('acme/raised');
        await store.charges.reserve(charge, week, priceOf(100, 6_000));
        const run = await runOf(charge);
        await store.charges.raise({ id: run }, { iterations: 40, ms: 90_000.5 });
        const held = { iterations: 100, ms: 90_001 };
        expect((await seenBy(charge)).week).toEqual({ ...held, pending: held });
        await store.charges.settle({ id: run }, { iterations: 40, ms: 95_000 });
        await store.charges.raise({ id: run }, { iterations: 999, ms: 999_999 });
        expect((await seenBy(charge)).week).toMatchObject({ iterations: 40, ms: 95_000 });
      });

      it('and say what the test took, else what any test there took', async () => {
        const charge = chargeOf('acme/six', { selector: 'Slow#one' });
        await store.charges.reserve(charge, week, priceOf(10));
        await store.charges.settle({ id: await runOf(charge) }, { iterations: 10, ms: 90_000 });
        const other = chargeOf('acme/six', { selector: 'Fast#one' });
        expect((await seenBy(other)).msEach).toBe(9_000);
        await store.charges.reserve(other, week, priceOf(10));
        await store.charges.settle({ id: await runOf(other) }, { iterations: 10, ms: 10_000 });
        expect((await seenBy(other)).msEach).toBe(1_000);
        expect((await seenBy(chargeOf('acme/six', { selector: 'New#one' }))).msEach).toBe(5_000);
        expect(await seenBy(chargeOf('acme/nothing'))).not.toHaveProperty('msEach');
      });

      it('of an earlier week only while their run goes on', async () => {
        const early = chargeOf('acme/seven', { at: '2026-11-22T23:59:59.999Z' });
        await store.charges.reserve(early, week, priceOf(10));
        expect((await seenBy(early)).week).toMatchObject({ iterations: 10, pending: { iterations: 10 } });
        await store.charges.settle({ id: await runOf(early) }, { iterations: 10, ms: 1 });
        expect((await seenBy(early)).week.iterations).toBe(0);
        const forgotten = chargeOf('acme/seven', { at: '2026-11-15T00:00:00.000Z' });
        await store.charges.reserve(forgotten, week, priceOf(10));
        expect((await seenBy(early)).week.iterations).toBe(0);
      });

      it('until no budget looks back so far; what is added then pays for itself alone', async () => {
        const charge = chargeOf('acme/past', { at: '2026-01-05T00:00:00.000Z' });
        await store.charges.reserve(charge, week, priceOf(100));
        const run = await runOf(charge);
        await store.charges.settle({ id: run }, { iterations: 100, ms: 100_000 });
        const added = chargeOf('acme/past');
        await store.charges.reserve(added, week, priceOf(20));
        expect(await store.charges.prune('2026-02-01T00:00:00.000Z')).toBe(1);
        const addition = { kind: 'extend', runs: 20, by: 'jane', at: added.at, line: 1, seen: 100 } as const;
        const grown = { id: run, additions: [{ ...addition, commentId: added.commentId }] };
        await store.charges.raise(grown, { iterations: 115, ms: 115_000 });
        await store.charges.settle(grown, { iterations: 118, ms: 118_000 });
        expect((await seenBy(charge)).week).toMatchObject({ iterations: 20, ms: 20_000 });
      });

      it('for runs that were asked before budgets were counted', async () => {
        const ticket = { tracker: 'github', project: 'acme/Old', key: '9' } as const;
        const old = chargeOf('acme/old', { ticket, person: 'Ann', at: new Date().toISOString() });
        await runOf(old);
        await store.pool.query('drop table retrial.charge');
        await store.pool.query(`delete from retrial.run where lane <> ''`);
        await store.pool.query('alter table retrial.run drop column lane');
        await store.pool.query(`delete from retrial.migration where name in ('0006-charges', '0011-lanes')`);
        await store.close();
        store = await place.open();
        const since = new Date(Date.now() - 60_000).toISOString();
        const { person, ticket: here } = await store.charges.spending(old, since);
        expect([person.pending.iterations, here.iterations]).toEqual([10, 10]);
        await store.charges.reserve(old, since, priceOf(500));
        expect((await store.charges.spending(old, since)).person.iterations).toBe(10);
      });
    });
  },
);
