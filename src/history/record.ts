import { digest64 } from '../failures/digest.ts';
import { signatureOf } from '../failures/signature-of.ts';
import type { Build, BuildRecord, BuildTally, SeenFailure, SeenSignature } from '../model/history.ts';
import type { Failure } from '../model/iteration.ts';

/** Longest test name kept; an index row holds no more than this safely. */
const longestName = 400;
/** Characters kept of the message and of the stack that stand for a signature: of their head, and in all. */
const exampleHead = 2_000;
const exampleLimit = 8_000;

/** Counts of one test as a report names it. */
export interface NamedTally {
  readonly container: string;
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One failure of a test as a report names it. */
export interface NamedFailure {
  readonly container: string;
  readonly name: string;
  readonly failure: Failure;
}

/** What a test is called in history; a very long name ends in a digest of the whole. */
export function testId(container: string, name: string): string {
  const whole = [container, name].filter((part) => part !== '').join('#');
  return whole.length <= longestName ? whole : `${whole.slice(0, longestName - 20)}…${digest64(whole)}`;
}

/** A build's record while its failures come in: the digest of a cause takes long enough to want them in pieces. */
export interface GrowingRecord {
  add(failures: readonly NamedFailure[]): void;
  end(): BuildRecord;
}

/** Turns what a build's reports say into what is kept: each test once, each failure by the digest of its cause. */
export function newRecord(build: Build, tallies: readonly NamedTally[]): GrowingRecord {
  const signatures = new Map<string, SeenSignature>();
  const seen = new Map<string, SeenFailure>();
  return {
    add(failures) {
      for (const { container, name, failure } of failures) {
        const test = testId(container, name);
        const { signature } = signatureOf(failure, { container, name });
        const { id, title } = signature;
        if (!signatures.has(id)) signatures.set(id, { id, title, container, name, example: cut(failure) });
        const key = `${test}\n${id}`;
        seen.set(key, { test, signature: id, count: (seen.get(key)?.count ?? 0) + 1 });
      }
    },
    end: () => ({
      build,
      tallies: [...byTest(tallies).values()],
      failures: [...seen.values()],
      signatures: [...signatures.values()],
    }),
  };
}

/** The same at once, for a few failures. */
export function recordOf(
  build: Build,
  tallies: readonly NamedTally[],
  failures: readonly NamedFailure[],
): BuildRecord {
  const record = newRecord(build, tallies);
  record.add(failures);
  return record.end();
}

function byTest(tallies: readonly NamedTally[]): ReadonlyMap<string, BuildTally> {
  const tests = new Map<string, BuildTally>();
  for (const { container, name, passed, failed, skipped } of tallies) {
    const test = testId(container, name);
    const before = tests.get(test) ?? { test, passed: 0, failed: 0, skipped: 0 };
    tests.set(test, {
      test,
      passed: before.passed + passed,
      failed: before.failed + failed,
      skipped: before.skipped + skipped,
    });
  }
  return tests;
}

function cut(failure: Failure): Failure {
  return { ...failure, message: withoutMiddle(failure.message), body: withoutMiddle(failure.body) };
}

/** A text begins with what happened and ends with where: between them a message may hold a dump of all threads. */
function withoutMiddle(text: string): string {
  if (text.length <= exampleLimit) return text;
  const [head, tail] = [text.slice(0, exampleHead), text.slice(exampleHead - exampleLimit)];
  const from = tail.indexOf('\n') + 1;
  return `${head}\n… ${text.length - head.length - tail.length + from} characters left out …\n${tail.slice(from)}`;
}
