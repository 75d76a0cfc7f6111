import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Decision } from '../../src/model/ledger.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import type { Store } from '../../src/store/store.ts';
import { storePlaces } from '../contracts/store-places.ts';
import type { StorePlace } from '../contracts/store-places.ts';

const ticket: TicketRef = { tracker: 'jira', project: 'CASSANDRA', key: 'CASSANDRA-17461' };
const elsewhere: TicketRef = { tracker: 'github', project: 'apache/cassandra', key: '7', installation: 3 };
const hostile = 'NUL \0, half a pair \ud800, quote \' " \\ $1 {}, \u2028 ; drop table retrial.ledger; --';
const zeros = '0'.repeat(64);

function decision(id: string, change: Partial<Decision> = {}): Decision {
  const at = '2026-11-23T10:00:00.000Z';
  return { id, what: 'ignore', by: 'ana', at, ticket, reason: 'rare', release: '4.1', ...change };
}

describe.each(storePlaces.map((kind) => [`${kind.name} ${kind.missing}`, kind] as const))(
  'the ledger on %s',
  (_name, { missing, create }) => {
    describe.skipIf(missing !== '')('keeps decisions', { timeout: 60_000 }, () => {
      let place: StorePlace;
      let store: Store;

      beforeAll(async () => {
        place = await create();
        store = await place.open();
      });

      beforeEach(async () => {
        await store.pool.query('alter table retrial.ledger disable trigger user');
        await store.pool.query('truncate retrial.ledger');
        await store.pool.query('alter table retrial.ledger enable trigger user');
      });

      afterAll(async () => {
        await store.close();
        await place.remove();
      });

      it('by release and by ticket, each following from the one before', async () => {
        const evidence = 'a'.repeat(64);
        const one = await store.ledger.append(
          decision('c1:1', { test: 'A#x', until: '4.2', run: 'r-1', evidence }),
        );
        const two = await store.ledger.append(decision('c2:1', { release: '5.0', ticket: elsewhere }));
        const three = await store.ledger.append(
          decision('c3:1', { what: 'blocker-remove', reason: ',"until":"5.0"' }),
        );
        expect([one.previous, two.previous, three.previous]).toEqual([zeros, one.hash, two.hash]);
        expect([one.number, two.number, three.number]).toEqual([1, 2, 3]);
        expect(await store.ledger.of({ release: '4.1' })).toEqual([one, three]);
        expect(await store.ledger.of({ ticket: elsewhere })).toEqual([two]);
        expect(await store.ledger.of({ release: '4' })).toEqual([]);
        const four = await store.ledger.append(decision('c4:1', { what: 'defer', until: '5.0' }));
        expect(await store.ledger.of({ release: '4.2' })).toEqual([one]);
        expect(await store.ledger.of({ release: '5.0' })).toEqual([two, four]);
        expect(one.decision).toEqual(decision('c1:1', { test: 'A#x', until: '4.2', run: 'r-1', evidence }));
        expect(await store.ledger.check()).toEqual({ entries: 4, last: four.hash, faults: [] });
      });

      it('once each, whatever order their fields come in, and refuses another of the same id', async () => {
        const one = await store.ledger.append(decision('c1:1'));
        const { id, ...rest } = decision('c1:1');
        expect(await store.ledger.append({ ...rest, id })).toEqual(one);
        await expect(store.ledger.append(decision('c1:1', { reason: 'other' }))).rejects.toThrow(
          'another decision has the id c1:1 already',
        );
        expect((await store.ledger.check()).entries).toBe(1);
      });

      it('as they were, also with hostile texts', async () => {
        const texts = { by: hostile, reason: hostile, release: hostile, test: hostile, until: hostile };
        const one = await store.ledger.append(decision(hostile, texts));
        expect(one.decision).toEqual(decision(hostile, texts));
        expect(await store.ledger.of({ release: hostile })).toEqual([one]);
        expect((await store.ledger.check()).faults).toEqual([]);
      });

      it.each([
        ['a short hash', { evidence: 'short' }, 'a hash of evidence is 64 hex digits'],
        [
          'a line break after a hash',
          { evidence: `${'a'.repeat(64)}\n` },
          'a hash of evidence is 64 hex digits',
        ],
        ['a reason without end', { reason: 'x'.repeat(10_000) }, 'at most 10000 are kept'],
        ['a release without end', { release: 'x'.repeat(501) }, 'at most 500 are kept'],
      ])('but not %s', async (_what, change, message) => {
        await expect(store.ledger.append(decision('c1:1', change))).rejects.toThrow(message);
        expect(await store.ledger.check()).toEqual({ entries: 0, last: zeros, faults: [] });
      });

      it('without a fork when many are entered at once', async () => {
        await Promise.all(Array.from({ length: 12 }, (_, at) => store.ledger.append(decision(`c${at}:1`))));
        expect(await store.ledger.check()).toMatchObject({ entries: 12, faults: [] });
      });

      it('over a restart', async () => {
        const one = await store.ledger.append(decision('c1:1'));
        await store.close();
        store = await place.open();
        expect((await store.ledger.append(decision('c2:1'))).previous).toBe(one.hash);
      });

      it.each([
        `update retrial.ledger set content = '{}'`,
        'delete from retrial.ledger',
        'truncate retrial.ledger',
        `insert into retrial.ledger select * from retrial.ledger on conflict (number) do update set hash = 'x'`,
      ])('and the database refuses: %s', async (statement) => {
        const one = await store.ledger.append(decision('c1:1'));
        await expect(store.pool.query(statement)).rejects.toThrow('the ledger is never rewritten');
        expect(await store.ledger.of({ release: '4.1' })).toEqual([one]);
      });

      it.each([
        [
          `update retrial.ledger set content = replace(content, 'rare', 'often') where number = 2`,
          ['entry 2 is not what was entered'],
        ],
        ['delete from retrial.ledger where number = 2', ['entry 2 is missing']],
        ['delete from retrial.ledger where number in (1, 2)', ['entries 1 to 2 are missing']],
        [
          `update retrial.ledger set release = '9' where number = 3`,
          ['entry 3 is filed under another id, release, ticket or run than it names'],
        ],
        [
          `update retrial.ledger set content = 'no JSON' where number = 2`,
          [
            'entry 2 is not what was entered',
            'entry 2 is filed under another id, release, ticket or run than it names',
          ],
        ],
        [
          `with forged as (select previous || E'\\n' || replace(content, 'rare', 'often') as text from retrial.ledger where number = 2)
           update retrial.ledger set content = replace(content, 'rare', 'often'),
             hash = (select encode(sha256(convert_to(text, 'UTF8')), 'hex') from forged) where number = 2`,
          ['entry 3 does not follow from the one before it'],
        ],
      ])('and names what somebody changed with the refusal switched off: %s', async (statement, faults) => {
        for (const id of ['c1:1', 'c2:1', 'c3:1']) await store.ledger.append(decision(id));
        await store.pool.query('alter table retrial.ledger disable trigger user');
        await store.pool.query(statement);
        expect((await store.ledger.check()).faults).toEqual(faults);
      });
    });
  },
);
