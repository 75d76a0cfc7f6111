import { cleanRunsNeeded } from '../../src/statistics/clean-runs.ts';
import { type ClearingPlan, type PlanStep, planStep } from '../../src/statistics/clearing-plan.ts';
import type { Sample } from '../../src/statistics/sample.ts';

/** Exact chances and means of a plan, without simulation. */
export interface PlanDistribution {
  /** Chance of "regression" (or "fixed", for the question fix). */
  readonly proven: number;
  readonly notReproduced: number;
  readonly needMore: number;
  /** Mean executed runs over both sides, and mean batches. */
  readonly runs: number;
  readonly rounds: number;
}

/** All paths below this together stay under 1e-13. */
const NEGLIGIBLE = 1e-20;

const NOTHING: Sample = { failed: 0, executed: 0 };

/**
 * Dynamic programming over the counts of the failing side, asking the real `planStep` for every batch; the side to
 * be cleared then only matters up to its first failure, which has a closed form.
 */
export function distribution(
  plan: ClearingPlan,
  rates: { failing: number; other: number },
): PlanDistribution {
  const total = { proven: 0, notReproduced: 0, needMore: 0, runs: 0, rounds: 0 };
  const open = new Map<number, Map<number, number>>([[0, new Map([[0, 1]])]]);
  for (let executed = 0; executed <= plan.mostFailing; executed++) {
    for (const [failed, chance] of open.get(executed) ?? []) {
      const sample = { failed, executed };
      const { step, needed } = ask(plan, sample);
      if (step.kind === 'run' && step.side === failingSide(plan)) {
        total.rounds += chance;
        spread(open, sample, { runs: step.runs, chances: binomial(step.runs, rates.failing), chance });
        continue;
      }
      total.runs += chance * executed;
      if (step.kind === 'decided')
        total[step.verdict === 'not-reproduced' ? 'notReproduced' : 'needMore'] += chance;
      else addClearing(plan, { needed, chance, other: rates.other }, total);
    }
    open.delete(executed);
  }
  return total;
}

/** Steps and clean runs do not depend on the rates, so one plan asks for each state once. */
interface Answer {
  readonly step: PlanStep;
  readonly needed: number;
}

const answers = new WeakMap<ClearingPlan, Map<number, Answer>>();

function ask(plan: ClearingPlan, failing: Sample): Answer {
  const seen = answers.get(plan) ?? new Map<number, Answer>();
  answers.set(plan, seen);
  const key = failing.executed * 1e6 + failing.failed;
  const known = seen.get(key);
  if (known !== undefined) return known;
  const step =
    plan.question === 'regression' ? planStep(plan, NOTHING, failing) : planStep(plan, failing, NOTHING);
  const clearing = step.kind === 'run' && step.side !== failingSide(plan);
  const answer = { step, needed: clearing ? cleanRunsNeeded(failing, plan.alpha) : 0 };
  seen.set(key, answer);
  return answer;
}

function failingSide(plan: ClearingPlan): 'before' | 'after' {
  return plan.question === 'regression' ? 'after' : 'before';
}

function spread(
  open: Map<number, Map<number, number>>,
  { failed, executed }: Sample,
  batch: { runs: number; chances: readonly number[]; chance: number },
): void {
  const at = open.get(executed + batch.runs) ?? new Map<number, number>();
  open.set(executed + batch.runs, at);
  for (const [k, chance] of batch.chances.entries()) {
    if (chance * batch.chance > NEGLIGIBLE)
      at.set(failed + k, (at.get(failed + k) ?? 0) + chance * batch.chance);
  }
}

function addClearing(
  plan: ClearingPlan,
  state: { needed: number; chance: number; other: number },
  total: { proven: number; needMore: number; runs: number; rounds: number },
): void {
  const { needed } = state;
  const planned = Math.min(needed, plan.mostClearing);
  const batch = plan.largestBatch;
  const clean = (1 - state.other) ** batch;
  const whole = Math.floor(planned / batch);
  const reached = clean ** whole;
  const started = clean === 1 ? whole : (1 - reached) / (1 - clean);
  const rest = planned - whole * batch;
  total.runs += state.chance * (batch * started + rest * reached);
  total.rounds += state.chance * (started + (rest > 0 ? reached : 0));
  total[needed <= plan.mostClearing ? 'proven' : 'needMore'] += state.chance * (1 - state.other) ** planned;
}

/**
 * The chance of a false "fixed" (and, by symmetry, of a false "regression") when both sides fail at one rate and the
 * question is "either": first over the batches in which both sides stay clean, then over the side that failed first.
 */
export function falseClaim(plan: ClearingPlan, rate: number): number {
  let clean = 1;
  let claimed = 0;
  let executed = 0;
  for (;;) {
    const step = planStep(plan, { failed: 0, executed }, { failed: 0, executed });
    if (step.kind === 'decided') return claimed;
    const chances = binomial(step.runs, rate);
    const none = chances[0] ?? 0;
    executed += step.runs;
    claimed += clean * none * claimAfter(plan, { executed, chances, rate });
    clean *= none * none;
  }
}

/** From the batch on that brought the first failures of one side, while the other was clean throughout. */
function claimAfter(
  plan: ClearingPlan,
  first: { executed: number; chances: readonly number[]; rate: number },
): number {
  const clean = { failed: 0, executed: first.executed };
  let claimed = 0;
  const open = new Map([[first.executed, new Map([...first.chances.entries()].slice(1))]]);
  for (let executed = first.executed; executed <= plan.mostFailing; executed++) {
    for (const [failed, chance] of open.get(executed) ?? []) {
      const step = planStep(plan, { failed, executed }, clean);
      if (step.kind === 'decided') claimed += step.verdict === 'fixed' ? chance : 0;
      else if (step.side === 'before')
        spread(
          open,
          { failed, executed },
          { runs: step.runs, chances: binomial(step.runs, first.rate), chance },
        );
      else {
        const needed = cleanRunsNeeded({ failed, executed }, plan.alpha) - clean.executed;
        if (needed <= plan.mostClearing) claimed += chance * (1 - first.rate) ** needed;
      }
    }
    open.delete(executed);
  }
  return claimed;
}

const known = new Map<string, readonly number[]>();

/** P(k failures among n runs), k = 0..n, for rates below 1 and n up to a few hundred. */
export function binomial(n: number, rate: number): readonly number[] {
  const key = `${n}/${rate}`;
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const chances: number[] = [];
  let chance = (1 - rate) ** n;
  for (let k = 0; k <= n; k++) {
    chances.push(chance);
    chance *= ((n - k) / (k + 1)) * (rate / (1 - rate));
  }
  known.set(key, chances);
  return chances;
}
