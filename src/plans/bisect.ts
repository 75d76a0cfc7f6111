import type { Bisection } from '../model/bisection.ts';
import type { SidesEvidence } from '../model/question.ts';
import { bisectionOf } from './bisect/bisection-of.ts';
import { establishEnds } from './bisect/ends.ts';
import { narrow } from './bisect/narrow.ts';
import type { BisectPlan, BisectQuestion, BisectStep } from './bisect/question.ts';
import { type Search, searchOf, type Stage } from './bisect/search.ts';

/**
 * Finds the commit from which on a test fails now and then (statistics.md section 8): shows that the bad end fails
 * and the good end does not, then runs where a run tells most, until one commit holds 1 - delta of the chance. Where
 * the good end does not run the test, first finds where it begins to run. A merge as culprit is entered: the step
 * `expand` asks for its inside, which goes into the question.
 */
export function bisectPlan(question: BisectQuestion): BisectPlan {
  return (evidence) => {
    const search = searchOf(question, evidence);
    const stage = stageOf(search);
    if (stage.kind === 'end') return { kind: 'done', finding: bisectionOf(search, stage) };
    return stage.kind === 'run' ? withinSteps(question, evidence, stage) : stage;
  };
}

/** A round at no more commits than may be tried; where it would be at new ones alone, or takes them in turns, the end. */
function withinSteps(
  question: BisectQuestion,
  evidence: SidesEvidence,
  round: Extract<Stage, { kind: 'run' }>,
): BisectStep {
  const { mostSteps: triedAll, ...unlimited } = question;
  if (triedAll === undefined) return round;
  const left = triedAll - evidence.size;
  const fresh = round.orders.filter(({ side }) => !evidence.has(side)).map(({ side }) => side);
  if (fresh.length <= left) return round;
  const over = new Set(fresh.slice(Math.max(0, left)));
  const orders = round.orders.filter(({ side }) => !over.has(side));
  const isWhole = round.orders.some(({ inTurns }) => inTurns === true);
  if (orders.length > 0 && !isWhole) return { ...round, orders };
  const finding = bisectionSoFar(unlimited, evidence);
  const { outcome } = finding;
  return {
    kind: 'done',
    finding: outcome.kind === 'unfinished' ? { ...finding, outcome: { ...outcome, triedAll } } : finding,
  };
}

/** What can be said now, when somebody stops the search: its result, or how far it is. */
export function bisectionSoFar(question: BisectQuestion, evidence: SidesEvidence): Bisection {
  const whole = bisectPlan(question)(evidence);
  if (whole.kind === 'done') return whole.finding;
  const { mostSteps: _, ...unlimited } = question;
  const stopped = { ...unlimited, mostRuns: 0 };
  const step = bisectPlan(stopped)(evidence);
  if (step.kind === 'done') return step.finding;
  // Only the inside of a merge is missing: then the merge is the result.
  const outside = bisectPlan({ ...stopped, intoMerges: false })(evidence);
  if (outside.kind !== 'done') throw new RangeError('a search without any budget asked for runs');
  return outside.finding;
}

function stageOf(search: Search): Stage {
  const ends = establishEnds(search);
  if (ends.kind !== 'established') return ends;
  const { base, boundary } = ends;
  const counts = search.positions.slice(base).map(({ sample }) => sample);
  const delta = search.question.delta ?? 0.05;
  const stage = narrow(search, { positions: search.positions, base, counts, delta, confidence: 1 });
  return stage.kind === 'end' && boundary !== undefined ? { ...stage, boundary } : stage;
}
