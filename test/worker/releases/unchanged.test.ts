import { expect, it } from 'vitest';
import { releaseBoard } from '../../../src/releases/board.ts';
import { asLastTime, type LastFacts } from '../../../src/worker/releases/unchanged.ts';
import { runs } from '../../plans/evidence.ts';
import { factsOf, found, on, repeated, settings } from '../../releases/facts.ts';

const run = found(repeated(runs(17, 200)));

it('hands out the facts of the last look as long as nothing about the ticket has changed, for each release', () => {
  const memory: LastFacts = new Map();
  const [first] = asLastTime([factsOf({ found: [run] })], '4.1', memory);
  const [same] = asLastTime([factsOf({ found: [run] })], '4.1', memory);
  expect(same).toBe(first);
  const [other] = asLastTime([factsOf({ found: [run] })], '4.2', memory);
  expect(other).not.toBe(first);
  const failed = factsOf({ found: [run], ciFailures: [{ at: on(15) }] });
  expect(asLastTime([failed], '4.1', memory)).toEqual([failed]);
  const [anew] = asLastTime([factsOf({ found: [run] })], '4.1', undefined);
  expect(anew).not.toBe(first);
});

it('stands as facts that are told anew do, whichever release and moment are asked about', () => {
  const memory: LastFacts = new Map();
  const facts = () => factsOf({ found: [run], ciFailures: [{ at: on(15) }] });
  const rule = { labels: ['blocker'] };
  for (const branch of ['cassandra-4.1', 'trunk', 'cassandra-4.1'])
    for (const now of [on(16), on(30)]) {
      const asked = { ...settings, now, release: { ...settings.release, branch } };
      const kept = releaseBoard(asLastTime([facts()], '4.1', memory), asked, { rule });
      expect(kept).toEqual(releaseBoard([facts()], asked, { rule }));
    }
});
