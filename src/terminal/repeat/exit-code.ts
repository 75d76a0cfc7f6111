import type { Verdict } from '../../model/verdict.ts';

export interface Asked {
  /** A failure rate to rule out, 0 to 1. */
  readonly rate?: number;
  /** Map to the codes `git bisect run` understands. */
  readonly bisectExit: boolean;
  readonly interruptedBy?: 'SIGINT' | 'SIGTERM';
}

/** What `git bisect run` takes as "this commit cannot be tested". */
const untestable = 125;

/** The documented exit codes of `repeat`. */
export function exitCodeOf(verdict: Verdict, asked: Asked): number {
  if (asked.interruptedBy !== undefined) return asked.interruptedBy === 'SIGINT' ? 130 : 143;
  const code = plainCode(verdict, asked.rate);
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
