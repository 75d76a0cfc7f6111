import type { Bisection } from '../../src/model/bisection.ts';
import type { Commit, CommitRange } from '../../src/model/commit-range.ts';
import type { Iteration } from '../../src/model/iteration.ts';
import type { SideEvidence, SidesEvidence } from '../../src/model/question.ts';
import { bisectPlan } from '../../src/plans/bisect.ts';
import type { BisectQuestion } from '../../src/plans/bisect/question.ts';
import type { Order } from '../../src/plans/plan.ts';
import { randomIntegers } from '../../src/statistics/random.ts';
import { iterationsOf } from './evidence.ts';

/** What really happens at a commit: a sign per run as in `iterationsOf`, or `broken`. */
export type World = (commit: string, random: (below: number) => number) => string;

/** A commit id that says its name: 40 hex digits ending in the number; branches begin with another digit. */
export function idOf(position: number, branch = 'a'): string {
  return branch.repeat(8) + String(position).padStart(32, '0');
}

/** Position and branch of an id of ours. */
export function placeOf(id: string): { branch: string; position: number } {
  return { branch: id[0] ?? '', position: Number(id.slice(8)) };
}

export function commitOf(position: number, options: { branch?: string; merge?: string } = {}): Commit {
  const { branch = 'a', merge } = options;
  const parents = [idOf(position - 1, branch), ...(merge === undefined ? [] : [merge])];
  return { id: idOf(position, branch), subject: `Change ${position}`, date: '2022-06-01T12:00:00Z', parents };
}

/** Commits 1 to `length` after a good end 0; those in `merges` have a second parent on branch b. */
export function rangeOf(length: number, merges: readonly number[] = []): CommitRange {
  const commits = Array.from({ length }, (_, at) => {
    return commitOf(at + 1, merges.includes(at + 1) ? { merge: idOf(99, 'b') } : {});
  });
  return { good: commitOf(0), commits };
}

/** A test that fails at `rate` from a culprit on and never before. */
export function failingFrom(culprit: number, rate: number): World {
  return (id, random) => (placeOf(id).position >= culprit && random(1e6) < rate * 1e6 ? 'x' : '.');
}

/** Failures say little, so that thousands of them are grouped fast: what is under test is the plan. */
const sample = new Map(
  ['.', 'x', 'y', 's', '-'].map((sign) => [sign, brief(iterationsOf(sign)[0])] as const),
);

function brief(iteration: Iteration | undefined): Iteration | undefined {
  if (iteration?.failure === undefined) return iteration;
  return { ...iteration, failure: { ...iteration.failure, body: '' }, results: [] };
}

/** Carries orders out as a driver does: whole batches, indexes that go on, a broken commit said once. */
export function carryOut(
  evidence: SidesEvidence,
  orders: readonly Order[],
  { world, random }: { world: World; random: (below: number) => number },
): SidesEvidence {
  const next = new Map(evidence);
  let index = [...evidence.values()].reduce((sum, { iterations }) => sum + iterations.length, 0);
  for (const { side, runs, untilFailure } of orders) {
    const had: SideEvidence = next.get(side) ?? { iterations: [], asked: 0 };
    const fresh: Iteration[] = [];
    let broken: string | undefined;
    while (fresh.length < runs && broken === undefined) {
      const sign = world(side, random);
      const found = sample.get(sign);
      if (found === undefined) broken = 'the set-up failed';
      else fresh.push({ ...found, index: ++index });
      if (untilFailure === true && found?.outcome === 'failed') break;
    }
    const asked = had.asked + (broken === undefined ? fresh.length : runs);
    const rest = broken === undefined ? {} : { broken };
    next.set(side, { iterations: [...had.iterations, ...fresh], asked, ...rest });
  }
  return next;
}

/** A whole search: what it found, what it cost, and the evidence after each round. */
export interface Played {
  readonly finding: Bisection;
  readonly runs: number;
  readonly rounds: readonly SidesEvidence[];
  readonly expanded: readonly string[];
}

/** Plays a plan to its end against a world. */
export function play(
  question: BisectQuestion,
  world: World,
  options: { seed?: number; insides?: ReadonlyMap<string, CommitRange> } = {},
): Played {
  const random = randomIntegers(options.seed ?? 1);
  const inside = new Map<string, CommitRange>();
  const rounds: SidesEvidence[] = [];
  let evidence: SidesEvidence = new Map();
  for (let round = 0; round < 20_000; round++) {
    const step = bisectPlan({ ...question, inside })(evidence);
    if (step.kind === 'done') {
      const { counts } = step.finding;
      return { finding: step.finding, runs: counts.asked, rounds, expanded: [...inside.keys()] };
    }
    if (step.kind === 'expand') {
      const found = options.insides?.get(step.merge);
      if (found === undefined) throw new Error(`nobody knows the inside of ${step.merge}`);
      inside.set(step.merge, found);
      continue;
    }
    if (step.orders.length === 0) throw new Error('a round without orders');
    evidence = carryOut(evidence, step.orders, { world, random });
    rounds.push(evidence);
  }
  throw new Error('the search does not end');
}
