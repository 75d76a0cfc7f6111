import type { Iteration } from '../../src/model/iteration.ts';
import type { SideEvidence, SidesEvidence } from '../../src/model/question.ts';

/** Outcomes in short: `.` passed, `s` skipped, `-` lost, any letter else a failure of that cause. */
export function iterationsOf(outcomes: string, first = 1, machine = 'slot 1'): Iteration[] {
  return outcomes.split('').map((sign, at) => iterationOf(sign, first + at, machine));
}

/**
 * `before: '10.', …` as evidence: one batch a side, indexes go on from side to side. So two sides of equally many runs
 * that follow each other were run in turns.
 */
export function evidenceOf(sides: Readonly<Record<string, string>>): SidesEvidence {
  const evidence = new Map<string, SideEvidence>();
  let next = 1;
  for (const [side, outcomes] of Object.entries(sides)) {
    const batches = [{ first: next, count: outcomes.length }];
    evidence.set(side, { iterations: iterationsOf(outcomes, next), asked: outcomes.length, batches });
    next += outcomes.length;
  }
  return evidence;
}

/** So many failures of one cause among so many runs, evenly spread. */
export function runs(failed: number, executed: number, cause = 'x'): string {
  return cause.repeat(failed) + '.'.repeat(executed - failed);
}

function iterationOf(sign: string, index: number, machine: string): Iteration {
  const base = { index, machine, durationMs: 1000, results: [] };
  if (sign === '.') return { ...base, outcome: 'passed' };
  if (sign === 's') return { ...base, outcome: 'skipped', reason: 'skipped: known bug' };
  if (sign === '-') return { ...base, outcome: 'lost', reason: 'the machine went away' };
  const failure = {
    kind: 'failure',
    type: `${sign.toUpperCase()}Exception`,
    message: `cause ${sign} happened`,
    body: `${sign.toUpperCase()}Exception: cause ${sign} happened\n\tat shop.Cart.${sign}(Cart.java:1)`,
  } as const;
  return {
    ...base,
    outcome: 'failed',
    failure,
    results: [
      {
        container: 'shop.CartTest',
        name: 'adds',
        outcome: 'failed',
        scope: 'method',
        phase: 'call',
        failure,
      },
    ],
  };
}
