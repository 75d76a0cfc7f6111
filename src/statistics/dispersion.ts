import { randomIntegers } from './random.ts';
import { requireCount, requireSample, type Sample } from './sample.ts';

/** Whether failures gather on some machines more than chance explains. */
export interface Dispersion {
  /** Sum over machines of (failed - expected)^2 / variance; about machines - 1 when failures do not gather. */
  readonly statistic: number;
  /** Share of permutations that gather as much; 1 when there is nothing to test. */
  readonly p: number;
  /** p < 0.01: say "failures cluster by machine" and count machines, not runs (`byMachine`). */
  readonly clustered: boolean;
}

/** How the permutation test is run; the defaults give equal answers for equal counts. */
export interface DispersionOptions {
  readonly permutations?: number;
  readonly seed?: number;
}

const CLUSTERED_BELOW = 0.01;

/** More runs than this are not permuted. */
const MOST_RUNS = 1_000_000;

/**
 * Tests whether runs of one machine are alike, which would make every interval too narrow:
 * X^2 = sum (f_j - m_j p)^2 / (m_j p (1-p)), its p-value by permuting the outcomes over the machines, since the
 * expected counts are far too small for the chi-squared distribution. (1 + as large) / (1 + permutations).
 * @param machines one sample per machine or job; empty ones are ignored
 * @throws RangeError outside 0 <= failed <= executed, or for more than a million runs
 */
export function dispersion(machines: readonly Sample[], options: DispersionOptions = {}): Dispersion {
  for (const machine of machines) requireSample(machine);
  const used = machines.filter((machine) => machine.executed > 0);
  const total = byRun(used);
  const permutations = options.permutations ?? 2000;
  requireCount('permutations', permutations);
  if (total.executed > MOST_RUNS) throw new RangeError(`at most ${MOST_RUNS} runs can be permuted`);
  if (used.length < 2 || total.failed === 0 || total.failed === total.executed) {
    return { statistic: 0, p: 1, clustered: false };
  }
  const statistic = spread(used, total);
  const shuffled = shuffler(used, total, options.seed ?? 1);
  let asLarge = 0;
  for (let round = 0; round < permutations; round++) {
    if (spread(shuffled(), total) >= statistic * (1 - 1e-12)) asLarge++;
  }
  const p = (1 + asLarge) / (1 + permutations);
  return { statistic, p, clustered: p < CLUSTERED_BELOW };
}

/** The counts when failures cluster: each machine is one run, failed if any of its runs failed. */
export function byMachine(machines: readonly Sample[]): Sample {
  const used = machines.filter((machine) => machine.executed > 0);
  return { failed: used.filter((machine) => machine.failed > 0).length, executed: used.length };
}

function byRun(machines: readonly Sample[]): Sample {
  return machines.reduce(
    (sum, machine) => ({
      failed: sum.failed + machine.failed,
      executed: sum.executed + machine.executed,
    }),
    { failed: 0, executed: 0 },
  );
}

function spread(machines: readonly Sample[], total: Sample): number {
  const rate = total.failed / total.executed;
  return machines.reduce(
    (sum, { failed, executed }) => sum + (failed - executed * rate) ** 2 / (executed * rate * (1 - rate)),
    0,
  );
}

/** Deals the rarer outcome anew to the runs (the first steps of a Fisher-Yates shuffle), and counts per machine. */
function shuffler(machines: readonly Sample[], total: Sample, seed: number): () => Sample[] {
  const random = randomIntegers(seed);
  const owners = machines.flatMap(({ executed }, machine) => Array.from({ length: executed }, () => machine));
  const passed = total.executed - total.failed;
  const dealt = Math.min(total.failed, passed);
  return () => {
    const counts = machines.map(() => 0);
    for (let k = 0; k < dealt; k++) {
      const other = k + random(owners.length - k);
      const owner = owners[other] ?? 0;
      owners[other] = owners[k] ?? 0;
      owners[k] = owner;
      counts[owner] = (counts[owner] ?? 0) + 1;
    }
    return machines.map(({ executed }, machine) => {
      const count = counts[machine] ?? 0;
      return { failed: dealt === total.failed ? count : executed - count, executed };
    });
  };
}
