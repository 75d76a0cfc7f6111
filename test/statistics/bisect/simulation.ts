import { type BisectPolicy, nextRound } from '../../../src/statistics/bisect/bisection.ts';
import { cleanRunsNeeded } from '../../../src/statistics/clean-runs.ts';
import { randomIntegers } from '../../../src/statistics/random.ts';
import type { Sample } from '../../../src/statistics/sample.ts';

/** A range of commits with a flaky culprit in it. */
export interface World {
  readonly commits: number;
  /** Failure rates from the culprit on and before it. */
  readonly bad: number;
  readonly good: number;
  /** 1 to commits; drawn when absent. */
  readonly culprit?: number;
  /** Failures already seen at the bad end before the search; 3 by default. */
  readonly known?: number;
}

/** How one search went; the runs that established both ends are not counted. */
export interface Search {
  readonly found: readonly number[];
  readonly culprit: number;
  readonly runs: number;
  readonly builds: number;
  readonly rounds: number;
}

const MOST_RUNS = 50_000;

/** Means over many searches. */
export interface Searches {
  readonly right: number;
  readonly runs: number;
  /** Standard error of `runs`. */
  readonly error: number;
  readonly builds: number;
  readonly rounds: number;
  readonly trials: number;
}

/** A yes with the given chance. */
export function chances(seed: number): (rate: number) => boolean {
  const next = randomIntegers(seed);
  return (rate) => next(2 ** 31) < rate * 2 ** 31;
}

/**
 * The two ends as a person would leave them: the bad end seen failing `known` times, the good end clean for as many
 * runs as that asks for. Only good ends that are clean get this far.
 */
export function establishedEnds(
  world: World,
  fails: (rate: number) => boolean,
): { bad: Sample; good: Sample } {
  const known = world.known ?? 3;
  for (;;) {
    let executed = 0;
    let failed = 0;
    while (failed < known) {
      executed++;
      if (fails(world.bad)) failed++;
    }
    const clean = cleanRunsNeeded({ failed, executed });
    if (Array.from({ length: clean }, () => fails(world.good)).includes(true)) continue;
    return { bad: { failed, executed }, good: { failed: 0, executed: clean } };
  }
}

/** One search to its end, by the real planner. */
export function simulate(world: World, policy: BisectPolicy, seed: number): Search {
  const fails = chances(seed);
  const culprit = world.culprit ?? 1 + randomIntegers(seed + 7)(world.commits);
  const ends = establishedEnds(world, fails);
  const counts: Sample[] = Array.from({ length: world.commits + 1 }, () => ({ failed: 0, executed: 0 }));
  counts[0] = ends.good;
  counts[world.commits] = ends.bad;
  const built = new Set<number>();
  let runs = 0;
  for (let rounds = 0; ; rounds++) {
    const decision = nextRound(counts, policy);
    if (decision.kind !== 'run' || runs > MOST_RUNS) {
      const found = 'culprits' in decision ? decision.culprits : [];
      return { found, culprit, runs, builds: built.size, rounds };
    }
    for (const job of decision.jobs) {
      const sample = execute(job, fails, job.position >= culprit ? world.bad : world.good);
      const before = counts[job.position] ?? { failed: 0, executed: 0 };
      counts[job.position] = {
        failed: before.failed + sample.failed,
        executed: before.executed + sample.executed,
      };
      if (job.position > 0 && job.position < world.commits) built.add(job.position);
      runs += sample.executed;
    }
  }
}

/** How many searches, and when to be content with fewer (but at least 20). */
export interface Effort {
  readonly trials: number;
  readonly limitMs?: number;
}

/** Many searches of one kind. */
export function searched(world: World, policy: BisectPolicy, effort: Effort): Searches {
  return means((seed) => simulate(world, policy, seed), effort);
}

/** Means over searches of any kind. */
export function means(search: (seed: number) => Search, { trials, limitMs = 1e9 }: Effort): Searches {
  const started = Date.now();
  const done: Search[] = [];
  while (done.length < trials && (done.length < 20 || Date.now() - started < limitMs)) {
    done.push(search(1000 + done.length * 17));
  }
  const mean = (of: (search: Search) => number): number =>
    done.reduce((sum, one) => sum + of(one), 0) / done.length;
  const runs = mean((one) => one.runs);
  const variance = mean((one) => (one.runs - runs) ** 2);
  return {
    right: mean((one) => (one.found.length === 1 && one.found[0] === one.culprit ? 1 : 0)),
    runs,
    error: Math.sqrt(variance / done.length),
    builds: mean((one) => one.builds),
    rounds: mean((one) => one.rounds),
    trials: done.length,
  };
}

function execute(
  job: { runs: number; untilFailure: boolean },
  fails: (rate: number) => boolean,
  rate: number,
): Sample {
  let failed = 0;
  for (let executed = 1; executed <= job.runs; executed++) {
    if (fails(rate)) failed++;
    if (failed > 0 && job.untilFailure) return { failed, executed };
  }
  return { failed, executed: job.runs };
}
