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

/** What is under way of one order. */
interface Going {
  readonly order: Order;
  readonly first: number;
  readonly fresh: Iteration[];
  broken?: string;
  isOver: boolean;
}

/**
 * Carries orders out as a driver does: in turns, whole batches, indexes that go on from batch to batch, a broken commit
 * said once.
 */
export function carryOut(
  evidence: SidesEvidence,
  orders: readonly Order[],
  { world, random }: { world: World; random: (below: number) => number },
): SidesEvidence {
  let first = 1 + lastIndex(evidence);
  const all = orders.map((order): Going => {
    const going = { order, first, fresh: [], isOver: false };
    first += order.runs;
    return going;
  });
  while (all.some(({ isOver }) => !isOver))
    for (const going of all) if (!going.isOver) takeTurn(going, world(going.order.side, random));
  const next = new Map(evidence);
  for (const { order, first: from, fresh, broken } of all) {
    const had: SideEvidence = next.get(order.side) ?? { iterations: [], asked: 0 };
    const span = order.inTurns === true ? [{ first: from, count: order.runs }] : [];
    next.set(order.side, {
      iterations: [...had.iterations, ...fresh],
      asked: had.asked + (broken === undefined ? fresh.length : order.runs),
      batches: [...(had.batches ?? []), ...span],
      ...(broken === undefined ? {} : { broken }),
    });
  }
  return next;
}

function takeTurn(going: Going, sign: string): void {
  const { order, first, fresh } = going;
  const found = sample.get(sign);
  if (found === undefined) going.broken = 'the set-up failed';
  else fresh.push({ ...found, index: first + fresh.length });
  const isLeft = order.untilFailure === true && found?.outcome === 'failed';
  going.isOver = going.broken !== undefined || isLeft || fresh.length === order.runs;
}

/** Runs that were asked for but did not come back have their numbers too. */
function lastIndex(evidence: SidesEvidence): number {
  let last = 0;
  for (const { iterations, batches = [] } of evidence.values()) {
    for (const { first, count } of batches) last = Math.max(last, first + count - 1);
    for (const { index } of iterations) last = Math.max(last, index);
  }
  return last;
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
