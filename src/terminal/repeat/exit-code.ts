import type { DecisionKind } from '../../model/decision.ts';
import type { Verdict } from '../../model/verdict.ts';

export interface Asked {
  /** A failure rate to rule out, 0 to 1. */
  readonly rate?: number;
  /** The answer, where the run was asked a question. */
  readonly decision?: DecisionKind;
  /** Map to the codes `git bisect run` understands. */
  readonly bisectExit: boolean;
  readonly interruptedBy?: 'SIGINT' | 'SIGTERM';
}

/** What `git bisect run` takes as "this commit cannot be tested". */
export const untestable = 125;

const decided: Readonly<Record<DecisionKind, number>> = {
  below: 0,
  'still-bites': 0,
  'not-seen': 0,
  above: 1,
  reproduced: 1,
  'fails-no-more': 1,
  undecided: 3,
  'nothing-ran': 4,
};

/** The documented exit codes of `repeat`. */
export function exitCodeOf(verdict: Verdict, asked: Asked): number {
  if (asked.interruptedBy !== undefined) return asked.interruptedBy === 'SIGINT' ? 130 : 143;
  const isBroken = verdict.kind === 'environment-broken';
  const { decision } = asked;
  const code = decision === undefined || isBroken ? plainCode(verdict, asked.rate) : decided[decision];
  return asked.bisectExit && code >= 3 ? untestable : code;
}

function plainCode({ kind, estimate }: Verdict, rate: number | undefined): number {
  switch (kind) {
    case 'flaky':
    case 'broken':
      return 1;
    case 'nothing-ran':
      return 4;
    case 'environment-broken':
      return 5;
    case 'clean-so-far':
      return rate !== undefined && (estimate?.high ?? 1) > rate ? 3 : 0;
  }
}
