import type { Failure, Iteration } from '../model/iteration.ts';

/** How the process of an iteration ended. */
export interface ExitFacts {
  /** Exit code; null when a signal ended the process or it never started. */
  readonly code: number | null;
  /** Name of the signal that ended it, such as SIGKILL. */
  readonly signal: string | null;
  /** Whether it was ended because it ran longer than the run allows. */
  readonly timedOut: boolean;
  /** Why it could not be started at all. */
  readonly spawnError?: string;
  /** The patterns that no report matched, where a project says where its reports are. */
  readonly sought?: readonly string[];
}

/** The failure of a test that the run's own time limit ended. */
export const timeoutFailure: Failure = {
  kind: 'timeout',
  type: '',
  message: 'the run ended it at its time limit',
  body: '',
};

/** Signals that end a process which did something wrong, by the exit code a shell makes of them. */
const deaths: Readonly<Record<number, string>> = {
  132: 'SIGILL',
  134: 'SIGABRT',
  135: 'SIGBUS',
  136: 'SIGFPE',
  137: 'SIGKILL',
  139: 'SIGSEGV',
};

/** The signal a process died of, not counting the ones that merely ask it to end. */
export function deathOf(exit: ExitFacts): string | undefined {
  if (exit.signal !== null) return Object.values(deaths).includes(exit.signal) ? exit.signal : undefined;
  return exit.code === null ? undefined : deaths[exit.code];
}

/**
 * What an exit code alone says, when no report is configured: skips cannot be seen.
 * 126 and 127 are a shell's words for a command that cannot be run or found.
 */
export function findingOfExit(exit: ExitFacts): Pick<Iteration, 'outcome' | 'reason' | 'failure'> {
  if (exit.timedOut) return { outcome: 'failed', failure: timeoutFailure };
  const notRun = shellRefusal(exit);
  if (notRun !== undefined) return { outcome: 'lost', reason: notRun };
  const died = deathOf(exit);
  if (died !== undefined) return failed('crash', `the process died of ${died}`);
  if (exit.code === null)
    return { outcome: 'lost', reason: `the process was ended by ${exit.signal ?? 'a signal'}` };
  return exit.code === 0 ? { outcome: 'passed' } : failed('failure', `exit code ${exit.code}`);
}

/** Why a shell could not run the command, if that is what its exit code says. */
export function shellRefusal(exit: ExitFacts): string | undefined {
  if (exit.code === 127) return 'the command was not found (exit code 127)';
  return exit.code === 126 ? 'the command could not be executed (exit code 126)' : undefined;
}

function failed(kind: Failure['kind'], message: string): { outcome: 'failed'; failure: Failure } {
  return { outcome: 'failed', failure: { kind, type: '', message, body: '' } };
}
