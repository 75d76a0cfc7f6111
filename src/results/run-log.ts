/** What a log says of one of its runs. */
export interface LoggedRun {
  /** As the script counts: from 0 on. */
  readonly number: number;
  /** Its command exited with a failure, or a test of it failed. */
  readonly failed: boolean;
  /** The log goes on behind it: a run that the machine did not survive is the last one, and not over. */
  readonly isOver: boolean;
  /** The test classes that ran in it, with how many tests each ran and skipped. */
  readonly suites: readonly LoggedSuite[];
}

export interface LoggedSuite {
  /** Hostile text. */
  readonly name: string;
  readonly run: number;
  readonly skipped: number;
  /** Milliseconds that it took, where its line says so. */
  readonly ms?: number;
}

/** The runs of one machine. */
export interface RunLog {
  readonly machine: string;
  readonly runs: readonly LoggedRun[];
}

/** Runs of one log that are read, and suites of one run; more is no log of repeats. */
const most = { runs: 100_000, suites: 200 };
/** Characters of a line that are looked at. */
const longest = 4_000;

/**
 * Reads the log of Cassandra's `.build/run-tests.sh` with a target such as `test-repeat`: it prints `–––– run 3` before
 * each run, `failed …` behind one that failed, and `failure rate: 2/100` at the end; between them stand ant's lines
 * `Tests run: 5, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 3.2 sec`, each behind the class's `Testsuite: …`.
 */
export function collectRunLog(): { write(text: string): void; end(): readonly LoggedRun[] } {
  const runs: Draft[] = [];
  let suite = '';
  let rest = '';
  const read = (line: string): void => {
    const last = runs.at(-1);
    const begun = /(?:^|\s)[–-]{4} run (\d{1,9})$/.exec(line);
    if (begun !== null) {
      if (last !== undefined) last.isOver = true;
      if (runs.length < most.runs)
        runs.push({ number: Number(begun[1]), failed: false, isOver: false, suites: [] });
      return;
    }
    if (last === undefined || last.isOver) return;
    if (/(?:^|\s)failure rate: \d{1,9}\/\d{1,9}$|(?:^|\s)fail fast, after /.test(line)) last.isOver = true;
    if (/^(?:\[[^\]]{0,80}\] )?failed \S+ \S*test/.test(line)) last.failed = true;
    suite = /Testsuite: (\S{1,500})/.exec(line)?.[1] ?? suite;
    const told = /Tests run: (\d{1,9}), Failures: (\d{1,9}), Errors: (\d{1,9}), Skipped: (\d{1,9})/.exec(
      line,
    );
    if (told === null) return;
    const [run = 0, failures = 0, errors = 0, skipped = 0] = told.slice(1).map(Number);
    if (failures + errors > 0) last.failed = true;
    if (last.suites.length < most.suites) last.suites.push({ name: suite, run, skipped, ...elapsedIn(line) });
  };
  return {
    write(text) {
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(0, longest);
      for (const line of lines) read(line.slice(0, longest).trimEnd());
    },
    end() {
      if (rest !== '') read(rest.trimEnd());
      rest = '';
      return runs;
    },
  };
}

/** With commas between thousands; in a language that writes numbers otherwise the time is unknown. */
function elapsedIn(line: string): Pick<LoggedSuite, 'ms'> {
  const told = /Time elapsed: (\d{1,3}(?:,\d{3}){0,3}(?:\.\d{1,9})?|\d{1,9}(?:\.\d{1,9})?) s/.exec(line)?.[1];
  return told === undefined ? {} : { ms: Math.round(Number(told.replaceAll(',', '')) * 1000) };
}

interface Draft extends LoggedRun {
  failed: boolean;
  isOver: boolean;
  readonly suites: LoggedSuite[];
}
