import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BisectionOutcome } from '../../src/model/bisection.ts';
import type { SideEvidence, SidesEvidence } from '../../src/model/question.ts';
import { bisectPlan, bisectionSoFar } from '../../src/plans/bisect.ts';
import { bisectLowerBound } from '../../src/statistics/bisect-bound.ts';
import { randomIntegers } from '../../src/statistics/random.ts';
import { failingFrom, placeOf, play, rangeOf, type World } from './bisect-world.ts';

const seeds = 200;
const positionsOf = (outcome: BisectionOutcome) =>
  outcome.kind === 'culprit' ? outcome.culprits.map(({ id }) => placeOf(id).position) : [];
const culpritFor = (seed: number, commits: number) => 1 + randomIntegers(seed * 31 + 7)(commits);

describe('simulated bisections, 25 at once, a build worth 20 runs', () => {
  it.each([
    [64, 0.1],
    [64, 0.05],
    [64, 0.5],
    [200, 0.1],
    [200, 0.05],
    [200, 0.5],
  ])(
    'name the culprit among %i commits at a rate of %f in 95 of 100 searches',
    (commits, rate) => {
      const question = { range: rangeOf(commits), maxParallel: 25, buildCost: 20 };
      let [right, runs, rounds, failed] = [0, 0, 0, 0];
      for (let seed = 1; seed <= seeds; seed++) {
        const culprit = culpritFor(seed, commits);
        const played = play(question, failingFrom(culprit, rate), { seed });
        if (positionsOf(played.finding.outcome).join() === String(culprit)) right += 1;
        runs += played.runs / seeds;
        rounds += played.rounds.length / seeds;
        failed += played.finding.counts.failed / seeds;
      }
      const bound = bisectLowerBound(commits, { bad: rate, good: 0 });
      console.log(
        `${commits} commits, ${rate * 100} %: right ${right} of ${seeds}, ${runs.toFixed(0)} runs with both ends ` +
          `(${failed.toFixed(0)} failed) in ${rounds.toFixed(1)} rounds, bound for the search alone ${bound.toFixed(0)}`,
      );
      expect(right).toBeGreaterThanOrEqual(0.95 * seeds);
      // Both ends cost about 5 to 9 / rate, the search about 2.4 times its bound (statistics.md sections 5 and 8.4),
      // three failures of the culprit in turns with the commit before it 6 / rate.
      expect(runs).toBeLessThan(3 * bound + 18 / rate);
    },
    60_000,
  );
});

/** A rate that changes with every run: between quiet and busy phases, or wandering about. */
function drifting(culprit: number, { quiet, busy, dwell }: { quiet: number; busy: number; dwell: number }) {
  let isQuiet = true;
  const world: World = (id, random) => {
    if (random(dwell) === 0) isQuiet = !isQuiet;
    const fails = random(1e6) < (isQuiet ? quiet : busy) * 1e6;
    return fails && placeOf(id).position >= culprit ? 'x' : '.';
  };
  return world;
}

describe('simulated bisections of a rate that drifts, 2 at once', () => {
  it.each([
    ['quiet and busy phases', { quiet: 0.02, busy: 0.25, dwell: 50 }],
    ['short and sharp ones', { quiet: 0.01, busy: 0.4, dwell: 25 }],
  ])(
    'name the culprit as surely as they say: %s',
    (_, phases) => {
      let [right, wrong, sure] = [0, 0, 0];
      for (let seed = 1; seed <= 60; seed++) {
        const culprit = culpritFor(seed, 64);
        const question = { range: rangeOf(64), maxParallel: 2, buildCost: 2 };
        const { finding } = play(question, drifting(culprit, phases), { seed });
        // A bad end that stays quiet for so long that it shows no failure is no wrong answer.
        if (finding.outcome.kind !== 'culprit') continue;
        if (positionsOf(finding.outcome).join() === String(culprit)) right += 1;
        else wrong += 1;
        sure += finding.outcome.confidence;
      }
      console.log(`right ${right}, wrong ${wrong}, ${((100 * sure) / (right + wrong)).toFixed(1)} % sure`);
      expect(right + wrong).toBeGreaterThan(50);
      expect(right / (right + wrong)).toBeGreaterThanOrEqual(sure / (right + wrong) - 0.03);
      expect(wrong).toBeLessThanOrEqual(2);
    },
    120_000,
  );
});

