import type { ComparedSide, Comparison } from '../model/comparison.ts';
import type { SideEvidence, SidesEvidence } from '../model/question.ts';
import { type ClearingPlan, clearingPlan, planStep } from '../statistics/clearing-plan.ts';
import type { Sample } from '../statistics/sample.ts';
import { causeSample, causesAmong, isStalled, noEvidence, sampleOf } from './causes.ts';
import { type CompareQuestion, comparisonOf } from './comparison.ts';
import type { Order, Plan } from './plan.ts';

const sides: readonly ComparedSide[] = ['before', 'after'];

/**
 * Implicate, then clear, for every cause at once (statistics.md sections 0 and 5): both sides run in turns until one
 * of them fails; that side goes on until ln(1/alpha) failures; then the other one must stay clean as often as those
 * failures demand. A cause that fails on both sides is settled: it was there before. Whichever side fails first, the
 * chance of a wrong "regression", and that of a wrong "fixed", is that of the plan with the side named beforehand.
 */
export function comparePlan(question: CompareQuestion): Plan<Comparison> {
  return (evidence) => {
    const orders = question.runs === undefined ? open(question, evidence) : fixed(question.runs, evidence);
    if (orders.length === 0) return { kind: 'done', finding: comparisonOf(question, evidence) };
    return { kind: 'run', orders, aim: aimOf(orders, question) };
  };
}

type Wanted = Readonly<Record<ComparedSide, number>>;

const nothing: Wanted = { before: 0, after: 0 };

/** What a fixed number still lacks; one look at its end. */
function fixed(runs: number, evidence: SidesEvidence): readonly Order[] {
  return sides.flatMap((side) => {
    const { asked, broken } = sideOf(evidence, side);
    return asked >= runs || broken !== undefined ? [] : [{ side, runs: runs - asked }];
  });
}

function open(question: CompareQuestion, evidence: SidesEvidence): readonly Order[] {
  if (sides.some((side) => isStalled(sideOf(evidence, side)))) return [];
  const [before, after] = [sideOf(evidence, 'before'), sideOf(evidence, 'after')];
  const causes = causesAmong(evidence, question.known);
  const plan = planFor(question, Math.max(1, causes.length));
  const all =
    causes.length === 0
      ? [wantedFor(plan, sampleOf(before), sampleOf(after))]
      : causes.map((cause) => wantedFor(plan, causeSample(before, cause), causeSample(after, cause)));
  return sides.flatMap((side) => {
    const runs = Math.max(0, ...all.map((want) => want[side]));
    return runs === 0 ? [] : [{ side, runs }];
  });
}

/** Causes share the error: each is planned at its part of it, and wants as many failures as it would alone. */
function planFor(question: CompareQuestion, causes: number): ClearingPlan {
  const { alpha = 0.05, rate = 0.01, mostFailing = 1000, mostClearing = 2000 } = question;
  const { failuresWanted } = clearingPlan('either', { alpha });
  return clearingPlan('either', { alpha: alpha / causes, rate, failuresWanted, mostFailing, mostClearing });
}

/** What one cause still wants; nothing once it is settled or a cap is reached. */
function wantedFor(plan: ClearingPlan, before: Sample, after: Sample): Wanted {
  const step = planStep(plan, before, after);
  if (step.kind === 'decided') return nothing;
  if (step.side === 'both') return { before: step.runs, after: step.runs };
  return { ...nothing, [step.side]: step.runs };
}

function sideOf(evidence: SidesEvidence, side: ComparedSide): SideEvidence {
  return evidence.get(side) ?? noEvidence;
}

function aimOf(orders: readonly Order[], question: CompareQuestion): string {
  const labels = orders.map(({ side }) => (side === 'before' ? question.before : question.after).label);
  return labels.length === 2 ? `both sides, ${labels.join(' and ')}` : (labels[0] ?? '');
}
