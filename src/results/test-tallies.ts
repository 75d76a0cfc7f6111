import type { InspectedTest } from '../model/inspection.ts';
import { roleOf } from './case-role.ts';
import { repeatOf } from './repeats.ts';
import type { ReportCase } from './report.ts';
import { RetryWatch } from './retry-watch.ts';
import { containerOf } from './test-results.ts';

/** Tests without room in the table whose runs are counted: some ten megabytes. */
const mostBeyond = 200_000;

type Outcome = 'passed' | 'failed' | 'skipped';
type Runs = Record<Outcome, number>;

interface Tally {
  readonly container: string;
  readonly name: string;
  readonly runs: Runs;
  /** Cases of the same name that tried a failed test again; absent for none. */
  retries?: Runs;
}

/** Counts test by test as cases come by, and keeps the worst of any number of tests. */
export class TestTallies {
  private readonly tallies = new Map<string, Tally>();
  /** What is counted of tests that the table has no room for, by digests of their names. */
  private readonly beyond = new Map<number, Pick<Tally, 'runs' | 'retries'>>();
  private readonly limit: number;
  private cases = 0;
  private isForgetting = false;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Counts the cases of one report in their order, by which retries are told from runs. */
  report(): (testCase: ReportCase) => void {
    const watch = new RetryWatch();
    return (testCase) => {
      const role = roleOf(testCase);
      const isWhole = role.kind === 'class' || role.kind === 'collection';
      // Records that stand for a whole class or file are counted under its name alone.
      const tally = isWhole
        ? this.tallyOf(role.container, '')
        : this.tallyOf(containerOf(testCase), repeatOf(testCase.name)?.name ?? testCase.name);
      const standing = isWhole ? 'run' : watch.standingOf(testCase);
      if (standing === 'teardown') return;
      const into = standing === 'retry' ? (tally.retries ??= none()) : tally.runs;
      into[firstOutcome(testCase)]++;
      this.cases++;
    };
  }

  /** How many different tests there are, and whether there are more than were counted. */
  get found(): { readonly tests: number; readonly more: boolean } {
    return { tests: this.tallies.size + this.beyond.size, more: this.isForgetting };
  }

  /** Cases of tests that the table has no room for. */
  get left(): number {
    this.makeRoom();
    return [...this.tallies.values()].reduce((rest, tally) => rest - casesIn(tally), this.cases);
  }

  /** Worst first: most failures, then most skips, then by name. @param how whether a retry is a run, where tests were repeated */
  worstFirst(how: { readonly countRetries: boolean } = { countRetries: false }): readonly InspectedTest[] {
    this.makeRoom();
    return [...this.tallies.values()]
      .map(({ container, name, runs, retries }) => ({
        container,
        name,
        ...(how.countRetries ? sumOf(runs, retries) : runs),
      }))
      .toSorted((a, b) => worse(a, b) || compare(a, b));
  }

  private tallyOf(container: string, name: string): Tally {
    const key = `${container}\n${name}`;
    const known = this.tallies.get(key);
    if (known !== undefined) return known;
    if (this.tallies.size >= this.limit + Math.ceil(this.limit / 4)) this.makeRoom();
    const digest = this.beyond.size === 0 ? 0 : digestOf(key);
    const tally: Tally = { container, name, ...(this.beyond.get(digest) ?? { runs: none() }) };
    this.beyond.delete(digest);
    this.tallies.set(key, tally);
    return tally;
  }

  /** Leaves the worst in the table; of the others only counts are kept. */
  private makeRoom(): void {
    if (this.tallies.size <= this.limit) return;
    const ranked = [...this.tallies].toSorted(([, a], [, b]) =>
      worse(sumOf(a.runs, a.retries), sumOf(b.runs, b.retries)),
    );
    for (const [key, { runs, retries }] of ranked.slice(this.limit)) {
      this.tallies.delete(key);
      if (this.beyond.size < mostBeyond)
        this.beyond.set(digestOf(key), retries === undefined ? { runs } : { runs, retries });
      else this.isForgetting = true;
    }
  }
}

function none(): Runs {
  return { passed: 0, failed: 0, skipped: 0 };
}

function sumOf(runs: Runs, retries: Runs = none()): Runs {
  return {
    passed: runs.passed + retries.passed,
    failed: runs.failed + retries.failed,
    skipped: runs.skipped + retries.skipped,
  };
}

function casesIn({ runs, retries }: Tally): number {
  const { passed, failed, skipped } = sumOf(runs, retries);
  return passed + failed + skipped;
}

function worse(a: Runs, b: Runs): number {
  return b.failed - a.failed || b.skipped - a.skipped;
}

/** 53 bits, from two rounds of FNV-1a with different begins: a few hundred thousand names hardly ever share one. */
function digestOf(key: string): number {
  let [low, high] = [0x811c9dc5, 0x9747b28c];
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995) ^ (high >>> 13);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

/** A pass after failed attempts of the same case is a failure that a framework's retry hid. */
function firstOutcome({ outcome, attempts }: ReportCase): Outcome {
  if (outcome === 'skipped') return 'skipped';
  const hidden = outcome === 'passed' && attempts.some(({ problem }) => problem !== undefined);
  return outcome === 'passed' && !hidden ? 'passed' : 'failed';
}

function compare(a: InspectedTest, b: InspectedTest): number {
  const [left, right] = [`${a.container}\n${a.name}`, `${b.container}\n${b.name}`];
  return left < right ? -1 : Number(left > right);
}
