import type { DecisionVerb } from '../../model/ledger.ts';

/** What a project allows and assumes. */
export interface ProjectSettings {
  /** Iterations when a command names no number. */
  readonly defaultCount: number;
  /** The most iterations one command may ask for. */
  readonly maxCount: number;
  /** The command word in lower case, as people type it here. */
  readonly commandWord: string;
  /** `owner/name` of the code, where the ticket's own project is not that, as in Jira. */
  readonly repository?: string;
  /** The server's operator lets code of forks run on the service `local`. */
  readonly runsForks?: true;
  /** This server only says what it would do, whatever it is asked. */
  readonly isDry?: true;
  /** Lanes that tests can run in, the usual one first; absent or empty where there is one way only. */
  readonly lanes?: readonly string[];
  /** What lanes are, by their names: `{ jdk11: { jdk: '11' } }`. Absent where the project's file does not say. */
  readonly matrix?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Which tests lanes are for, by their names: `{ dtest: ['*.distributed.*', '!*.upgrade.*'] }`; absent: all are for all. */
  readonly laneTests?: Readonly<Record<string, readonly string[]>>;
  /** CI services that can run its tests, the usual one first. */
  readonly services?: readonly string[];
  /** Variables that commands may set for a test's process. */
  readonly variables?: readonly string[];
  /** Who has a right, where the project's own roles say so, in words; absent where the tracker's usual ones do. */
  readonly holders?: Readonly<Record<'run' | 'decide', string>>;
  /** Logins who alone may let a release pass; absent: whoever may decide. */
  readonly releaseManagers?: readonly string[];
  /** The status a ticket gets once something is decided about it, in the tracker's words; absent where tickets keep theirs. */
  readonly statusAfter?: Readonly<Partial<Record<DecisionVerb, string>>>;
  /** The project names a file for tests that run and block nothing. */
  readonly hasQuarantine?: boolean;
  /** Time one iteration may take, in milliseconds; absent when the CI service decides. */
  readonly defaultTimeoutMs?: number;
}
