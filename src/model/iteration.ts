/** Why a test case failed, as its report says it. All texts are hostile. */
export interface Failure {
  /** failure: an assertion. error: any other exception. timeout: the time limit. crash: the process died. */
  readonly kind: 'failure' | 'error' | 'timeout' | 'crash';
  /** The exception type as written, or empty. */
  readonly type: string;
  readonly message: string;
  /** Stack or body text; capped with head and tail kept. */
  readonly body: string;
}

/** One test case in one iteration. */
export interface TestResult {
  /** Class, module or file as the report names it; empty if it names none. */
  readonly container: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** A class-scope result is not a method's: a failed set-up or tear-down of the whole class. */
  readonly scope: 'method' | 'class';
  readonly phase: 'setup' | 'call' | 'teardown';
  readonly durationMs?: number;
  readonly failure?: Failure;
  readonly skipReason?: string;
  /** Outcomes of the framework's own retries after the first attempt; the first attempt is what counts. */
  readonly retries?: readonly ('passed' | 'failed' | 'skipped')[];
}

/** One execution of the selection. */
export interface Iteration {
  /** 1-based within the run. */
  readonly index: number;
  /**
   * passed, failed: the asked test ran to a verdict. skipped: the framework did not run it.
   * lost: nothing can be said (build failed, process died first, cancelled).
   */
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'lost';
  /** Why it is skipped or lost, in words a person would use; equal causes give equal words. */
  readonly reason?: string;
  /** The failure that made the iteration fail. */
  readonly failure?: Failure;
  /** Results of the asked test and of its class: class-level and tear-down failures beside the method's own. */
  readonly results: readonly TestResult[];
  /** Left out where nobody told it: unknown, and no zero. */
  readonly durationMs?: number;
  /** Which machine, slot or runner it ran on: iterations of one machine are not independent. */
  readonly machine: string;
  /** What its path among the files of a CI service says of its process, where it went another way; the reports count. */
  readonly pathSays?: 'passed' | 'failed';
  /** It passed as far as a report that broke off tells, and counts beside a failure that is known from such a report. */
  readonly cutShort?: true;
  /** What checkout and set-up took before it, where it was the first to need them and somebody measured it. */
  readonly preparedMs?: number;
}

/** asked = executed + skipped + lost, executed = passed + failed. */
export interface Counts {
  readonly asked: number;
  readonly executed: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly lost: number;
}

/**
 * Counts iterations; what was asked but never came back is lost.
 * @throws RangeError when there are more iterations than were asked, or one index twice: a counting bug, never shown as a number.
 */
export function tally(asked: number, iterations: readonly Iteration[]): Counts {
  const seen = new Set(iterations.map((iteration) => iteration.index));
  if (seen.size !== iterations.length) throw new RangeError('an iteration is counted twice');
  if (iterations.length > asked) throw new RangeError(`${iterations.length} iterations, but ${asked} asked`);
  const of = (outcome: Iteration['outcome']): number =>
    iterations.filter((iteration) => iteration.outcome === outcome).length;
  const passed = of('passed');
  const failed = of('failed');
  const skipped = of('skipped');
  const executed = passed + failed;
  return { asked, executed, passed, failed, skipped, lost: asked - executed - skipped };
}
