import type { SidesEvidence } from '../../model/question.ts';
import type { Step } from '../../plans/plan.ts';
import type { Executor } from './executor.ts';

/** A plan, and what can be said when somebody stops it before its end. */
export interface Asked<Finding> {
  readonly plan: (evidence: SidesEvidence) => Step<Finding> | Promise<Step<Finding>>;
  readonly conclude: (evidence: SidesEvidence) => Finding;
  /** Told what the next round is for. */
  readonly onRound: (aim: string) => void;
  readonly signal: AbortSignal;
}

/** Asks the plan, carries out what it wants, and asks again, until it has found what it was to find. */
export async function ask<Finding>(executor: Executor, asked: Asked<Finding>): Promise<Finding> {
  for (;;) {
    const evidence = executor.evidence();
    if (asked.signal.aborted) return asked.conclude(evidence);
    const step = await asked.plan(evidence);
    if (step.kind === 'done') return step.finding;
    asked.onRound(step.aim);
    await executor.run(step.orders);
  }
}