/** A world in which some commits skip the test and some cannot be built, whatever the culprit is. */
function patchy(
  commits: number,
  { culprit, rate, seed }: { culprit: number; rate: number; seed: number },
): World {
  const pick = randomIntegers(seed);
  const kinds = Array.from(
    { length: commits + 1 },
    () => (['skips', 'broken', 'fine', 'fine', 'fine'] as const)[pick(5)],
  );
  const plain = failingFrom(culprit, rate);
  return (id, random) => {
    const { position } = placeOf(id);
    const kind = position === 0 || position === commits ? 'fine' : kinds[position];
    if (kind === 'skips') return 's';
    return kind === 'broken' ? 'broken' : plain(id, random);
  };
}

describe('commits that skip the test or cannot be built, at random', () => {
  it('leave the culprit among those that are named', () => {
    let [right, groups] = [0, 0];
    for (let seed = 1; seed <= 100; seed++) {
      const culprit = culpritFor(seed, 40);
      const world = patchy(40, { culprit, rate: 0.2, seed });
      const { finding } = play({ range: rangeOf(40), maxParallel: 25, buildCost: 10 }, world, { seed });
      const named = positionsOf(finding.outcome);
      if (named.includes(culprit)) right += 1;
      if (named.length > 1) groups += 1;
    }
    expect(right).toBeGreaterThanOrEqual(95);
    expect(groups).toBeGreaterThan(10);
  }, 60_000);
});

describe('a test that begins to run within the range', () => {
  it('is told from one that begins to fail, wherever both happen', () => {
    let [told, wrong] = [0, 0];
    for (let seed = 1; seed <= 60; seed++) {
      const pick = randomIntegers(seed);
      const [begins, fails] = [1 + pick(40), 1 + pick(40)];
      const plain = failingFrom(fails, 0.2);
      const world: World = (id, random) => (placeOf(id).position < begins ? 's' : plain(id, random));
      const { finding } = play({ range: rangeOf(40), maxParallel: 25 }, world, { seed });
      expect(placeOf(finding.boundary?.runs.id ?? '').position).toBe(begins);
      const isRight =
        fails <= begins
          ? finding.outcome.kind === 'began-to-run'
          : positionsOf(finding.outcome).join() === String(fails);
      if (isRight) told += 1;
      else wrong += 1;
    }
    expect(told).toBeGreaterThanOrEqual(57);
    expect(told + wrong).toBe(60);
  });
});

/** The same evidence as a driver reads it back after a crash: in any order of sides and of runs. */
function readBack(evidence: SidesEvidence, order: (below: number) => number): SidesEvidence {
  const shuffled = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => [order(1e9), item] as const)
      .toSorted((a, b) => a[0] - b[0])
      .map(([, item]) => item);
  const copy = ([id, side]: readonly [string, SideEvidence]) =>
    [id, { ...side, iterations: shuffled(side.iterations) }] as const;
  return new Map(shuffled([...evidence].map(copy)));
}

describe('a search that is killed', () => {
  it('goes on with the same step from the same whole batches, however they are read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 40 }), (seed, commits) => {
        const question = { range: rangeOf(commits), maxParallel: 1 + (seed % 25), buildCost: seed % 7 };
        const culprit = culpritFor(seed, commits);
        const world = patchy(commits, { culprit, rate: 0.3, seed });
        const { rounds, finding } = play(question, world, { seed });
        for (const evidence of rounds) {
          const again = bisectPlan(question)(readBack(evidence, randomIntegers(seed)));
          expect(again).toEqual(bisectPlan(question)(evidence));
        }
        expect(bisectPlan(question)(rounds.at(-1) ?? new Map())).toEqual({ kind: 'done', finding });
      }),
      { numRuns: 25, seed: 4 },
    );
  }, 60_000);

  it('can be stopped anywhere, and what it says then never claims a culprit that the search would not', () => {
    const question = { range: rangeOf(30), maxParallel: 10 };
    const { rounds, finding } = play(question, failingFrom(11, 0.2), { seed: 12 });
    const soFar = rounds.map((evidence) => bisectionSoFar(question, evidence).outcome.kind);
    expect(soFar.slice(0, -1).every((kind) => kind === 'unfinished')).toBe(true);
    expect(soFar.at(-1)).toBe(finding.outcome.kind);
  });

  it('never asks for more than its budget over the whole search', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 400 }), (seed, mostRuns) => {
        const question = { range: rangeOf(30), maxParallel: 25, mostRuns };
        const { runs } = play(question, failingFrom(culpritFor(seed, 30), 0.1), { seed });
        expect(runs).toBeLessThanOrEqual(mostRuns);
      }),
      { numRuns: 40, seed: 4 },
    );
  }, 60_000);
});
