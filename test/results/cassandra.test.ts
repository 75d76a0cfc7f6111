import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import type { Iteration } from '../../src/model/iteration.ts';
import { readIteration } from '../../src/results/iteration.ts';
import { parseReport } from '../../src/results/parse-report.ts';
import { corpus, needCorpus } from '../support/corpus.ts';

function read(file: string, selector: string, code: number): Iteration {
  const path = join(needCorpus(), 'cassandra', file);
  return readIteration({
    index: 1,
    selector: parseSelector(selector),
    exit: { code, signal: null, timedOut: false },
    reports: [parseReport(file, readFileSync(path))],
    durationMs: 1,
    machine: 'm',
  });
}

const test = 'TEST-org.apache.cassandra.distributed.test.';

describe.skipIf(corpus === undefined && process.env['CI'] === undefined)(
  "reports of Cassandra's own formatters (set RETRIAL_CORPUS to run)",
  () => {
    it.each([
      [
        `${test}AfterClassTest.xml`,
        'AfterClassTest#testPass',
        1,
        'failed',
        'Uncaught exceptions were thrown during test',
      ],
      [`${test}AfterClassTest.xml`, 'AfterClassTest#testFail', 1, 'failed', 'rows expected:<1> but was:<2>'],
      [
        `${test}AfterClassTest.xml`,
        'AfterClassTest#testError',
        1,
        'failed',
        'CAS operation timed out: received 1 of 2 required responses',
      ],
      [
        `${test}AfterClassTest.xml`,
        'AfterClassTest#testIgnoredMsg',
        1,
        'skipped',
        'skipped: flaky, CASSANDRA-99999',
      ],
      [
        `${test}AfterClassTest.xml`,
        'AfterClassTest#testIgnored',
        1,
        'skipped',
        'skipped without a reason given',
      ],
      [
        `${test}AfterClassTest.xml`,
        'AfterClassTest#testNone',
        1,
        'lost',
        'the class failed and the test has no result of its own',
      ],
      [
        `${test}AfterClassOnlyTest.xml`,
        'AfterClassOnlyTest#testConflictingWritesWithStaleRingInformation',
        1,
        'failed',
        'Uncaught exceptions were thrown during test',
      ],
      [
        `compression__${test}AfterClassTest-testFail,testPass.xml`,
        'AfterClassTest#testFail',
        1,
        'failed',
        'rows expected:<1> but was:<2>',
      ],
      [
        `compression__${test}AfterClassTest-testFail,testPass.xml`,
        'AfterClassTest#testPass',
        1,
        'failed',
        'Uncaught exceptions were thrown during test',
      ],
      [
        `${test}BeforeClassTest.xml`,
        'BeforeClassTest#testAny',
        1,
        'lost',
        'the set-up of the class failed before the test ran',
      ],
      [`ign__${test}IgnClassTest.xml`, 'IgnClassTest#testAny', 0, 'skipped', 'the whole class is skipped'],
      [
        `_jdk17__${test}HangTest-nosuch.xml`,
        'HangTest#nosuch',
        1,
        'skipped',
        'the runner found no such test',
      ],
      [
        `${test}HangTest.xml`,
        'HangTest#z9hang',
        1,
        'failed',
        'Timeout occurred. Please note the time in the report does not reflect the time until the timeout.',
      ],
      [
        `${test}HangTest.xml`,
        'HangTest#a1finished',
        1,
        'lost',
        'another test of the process hung, and finished results were lost with it',
      ],
      [
        `${test}ExitTest.xml`,
        'ExitTest#testExit',
        1,
        'failed',
        'Forked Java VM exited abnormally. Please note the time in the report does not reflect the time until the VM exit.',
      ],
      [
        `${test}ExitTest.xml`,
        'ExitTest#testOther',
        1,
        'lost',
        'the process died in another test, and finished results were lost with it',
      ],
      [
        'hang.xml',
        'auth_test.py::TestAuth::test_hang',
        1,
        'failed',
        'Failed: Timeout (>5.0s) from pytest-timeout.',
      ],
    ] as const)('%s, asked for %s', (file, selector, code, outcome, words) => {
      const iteration = read(file, selector, code);
      expect([iteration.outcome, iteration.failure?.message ?? iteration.reason]).toEqual([outcome, words]);
    });

    it('mark a class that fails after a method that passed', () => {
      const { results } = read(`${test}AfterClassOnlyTest.xml`, 'AfterClassOnlyTest', 1);
      expect(results.map(({ outcome, scope, phase }) => [outcome, scope, phase])).toEqual([
        ['passed', 'method', 'call'],
        ['failed', 'class', 'teardown'],
      ]);
    });

    it.each([
      ['hang.xml', 'auth_test.py::TestAuth::test_hang', 'timeout'],
      [`${test}HangTest.xml`, 'HangTest#z9hang', 'timeout'],
      [`${test}ExitTest.xml`, 'ExitTest#testExit', 'crash'],
      [`${test}AfterClassTest.xml`, 'AfterClassTest#testFail', 'failure'],
      [`${test}AfterClassTest.xml`, 'AfterClassTest#testError', 'error'],
    ] as const)('tell hung and dead processes from failures: %s %s is a %s', (file, selector, kind) => {
      expect(read(file, selector, 1).failure?.kind).toBe(kind);
    });

    it('mark a failure in the tear-down of a Python test', () => {
      const both = read('pytest_result.xml', 'auth_test.py::TestTeardown::test_both', 1);
      expect(both.results.map(({ name, phase }) => [name, phase])).toEqual([
        ['test_both[1-2]', 'call'],
        ['test_both[1-2]', 'teardown'],
        ['test_both[2-2]', 'call'],
        ['test_both[2-2]', 'teardown'],
      ]);
      const only = read('pytest_result.xml', 'auth_test.py::TestTeardown::test_td', 1);
      expect(only.results.map(({ outcome, phase }) => [outcome, phase])).toEqual([
        ['failed', 'teardown'],
        ['failed', 'teardown'],
      ]);
    });
  },
);
