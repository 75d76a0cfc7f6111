import { bisectLowerBound } from '../../src/statistics/bisect-bound.ts';
import type { BisectPolicy } from '../../src/statistics/bisect/bisection.ts';
import { cleanRunsKnownRate, cleanRunsNeeded } from '../../src/statistics/clean-runs.ts';
import { randomIntegers } from '../../src/statistics/random.ts';
import {
  chances,
  establishedEnds,
  means,
  type Search,
  type Searches,
  simulate,
  type World,
} from '../statistics/bisect/simulation.ts';

/** One way to search, and what the table calls it. */
interface Method {
  readonly name: string;
  readonly search: (world: World, seed: number) => Search;
  /** What section of the targets it is held against; the largest multiple of the bound. */
  readonly target?: number;
}

const planned = (name: string, policy: BisectPolicy, target?: number): Method => ({
  name,
  search: (world, seed) => simulate(world, policy, seed),
  ...(target !== undefined && { target }),
});

const NAIVE: Method = {
  name: 'naive, rate known',
  search: (world, seed) => textbook(world, seed, 'known rate'),
};
const CLEAN_RUN: Method = {
  name: 'clean-run bisect',
  search: (world, seed) => textbook(world, seed, 'clean runs'),
};
const OURS: readonly Method[] = [
  planned('ours, serial', {}, 1.55),
  planned('ours, background none', { background: 'none' }, 1.55),
  planned('ours, background expected', { background: 'expected' }),
  planned('ours, builds cost 20', { buildCost: 20 }, 1.7),
  planned('ours, 25 at once, builds cost 20', { buildCost: 20, maxParallel: 25 }),
];

/** Prints every method on the grid; `limitMs` bounds each cell. */
export function benchBisect(limitMs: number): void {
  const grid = [100, 1000].flatMap((commits) =>
    [0.025, 0.05, 0.2, 0.5].map((bad) => ({ commits, bad, good: 0 })),
  );
  title('Bisect, clean good side, 3 failures known (success target 95 %)');
  for (const world of [{ commits: 16, bad: 0.05, good: 0 }, { commits: 16, bad: 0.5, good: 0 }, ...grid]) {
    const cleanRuns = row({ world, method: CLEAN_RUN, limitMs }).runs;
    for (const method of [NAIVE, ...OURS]) row({ world, method, limitMs, cleanRuns });
  }
  title('Bisect, clean good side, 10 failures known (target 1.40 x bound)');
  for (const world of [grid[1], grid[2], grid[5]]) {
    if (world === undefined) continue;
    for (const method of OURS.slice(0, 2)) {
      row({ world: { ...world, known: 10 }, method: { ...method, target: 1.4 }, limitMs });
    }
  }
  title('Bisect, good side fails at a tenth of the rate (target: right 95 %)');
  for (const [bad, good] of [
    [0.05, 0.005],
    [0.2, 0.02],
    [0.5, 0.05],
  ] as const) {
    const world = { commits: 100, bad, good };
    for (const { name, search } of [NAIVE, CLEAN_RUN, ...OURS.slice(0, 3)]) {
      row({ world, method: { name, search }, limitMs });
    }
  }
}

interface Cell {
  readonly world: World;
  readonly method: Method;
  readonly limitMs: number;
  /** Runs of the clean-run bisect in the same world. */
  readonly cleanRuns?: number;
}

function row({ world, method, limitMs, cleanRuns }: Cell): Searches {
  const result = means((seed) => method.search(world, seed), { trials: 1000, limitMs });
  const bound = bisectLowerBound(world.commits, world);
  const parts = [
    `n=${world.commits}`.padEnd(7),
    `p=${percent(world.bad)}`.padEnd(8),
    `p0=${percent(world.good)}`.padEnd(8),
    method.name.padEnd(34),
    `${result.runs.toFixed(0)} ± ${result.error.toFixed(0)} runs`.padEnd(18),
    `${(result.runs / bound).toFixed(2)} x bound${method.target === undefined ? '' : ` (target ${method.target})`}`.padEnd(
      28,
    ),
    `right ${percent(result.right)}`.padEnd(14),
    `${result.builds.toFixed(1)} builds, ${result.rounds.toFixed(0)} rounds`.padEnd(26),
    cleanRuns === undefined ? '' : `${percent(result.runs / cleanRuns)} of clean-run bisect`,
    `(${result.trials} searches)`,
  ];
  console.log(parts.join(' '));
  return result;
}

/** The bisection of textbooks: halve, call a commit good after k clean runs, bad at its first failure. */
function textbook(world: World, seed: number, how: 'known rate' | 'clean runs'): Search {
  const fails = chances(seed);
  const culprit = 1 + randomIntegers(seed + 7)(world.commits);
  const alpha = 0.05 / Math.ceil(Math.log2(world.commits));
  let { bad: pooled } = establishedEnds(world, fails);
  let [good, bad, runs, builds] = [0, world.commits, 0, 0];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const wanted =
      how === 'clean runs' ? cleanRunsNeeded(pooled, alpha) : cleanRunsKnownRate(world.bad, alpha);
    const rate = middle >= culprit ? world.bad : world.good;
    builds++;
    let executed = 0;
    let failed = false;
    while (executed < wanted && !failed) {
      executed++;
      failed = fails(rate);
    }
    runs += executed;
    if (failed) {
      pooled = { failed: pooled.failed + 1, executed: pooled.executed + executed };
      bad = middle;
    } else {
      good = middle;
    }
  }
  return { found: [bad], culprit, runs, builds, rounds: builds };
}

function title(text: string): void {
  console.log(`\n${text}`);
}

function percent(value: number): string {
  return `${Number((value * 100).toPrecision(3))} %`;
}
