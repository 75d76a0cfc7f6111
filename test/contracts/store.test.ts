import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Iteration } from '../../src/model/iteration.ts';
import type { RepeatRun } from '../../src/model/repeat-run.ts';
import { parseSelector } from '../../src/model/selector.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import type { Delivery } from '../../src/store/deliveries.ts';
import type { Store } from '../../src/store/store.ts';
import { storePlaces } from './store-places.ts';
import type { StorePlace } from './store-places.ts';

const hostile = 'NUL \0, half a pair \ud800, quote \' " \\ $1 {}, , \u2028 ; drop table retrial.run; --';
/** What a Postgres text can hold of it. */
const kept = hostile.replaceAll('\0', '\uFFFD').replaceAll('\ud800', '\uFFFD');

const ticket: TicketRef = { tracker: 'github', project: 'apache/cassandra', key: '17461', installation: 7 };
let count = 0;

function delivery(change: Partial<Delivery> = {}): Delivery {
  count += 1;
  return {
    id: `d-${count}`,
    tracker: 'github',
    event: 'issue_comment.created',
    payload: '{"a":1}',
    receivedAt: '2026-11-23T10:00:00.000Z',
    ...change,
  };
}

function run(change: Partial<RepeatRun> = {}): RepeatRun {
  count += 1;
  return {
    id: `r-${count}`,
    ticket,
    commentId: `${count}`,
    requestedBy: 'someone',
    selector: parseSelector('org.example.FooTest#bar'),
    revision: 'trunk',
    lane: 'jdk11',
    asked: 200,
    service: 'local',
    stage: 'prepare',
    state: 'active',
    createdAt: `2026-11-23T10:00:00.${String(count).padStart(3, '0')}Z`,
    ...change,
  };
}

function iteration(index: number, text = 'boom'): Iteration {
  const failure = {
    kind: 'error',
    type: 'java.lang.IllegalStateException',
    message: text,
    body: text,
  } as const;
  const result = {
    container: 'FooTest',
    name: text,
    outcome: 'failed',
    scope: 'method',
    phase: 'call',
    failure,
  } as const;
  return { index, outcome: 'failed', failure, results: [result], durationMs: 12.5, machine: 'slot-1' };
}

