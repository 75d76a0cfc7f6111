import type { InspectedTest } from '../model/inspection.ts';
import { roleOf } from './case-role.ts';
import { repeatOf } from './repeats.ts';
import type { ReportCase } from './report.ts';
import { containerOf } from './test-results.ts';

/** Tests beyond the limit that are counted: some megabytes. */
const MAX_BEYOND = 200_000;

type Tally = { -readonly [Key in keyof InspectedTest]: InspectedTest[Key] };

/** Counts test by test as cases come by, for a bounded number of tests. */
export class TestTallies {
  private readonly tallies = new Map<string, Tally>();
  private readonly limit: number;
  /** Cases of tests beyond the limit. */
  left = 0;
  /** Which tests those are, by digests, as far as they are counted. */
  private readonly beyond = new Set<number>();

  constructor(limit: number) {
    this.limit = limit;
  }

  add(testCase: ReportCase): void {
    const [container, name] = identityOf(testCase);
    const key = `${container}\n${name}`;
    let tally = this.tallies.get(key);
    if (tally === undefined) {
      if (this.tallies.size === this.limit) {
        this.left++;
        if (this.beyond.size < MAX_BEYOND) this.beyond.add(digestOf(key));
        return;
      }
      tally = { container, name, passed: 0, failed: 0, skipped: 0 };
      this.tallies.set(key, tally);
    }
    tally[firstOutcome(testCase)]++;
  }

  /** How many different tests there are, and whether there are more than were counted. */
  get found(): { readonly tests: number; readonly more: boolean } {
    return { tests: this.tallies.size + this.beyond.size, more: this.beyond.size === MAX_BEYOND };
  }

  /** Worst first: most failures, then most skips, then by name. */
  worstFirst(): readonly InspectedTest[] {
    return [...this.tallies.values()].toSorted(
      (a, b) => b.failed - a.failed || b.skipped - a.skipped || compare(a, b),
    );
  }
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

/** Records that stand for a whole class or file are counted under its name alone. */
function identityOf(testCase: ReportCase): readonly [string, string] {
  const role = roleOf(testCase);
  if (role.kind === 'class' || role.kind === 'collection') return [role.container, ''];
  return [containerOf(testCase), repeatOf(testCase.name)?.name ?? testCase.name];
}

/** A pass after failed attempts of the same case is a failure that a framework's retry hid. */
function firstOutcome({ outcome, attempts }: ReportCase): 'passed' | 'failed' | 'skipped' {
  if (outcome === 'skipped') return 'skipped';
  const hidden = outcome === 'passed' && attempts.some(({ problem }) => problem !== undefined);
  return outcome === 'passed' && !hidden ? 'passed' : 'failed';
}

function compare(a: InspectedTest, b: InspectedTest): number {
  const [left, right] = [`${a.container}\n${a.name}`, `${b.container}\n${b.name}`];
  return left < right ? -1 : Number(left > right);
}