describe.each(storePlaces.map((kind) => [`${kind.name} ${kind.missing}`, kind] as const))(
  'a store on %s',
  (_name, { missing, create }) => {
    describe.skipIf(missing !== '')('keeps', { timeout: 60_000 }, () => {
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

      const reopen = async (): Promise<void> => {
        await store.close();
        store = await place.open();
      };

      describe('deliveries', () => {
        it('once per id, the first time counting', async () => {
          const first = delivery({ payload: 'first' });
          expect(await store.deliveries.add(first)).toBe('new');
          expect(await store.deliveries.add({ ...first, payload: 'second' })).toBe('known');
          expect(await store.deliveries.get(first.id)).toEqual(first);
        });

        it('that arrive together, with an answer for each', async () => {
          const [a, b, c] = [delivery(), delivery(), delivery()];
          await store.deliveries.add(b);
          expect(await store.deliveries.addMany([a, b, a, c])).toEqual(['new', 'known', 'known', 'new']);
          expect(await store.deliveries.addMany([])).toEqual([]);
        });

        it('of one id as new for exactly one of many that ask at once', async () => {
          const same = delivery();
          const answers = await Promise.all(Array.from({ length: 30 }, () => store.deliveries.add(same)));
          expect(answers.filter((answer) => answer === 'new')).toHaveLength(1);
        });

        it('whatever text they are made of', async () => {
          const odd = delivery({ id: `odd ${hostile}`, tracker: hostile, event: hostile, payload: hostile });
          expect(await store.deliveries.add(odd)).toBe('new');
          expect(await store.deliveries.add(odd)).toBe('known');
          expect(await store.deliveries.get(odd.id)).toEqual({
            ...odd,
            id: `odd ${kept}`,
            tracker: kept,
            event: kept,
            payload: kept,
          });
          await store.deliveries.markHandled(odd.id, '2026-11-23T10:00:00Z');
          expect((await store.deliveries.get(odd.id))?.handledAt).toBe('2026-11-23T10:00:00.000Z');
        });

        it('but no id that no index can hold', async () => {
          await expect(store.deliveries.add(delivery({ id: 'x'.repeat(501) }))).rejects.toThrow(RangeError);
          expect(await store.deliveries.get('nobody sent this')).toBeUndefined();
        });

        it('until they are handled and old', async () => {
          const [late, early, handled] = [
            delivery({ receivedAt: '2026-01-03T00:00:00Z' }),
            delivery({ receivedAt: '2026-01-02T00:00:00Z' }),
            delivery(),
          ];
          await store.deliveries.addMany([late, early, handled]);
          await store.deliveries.markHandled(handled.id, '2026-01-05T00:00:00Z');
          await store.deliveries.markHandled(handled.id, '2026-01-07T00:00:00Z');
          const waiting = await store.deliveries.unhandledIds();
          expect(waiting).not.toContain(handled.id);
          expect(waiting.slice(0, 2)).toEqual([early.id, late.id]);
          expect(await store.deliveries.prune('2026-01-05T00:00:00Z')).toBe(0);
          expect(await store.deliveries.prune('2026-01-06T00:00:00Z')).toBe(1);
          expect(await store.deliveries.get(handled.id)).toBeUndefined();
          expect(await store.deliveries.get(early.id)).toBeDefined();
        });
      });

      describe('runs', () => {
        it('as they were created, with the settings that held then', async () => {
          const plain = run();
          const full = run({ note: 'a note', commit: 'abc', selector: parseSelector('A#x,A#y') });
          expect(await store.runs.create({ run: plain, line: 1, settings: { budget: [1, null] } })).toEqual({
            run: plain,
            isNew: true,
          });
          await store.runs.create({ run: full, line: 1, settings: undefined });
          await reopen();
          expect(await store.runs.get(plain.id)).toEqual(plain);
          expect(await store.runs.get(full.id)).toEqual(full);
          expect(await store.runs.settings(plain.id)).toEqual({ budget: [1, null] });
          expect(await store.runs.settings(full.id)).toBeNull();
        });

        it('once per line of a comment, also when many create it at once', async () => {
          const commentId = 'the comment';
          const created = await Promise.all(
            Array.from({ length: 10 }, () =>
              store.runs.create({ run: run({ commentId }), line: 3, settings: {} }),
            ),
          );
          expect(created.filter(({ isNew }) => isNew)).toHaveLength(1);
          expect(new Set(created.map((answer) => answer.run.id)).size).toBe(1);
          const other = await store.runs.create({ run: run({ commentId }), line: 2, settings: {} });
          expect(other.isNew).toBe(true);
          const jira = run({
            commentId,
            ticket: { tracker: 'jira', project: 'CASSANDRA', key: 'CASSANDRA-1' },
          });
          expect((await store.runs.create({ run: jira, line: 3, settings: {} })).isNew).toBe(true);
          const ids = (await store.runs.byComment('github', commentId)).map(({ id }) => id);
          expect(ids).toEqual([other.run.id, created[0]?.run.id]);
        });

        it('once per lane, in the order they were created', async () => {
          const commentId = 'a comment about two lanes';
          const create = (lane: string) =>
            store.runs.create({ run: run({ commentId, lane }), line: 1, settings: {} });
          const [older, newer, again] = [await create('jdk8'), await create('jdk11'), await create('jdk8')];
          expect([older.isNew, newer.isNew, again.isNew]).toEqual([true, true, false]);
          expect(again.run).toEqual(older.run);
          expect((await store.runs.byComment('github', commentId)).map(({ lane }) => lane)).toEqual([
            'jdk8',
            'jdk11',
          ]);
        });

        it('never two requests under one id', async () => {
          const taken = run();
          await store.runs.create({ run: taken, line: 1, settings: {} });
          await expect(
            store.runs.create({ run: run({ id: taken.id }), line: 1, settings: {} }),
          ).rejects.toThrow(`another request has the run id ${taken.id} already`);
        });

        it('with what has changed since', async () => {
          const asked = run();
          await store.runs.create({ run: asked, line: 1, settings: {} });
          await store.runs.update(asked.id, { stage: 'wait', revision: 'cassandra-4.1', commit: 'abc' });
          await store.runs.update(asked.id, { note: hostile });
          await store.runs.update(asked.id, {});
          const now = { ...asked, stage: 'wait', revision: 'cassandra-4.1', commit: 'abc', note: kept };
          expect(await store.runs.get(asked.id)).toEqual(now);
          expect(await store.runs.update(asked.id, { state: 'cancelled' })).toEqual({
            ...now,
            state: 'cancelled',
          });
        });

        it('what its revisions turned out to be', async () => {
          const asked = run({ question: 'compare' });
          await store.runs.create({ run: asked, line: 1, settings: {} });
          expect(await store.runs.resolved(asked.id)).toBeUndefined();
          await store.runs.resolve(asked.id, { before: 'a'.repeat(40) });
          expect(await store.runs.resolved(asked.id)).toEqual({ before: 'a'.repeat(40) });
          expect(await store.runs.get(asked.id)).toEqual(asked);
        });

        it('and says when there is none', async () => {
          expect(await store.runs.get('r-none')).toBeUndefined();
          await expect(store.runs.update('r-none', { stage: 'done' })).rejects.toThrow(
            'there is no run r-none',
          );
          await expect(store.runs.settings('r-none')).rejects.toThrow(RangeError);
          await expect(store.runs.cancelRequested('r-none')).rejects.toThrow(RangeError);
          await expect(
            store.runs.requestCancel('r-none', { by: 'x', at: '2026-01-01T00:00:00Z' }),
          ).rejects.toThrow(RangeError);
        });

        it('of a ticket: those with a stage before them, and the newest', async () => {
          const here: TicketRef = { tracker: 'github', project: 'a/b', key: '1' };
          const [first, second, third] = [
            run({ ticket: here }),
            run({ ticket: here }),
            run({ ticket: here }),
          ];
          const elsewhere = run({ ticket: { ...here, key: '2' } });
          for (const each of [third, first, second, elsewhere]) {
            await store.runs.create({ run: each, line: 1, settings: {} });
          }
          await store.runs.update(third.id, { stage: 'done', state: 'finished' });
          await store.runs.update(first.id, { state: 'cancelled' });
          expect((await store.runs.activeOn(here)).map(({ id }) => id)).toEqual([first.id, second.id]);
          const order = (await store.runs.on(here)).map(({ id }) => id);
          expect(order[0]).toBe(third.id);
          expect((await store.runs.newest(here, ({ id }) => id !== third.id))?.id).toBe(order[1]);
          expect(await store.runs.newest({ ...here, key: '3' }, () => true)).toBeUndefined();
          expect(await store.runs.on({ ...here, key: '3' })).toEqual([]);
          const unfinished = (await store.runs.unfinished()).map(({ id }) => id);
          expect(unfinished).toEqual(expect.arrayContaining([first.id, second.id, elsewhere.id]));
          expect(unfinished).not.toContain(third.id);
        });

        it('whose cancelling the first person asked for', async () => {
          const asked = run();
          await store.runs.create({ run: asked, line: 1, settings: {} });
          expect(await store.runs.cancelRequested(asked.id)).toBeUndefined();
          await store.runs.requestCancel(asked.id, { by: 'ann', at: '2026-01-01T00:00:00Z' });
          await store.runs.requestCancel(asked.id, { by: 'bob', at: '2026-01-02T00:00:00Z' });
          expect(await store.runs.cancelRequested(asked.id)).toEqual({
            by: 'ann',
            at: '2026-01-01T00:00:00.000Z',
          });
        });

        it('but does not hand out one that a hand has damaged', async () => {
          const asked = run({ ticket: { ...ticket, key: 'damaged' } });
          await store.runs.create({ run: asked, line: 1, settings: {} });
          await store.pool.query(`update retrial.run set stage = 'lunch' where id = $1`, [asked.id]);
          await expect(store.runs.get(asked.id)).rejects.toThrow('stage');
          await store.pool.query('delete from retrial.run where id = $1', [asked.id]);
        });
      });

      describe('batches', () => {
        it('in the order they were put, once, with their reference', async () => {
          const { run: parent } = await store.runs.create({ run: run(), line: 1, settings: {} });
          const [b, a] = [
            { id: 'b-2', runId: parent.id, first: 1, count: 100 },
            { id: 'b-1', runId: parent.id, first: 101, count: 100, ref: 'at once' },
          ];
          await store.batches.put(b);
          await store.batches.put(a);
          await store.batches.setRef(b.id, hostile);
          await store.batches.put({ ...b, count: 1 });
          expect(await store.batches.of(parent.id)).toEqual([{ ...b, ref: kept }, a]);
          expect(await store.batches.of('r-none')).toEqual([]);
          await expect(store.batches.setRef('b-none', 'x')).rejects.toThrow('there is no batch b-none');
          await store.batches.attempt(b.id, '2026-01-02T03:04:05.000Z');
          await store.batches.attempt(b.id, '2026-01-02T03:14:05.000Z');
          const attempted = { ...b, ref: kept, attemptedAt: '2026-01-02T03:14:05.000Z' };
          expect(await store.batches.of(parent.id)).toEqual([attempted, a]);
          await expect(store.batches.attempt('b-none', 'x')).rejects.toThrow('there is no batch b-none');
          await store.batches.end(a.id, { cameBack: 3, broken: hostile });
          await store.batches.end(a.id, { cameBack: 4 });
          expect((await store.batches.of(parent.id))[1]?.ended).toEqual({ cameBack: 3, broken: kept });
          await store.batches.expires(a.id, '2026-12-25T00:00:00Z');
          expect((await store.batches.of(parent.id))[1]?.expiresAt).toBe('2026-12-25T00:00:00.000Z');
          await expect(store.batches.end('b-none', { cameBack: 0 })).rejects.toThrow('no batch b-none');
        });

        it('that their service told of, until they end', async () => {
          const { run: parent } = await store.runs.create({ run: run(), line: 1, settings: {} });
          const batch = { id: 'b-told', runId: parent.id, first: 1, count: 100, ref: `told ${hostile}` };
          await store.batches.put(batch);
          const { service } = parent;
          const told = { service, ref: batch.ref, at: '2026-01-02T03:04:05.000Z' };
          const wokenAt = async () => (await store.batches.of(parent.id))[0]?.wokenAt;
          expect(await store.batches.wake({ ...told, service: `not ${service}` })).toBe(0);
          expect(await store.batches.wake({ ...told, ref: 'of nobody' })).toBe(0);
          expect(await wokenAt()).toBeUndefined();
          expect(await store.batches.wake(told)).toBe(1);
          expect(await wokenAt()).toBe(told.at);
          await store.batches.end(batch.id, { cameBack: 100 });
          expect(await store.batches.wake({ ...told, at: '2027-01-01T00:00:00.000Z' })).toBe(0);
          expect(await wokenAt()).toBe(told.at);
        });
      });

      describe('iterations', () => {
        it('once per index, in their order, with every character', async () => {
          const { run: parent } = await store.runs.create({ run: run(), line: 1, settings: {} });
          await store.iterations.add(parent.id, [iteration(3, hostile), iteration(1)]);
          await store.iterations.add(parent.id, [iteration(1, 'again'), iteration(2)]);
          await store.iterations.add(parent.id, []);
          expect(await store.iterations.of(parent.id)).toEqual([
            iteration(1),
            iteration(2),
            iteration(3, hostile),
          ]);
          expect(await store.iterations.of('r-none')).toEqual([]);
        });

        it('in great numbers and of great size', async () => {
          const { run: parent } = await store.runs.create({ run: run(), line: 1, settings: {} });
          const many = Array.from({ length: 3000 }, (_, at) =>
            iteration(at + 1, 'x'.repeat(at % 500 === 0 ? 400_000 : 40)),
          );
          await store.iterations.add(parent.id, many);
          const read = await store.iterations.of(parent.id);
          expect(read.map(({ index }) => index)).toEqual(many.map(({ index }) => index));
          expect(read[500]).toEqual(many[500]);
        });
      });

      describe('posts', () => {
        it('as a claim first, so that a crash is noticed, then as a comment', async () => {
          const key = { ticket, topic: { kind: 'result', id: 'r-1' } } as const;
          expect(await store.posts.get(key)).toBeUndefined();
          const claim = await store.posts.claim(key, '2026-01-01T00:00:00Z');
          expect(claim).toEqual({
            isNew: true,
            post: { topic: key.topic, claimedAt: '2026-01-01T00:00:00.000Z' },
          });
          await reopen();
          expect(await store.posts.claim(key, '2026-01-02T00:00:00Z')).toEqual({ ...claim, isNew: false });
          const comment = { commentId: '12', nodeId: 'IC_x', bodyHash: 'h1', at: '2026-01-03T00:00:00.000Z' };
          await store.posts.posted(key, comment);
          await store.posts.posted(key, { commentId: '12', bodyHash: 'h2', at: '2026-01-04T00:00:00Z' });
          await store.posts.minimised(key, '2026-01-05T00:00:00Z');
          expect(await store.posts.get(key)).toEqual({
            ...claim.post,
            comment: { ...comment, bodyHash: 'h2', at: '2026-01-04T00:00:00.000Z' },
            minimisedAt: '2026-01-05T00:00:00.000Z',
          });
        });

        it('one per topic, also when many claim it at once', async () => {
          const key = { ticket, topic: { kind: 'progress', id: 'r-2' } } as const;
          const claims = await Promise.all(
            Array.from({ length: 20 }, () => store.posts.claim(key, '2026-01-01T00:00:00Z')),
          );
          expect(claims.filter(({ isNew }) => isNew)).toHaveLength(1);
        });

        it('of one kind on one ticket, oldest first', async () => {
          const here: TicketRef = { tracker: 'jira', project: 'X', key: hostile };
          const ids = ['b', 'a', hostile];
          for (const [day, id] of ids.entries()) {
            await store.posts.claim(
              { ticket: here, topic: { kind: 'progress', id } },
              `2026-01-0${day + 1}T00:00:00Z`,
            );
          }
          await store.posts.claim({ ticket: here, topic: { kind: 'help', id: 'c' } }, '2026-01-01T00:00:00Z');
          const posts = await store.posts.of(here, 'progress');
          expect(posts.map(({ topic }) => topic.id)).toEqual(['b', 'a', kept]);
          expect(await store.posts.of({ ...here, key: '2' }, 'progress')).toEqual([]);
        });

        it('only after a claim', async () => {
          const key = { ticket, topic: { kind: 'help', id: 'never' } } as const;
          const comment = { commentId: '1', bodyHash: 'h', at: '2026-01-01T00:00:00Z' };
          await expect(store.posts.posted(key, comment)).rejects.toThrow(RangeError);
          await expect(store.posts.minimised(key, comment.at)).rejects.toThrow(RangeError);
        });
      });

      describe('evidence', () => {
        it('under names, the newest content of a name counting', async () => {
          const { run: parent } = await store.runs.create({ run: run(), line: 1, settings: {} });
          const [one, two] = [
            await store.evidence.put(Buffer.from('one')),
            await store.evidence.put(Buffer.from('two')),
          ];
          const link = { runId: parent.id, iteration: 2, name: 'logs/system.log', digest: one, size: 3 };
          await store.evidence.link(link);
          await store.evidence.link({ ...link, digest: two });
          await store.evidence.link({ ...link, iteration: 1, name: '../../etc/passwd' });
          expect(await store.evidence.of(parent.id)).toEqual([
            { ...link, iteration: 1, name: '../../etc/passwd' },
            { ...link, digest: two },
          ]);
          expect(await store.evidence.get(two)).toEqual(Buffer.from('two'));
          await expect(store.evidence.link({ ...link, digest: '../x' })).rejects.toThrow(RangeError);
        });

        it('until it goes to make room: not of runs that go on, nor of those decisions rest on', async () => {
          const ended = async (name: string): Promise<RepeatRun> => {
            const { run: one } = await store.runs.create({ run: run(), line: 1, settings: {} });
            const digest = await store.evidence.put(Buffer.from(name));
            await store.evidence.link({ runId: one.id, iteration: 1, name, digest, size: name.length });
            await store.runs.finish(one, 'finished');
            return one;
          };
          const names = ['gone', 'named', 'ordered', 'taken up', 'held', 'young'];
          const all = await Promise.all(names.map(ended));
          const [gone, named, ordered, taken, held, young] = all.map(({ id }) => id);
          const decision = {
            what: 'accept',
            by: 'a',
            at: '2026-01-01T00:00:00Z',
            ticket,
            reason: 'r',
          } as const;
          await store.ledger.append({ ...decision, id: `keep ${named}`, run: named ?? '' });
          await store.orders.begin(`keep ${ordered}`, { decision: { run: ordered } }, decision.at);
          const added = {
            kind: 'extend',
            runs: 1,
            by: 'a',
            at: decision.at,
            commentId: 'k',
            line: 1,
            seen: 1,
          };
          await store.runs.add(taken ?? '', { ...added, kind: 'extend' });
          const aged = all.filter(({ id }) => id !== young).map(({ id }) => `'${id}'`);
          const back = `evidence_at = now() - interval '2 days'`;
          await store.pool.query(`update retrial.run set ${back} where id in (${aged.join(', ')})`);
          await store.evidence.hold(held ?? '');
          expect((await store.keepEvidence({ mostBytes: 0, now: new Date() })).runs).toEqual([gone]);
          const left = await Promise.all(all.map(async ({ id }) => (await store.evidence.of(id)).length));
          expect(left).toEqual([0, 1, 1, 1, 1, 1]);
          expect(await store.evidence.goneAt(gone ?? '')).toMatch(/^20/);
          expect(await store.evidence.goneAt(named ?? '')).toBeUndefined();
          await store.evidence.hold(gone ?? '');
          expect((await store.keepEvidence({ mostBytes: 0, now: new Date() })).runs).toEqual([]);
        });

        it('nor of the runs that a comparison took over, while it goes on or decisions rest on it', async () => {
          const ended = async (name: string): Promise<RepeatRun> => {
            const { run: one } = await store.runs.create({ run: run(), line: 1, settings: {} });
            const digest = await store.evidence.put(Buffer.from(name));
            await store.evidence.link({ runId: one.id, iteration: 1, name, digest, size: name.length });
            await store.runs.finish(one, 'finished');
            return one;
          };
          const names = [
            'of decided',
            'of ordered',
            'of running',
            'of held',
            'of nothing',
            'decided',
            'ordered',
          ];
          const all = await Promise.all([...names, 'undecided', 'held'].map(ended));
          const [ofDecided, ofOrdered, ofRunning, ofHeld, ofNothing, decided, ordered, undecided, held] =
            all.map(({ id }) => id);
          const { run: running } = await store.runs.create({ run: run(), line: 1, settings: {} });
          const earlier = (id = '', asOld = false) => ({
            earlier: { before: [asOld ? id : { id, asked: 1 }] },
          });
          await store.runs.resolve(decided ?? '', earlier(ofDecided));
          await store.runs.resolve(ordered ?? '', earlier(ofOrdered, true));
          await store.runs.resolve(running.id, earlier(ofRunning));
          await store.runs.resolve(undecided ?? '', earlier(ofNothing));
          await store.runs.resolve(held ?? '', earlier(ofHeld));
          const decision = { by: 'a', at: '2026-01-01T00:00:00Z', ticket, reason: 'r' };
          await store.ledger.append({ ...decision, what: 'accept', id: `c ${decided}`, run: decided ?? '' });
          await store.orders.begin(`c ${ordered}`, { decision: { run: ordered } }, decision.at);
          const aged = all.map(({ id }) => `'${id}'`).join(', ');
          const back = `evidence_at = now() - interval '2 days'`;
          await store.pool.query(`update retrial.run set ${back} where id in (${aged})`);
          await store.evidence.hold(held ?? '');
          const kept = await store.keepEvidence({ mostBytes: 0, now: new Date() });
          const { runs } = kept;
          expect(kept.decidedBytes).toBeGreaterThan(0);
          expect(new Set(runs.filter((id) => all.some((one) => one.id === id)))).toEqual(
            new Set([ofNothing, undecided]),
          );
        });

        it('and orders only until they are carried out and long over', async () => {
          const decision = {
            what: 'ignore',
            by: 'a',
            at: '2026-01-01T00:00:00Z',
            ticket,
            reason: 'r',
          } as const;
          const order = async (id: string, more: object, at = '2026-01-01T00:00:00Z'): Promise<void> => {
            await store.orders.begin(id, { decision, ...more }, at);
            await store.ledger.append({ ...decision, id });
          };
          const merged = { pull: { state: 'merged' } };
          await order('o done', { ticket: { made: {} }, change: merged, done: true });
          await order('o plain', { done: true });
          await order('o without its label', { ticket: { made: {} }, change: { pull: {} } });
          await order('o unmerged', { change: { pull: {} }, done: true });
          await order('o closed', { change: { pull: { state: 'closed' } }, done: true });
          await order('o young', { done: true }, '2026-03-01T00:00:00Z');
          await store.orders.begin('o never entered', { decision }, '2026-01-01T00:00:00Z');
          expect(await store.orders.prune('2026-02-01T00:00:00Z')).toBe(2);
          expect(await store.orders.get('o done')).toBeUndefined();
          for (const id of ['o without its label', 'o unmerged', 'o closed', 'o young', 'o never entered'])
            expect(await store.orders.get(id)).toMatchObject({ decision });
        });
      });

      describe('places', () => {
        it('under a name, the newest counting', async () => {
          expect(await store.cursors.get('jira')).toBeUndefined();
          await store.cursors.put('jira', { upTo: hostile, seen: { 'A-1': 'x' } }, '2026-01-01T00:00:00Z');
          await store.cursors.put('jira 2', null, '2026-01-01T00:00:00Z');
          expect(await store.cursors.get('jira')).toEqual({ upTo: hostile, seen: { 'A-1': 'x' } });
          await store.cursors.put('jira', { upTo: 2 }, '2026-01-02T00:00:00Z');
          expect(await store.cursors.get('jira')).toEqual({ upTo: 2 });
          await store.cursors.put('jira% 3', 1, '2026-01-03T00:00:00Z');
          expect(await store.cursors.prune('jira', '2026-01-01T12:00:00Z')).toBe(1);
          expect(await store.cursors.prune('jira%', '2026-01-02T12:00:00Z')).toBe(0);
          expect(await store.cursors.get('jira')).toEqual({ upTo: 2 });
          await expect(store.cursors.put('x'.repeat(501), 1, '2026-01-01T00:00:00Z')).rejects.toThrow(
            RangeError,
          );
        });
      });

      describe('ordinary builds', () => {
        const build = { repository: 'Acme/Shop', service: 'circleci', ref: 'w-1' };
        const known = { ...build, repository: 'acme/shop' };

        it('once each, until they are read', async () => {
          const { ordinaryBuilds: builds } = store;
          await builds.note([build, { ...build, ref: hostile }], '2026-01-01T00:00:00Z');
          await builds.note([known], '2026-01-02T00:00:00Z');
          expect(await builds.waiting('ACME/shop', '2025-12-31T00:00:00Z')).toEqual([]);
          expect(await builds.waiting('ACME/shop', '2026-01-01T00:00:00Z')).toHaveLength(2);
          await builds.later(build, { at: '2026-01-03T00:00:00Z', tries: 1 });
          const [other] = await builds.waiting('acme/shop', '2026-01-02T00:00:00Z');
          expect(other).toMatchObject({ tries: 0 });
          if (other !== undefined) await builds.done(other, '2026-01-02T00:00:00Z');
          expect(await builds.waiting('acme/shop', '2026-01-03T00:00:00Z')).toEqual([{ ...known, tries: 1 }]);
          await builds.done(known, '2026-01-04T00:00:00Z');
          await builds.note([known], '2026-01-05T00:00:00Z');
          expect(await builds.waiting('acme/shop', '2026-01-09T00:00:00Z')).toEqual([]);
          await builds.note([{ ...build, ref: 'w-2' }], '2026-01-05T00:00:00Z');
          await builds.leave('acme/shop');
          expect(await builds.waiting('acme/shop', '2026-01-09T00:00:00Z')).toEqual([]);
        });

        it('and forgets those that were read long ago', async () => {
          const { ordinaryBuilds: builds } = store;
          await builds.tidy('2026-01-03T00:00:00Z');
          await builds.note([known], '2026-01-05T00:00:00Z');
          expect(await builds.waiting('acme/shop', '2026-01-09T00:00:00Z')).toEqual([]);
          await builds.tidy('2026-01-09T00:00:00Z');
          await builds.note([known], '2026-01-09T00:00:00Z');
          expect(await builds.waiting('acme/shop', '2026-01-09T00:00:00Z')).toHaveLength(1);
        });
      });

      describe('digests', () => {
        const key = { project: 'github/acme/shop', name: 'weekly' };
        const due = { ...key, due: '2026-01-05T09:00:00.000Z', place: '{"ticket":"30"}' };
        const [now, then] = ['2026-01-05T09:00:01.000Z', '2026-01-05T09:02:01.000Z'];

        it('taken by exactly one of many that ask at once', async () => {
          const takes = await Promise.all(
            Array.from({ length: 20 }, () => store.digests.take(due, now, then)),
          );
          expect(takes.filter((turn) => turn !== undefined)).toEqual(['first']);
        });

        it('taken again once nobody can be at it any more, and never after one was sent', async () => {
          await reopen();
          const one = { ...due, place: 'another' };
          expect(await store.digests.take(one, now, then)).toBe('first');
          expect(await store.digests.take(one, then, '2026-01-05T09:04:00.000Z')).toBe('again');
          await store.digests.giveBack(one);
          expect(await store.digests.take(one, then, '2026-01-05T09:04:00.000Z')).toBe('first');
          expect(await store.digests.lastSent({ ...key, name: 'none' })).toBeUndefined();
          await store.digests.sent(one, then);
          await store.digests.giveBack(one);
          expect(await store.digests.take(one, '2026-02-05T09:00:00.000Z', then)).toBeUndefined();
          expect(await store.digests.lastSent(key)).toBe(due.due);
        });

        it('on since they were first asked for, until somebody turns them off', async () => {
          const odd = { project: 'a\u0000b', name: "'; drop table digest; --" };
          for (const one of [key, odd]) {
            expect(await store.digests.state(one, now)).toEqual({ since: now, isOn: true });
            expect(await store.digests.state(one, then)).toEqual({ since: now, isOn: true });
            await store.digests.turn(one, { isOn: false, by: 'ann', at: then });
            expect(await store.digests.state(one, now)).toEqual({ since: then, isOn: false });
          }
        });
      });

      it('answers a ping while it is open', async () => {
        await expect(store.ping()).resolves.toBeUndefined();
      });
    });
  },
);
