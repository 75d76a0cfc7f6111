import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import { type IterationEvidence, readIteration } from '../../src/results/iteration.ts';
import { parseReport } from '../../src/results/parse-report.ts';
import type { Iteration } from '../../src/model/iteration.ts';

const ended = { code: 0, signal: null, timedOut: false };

function read(
  selector: string,
  xml: readonly string[] | undefined,
  exit: Partial<IterationEvidence['exit']> = {},
): Iteration {
  return readIteration({
    index: 1,
    selector: parseSelector(selector),
    exit: { ...ended, ...exit },
    reports: xml?.map((text, at) => parseReport(`${at}.xml`, Buffer.from(text))),
    durationMs: 5,
    machine: 'm',
  });
}

const suite = (...cases: string[]): string => `<testsuite name="p.FooTest">${cases.join('')}</testsuite>`;
const pass = (name: string): string => `<testcase classname="p.FooTest" name="${name}"/>`;
const fail = (name: string, message = 'boom'): string =>
  `<testcase classname="p.FooTest" name="${name}"><failure message="${message}" type="E">E: ${message}\n\tat p.FooTest.x(FooTest.java:1)</failure></testcase>`;
const skip = (name: string, message = ''): string =>
  `<testcase classname="p.FooTest" name="${name}"><skipped message="${message}"/></testcase>`;
const ofClass = (frame: string): string =>
  `<testcase classname="junit.framework.TestSuite" name="p.FooTest"><error message="shut down" type="R">R: shut down\n\tat p.FooTest.${frame}(FooTest.java:4)</error></testcase>`;

describe('an iteration', () => {
  it.each([
    [
      'passes when the asked test passed',
      'FooTest#a',
      [suite(pass('a'), fail('b'))],
      {},
      'passed',
      undefined,
    ],
    [
      'fails when the asked test failed',
      'p.FooTest#b',
      [suite(pass('a'), fail('b'))],
      { code: 1 },
      'failed',
      undefined,
    ],
    [
      'is skipped when the framework skipped the test',
      'FooTest#a',
      [suite(skip('a', 'known bug'), pass('b'))],
      {},
      'skipped',
      'skipped: known bug',
    ],
    [
      'is skipped without a reason when none is given',
      'FooTest#a',
      [suite(skip('a'))],
      {},
      'skipped',
      'skipped without a reason given',
    ],
    [
      'is skipped when the report holds other tests only',
      'FooTest#c',
      [suite(pass('a'))],
      {},
      'skipped',
      'the report holds other tests, but not this one',
    ],
    [
      'is lost when no report was written',
      'FooTest#a',
      [],
      { code: 1 },
      'lost',
      'no report was written, exit code 1',
    ],
    [
      'is lost when no report is where the project says',
      'FooTest#a',
      [],
      { code: 0, sought: ['build/*.xml', 'out/junit.xml'] },
      'lost',
      'no report matches `build/*.xml` or `out/junit.xml`, exit code 0',
    ],
    [
      'is lost when the process was killed before its report',
      'FooTest#a',
      [],
      { code: null, signal: 'SIGSEGV' },
      'lost',
      'no report was written: the process was ended by SIGSEGV',
    ],
    [
      'is lost when the class could not be set up',
      'FooTest#a',
      [suite(ofClass('beforeClass'))],
      { code: 1 },
      'lost',
      'the set-up of the class failed before the test ran',
    ],
    [
      'is lost when the command could not start',
      'FooTest#a',
      [],
      { code: null, spawnError: 'ENOENT' },
      'lost',
      'the command could not be started: ENOENT',
    ],
    [
      'is lost when the report is no report',
      'FooTest#a',
      ['Error: no such task'],
      { code: 1 },
      'lost',
      'the report is no JUnit report: plain text, not XML',
    ],
    [
      'is lost when the report breaks off before the result',
      'FooTest#b',
      [`<testsuite>${pass('a')}<testcase classname="p.FooTest" name="b">`],
      { code: 1 },
      'lost',
      'the report is damaged: the file ends before its elements are closed',
    ],
    [
      'fails when the run ended the test at its time limit',
      'FooTest#a',
      [],
      { code: null, signal: 'SIGKILL', timedOut: true },
      'failed',
      undefined,
    ],
  ] as const)('%s', (_, selector, xml, exit, outcome, reason) => {
    const iteration = read(selector, xml, exit);
    expect([iteration.outcome, iteration.reason]).toEqual([outcome, reason]);
  });

  it('fails in the tear-down of its class although the asked method passed', () => {
    const iteration = read('FooTest#a', [suite(pass('a'), ofClass('afterClass'))], { code: 1 });
    expect(iteration.outcome).toBe('failed');
    expect(iteration.failure?.message).toBe('shut down');
    expect(iteration.results.map(({ name, outcome, scope, phase }) => [name, outcome, scope, phase])).toEqual(
      [
        ['a', 'passed', 'method', 'call'],
        ['p.FooTest', 'failed', 'class', 'teardown'],
      ],
    );
  });

  it('blames the method first when both method and class failed', () => {
    const iteration = read('FooTest#a', [suite(fail('a'), ofClass('afterClass'))], { code: 1 });
    expect(iteration.failure?.message).toBe('boom');
    expect(iteration.results.length).toBe(2);
  });

  it.each([
    [0, 'passed', undefined],
    [1, 'failed', undefined],
    [126, 'lost', 'the command could not be executed (exit code 126)'],
    [127, 'lost', 'the command was not found (exit code 127)'],
  ] as const)('without reports, exit code %i means %s', (code, outcome, reason) => {
    const iteration = read('FooTest#a', undefined, { code });
    expect([iteration.outcome, iteration.reason]).toEqual([outcome, reason]);
  });

  it.each([
    [
      'fails as the class when the process hung after a pass',
      { code: null, signal: 'SIGKILL', timedOut: true },
      'failed',
      'timeout',
    ],
    [
      'fails as the class when the process crashed after a pass',
      { code: null, signal: 'SIGSEGV' },
      'failed',
      'crash',
    ],
    ['fails as the class when a shell tells of a crash after a pass', { code: 139 }, 'failed', 'crash'],
    ['passes when others of the command failed', { code: 1 }, 'passed', undefined],
  ] as const)('%s', (_, exit, outcome, kind) => {
    const iteration = read('FooTest#a', [suite(pass('a'))], exit);
    expect([iteration.outcome, iteration.failure?.kind]).toEqual([outcome, kind]);
    expect(
      iteration.results
        .filter(({ outcome }) => outcome === 'failed')
        .every(({ scope, phase }) => scope === 'class' && phase === 'teardown'),
    ).toBe(true);
  });

  it('keeps the own failure of a test that was also ended at the time limit', () => {
    const iteration = read('FooTest#a', [suite(fail('a'))], {
      code: null,
      signal: 'SIGKILL',
      timedOut: true,
    });
    expect(iteration.failure?.message).toBe('boom');
  });

  it.each([
    [
      'passed after two attempts',
      '<flakyFailure message="one"/><flakyError message="two"/>',
      ['failed', 'passed'],
      'one',
    ],
    ['failed in every attempt', '<failure message="one"/><rerunFailure message="two"/>', ['failed'], 'one'],
    ['was rerun but aborted', '<failure message="one"/>< type="TestAbortedException"/>', ['skipped'], 'one'],
  ])('counts the first attempt of a test that %s', (_, children, retries, message) => {
    const iteration = read('FooTest#a', [
      suite(`<testcase classname="p.FooTest" name="a">${children}</testcase>`),
    ]);
    expect(iteration.outcome).toBe('failed');
    expect(iteration.failure?.message).toBe(message);
    expect(iteration.results).toMatchObject([{ outcome: 'failed', retries }]);
  });

  it.each([
    ['a failure and then a pass are attempts', [fail('a'), pass('a')], ['failed'], ['passed']],
    ['three failures are attempts', [fail('a'), fail('a'), fail('a')], ['failed'], ['failed', 'failed']],
    ['a pass and then a failure are two tests', [pass('a'), fail('a')], ['passed', 'failed'], undefined],
  ])('of one name: %s', (_, cases, outcomes, retries) => {
    const iteration = read('FooTest#a', [suite(...cases)]);
    expect(iteration.outcome).toBe('failed');
    expect(iteration.results.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(iteration.results[0]?.retries).toEqual(retries);
  });

  it('of several tests passes only if each has a result', () => {
    expect(read('FooTest#a,FooTest#b', [suite(pass('a'), pass('b'))]).outcome).toBe('passed');
    expect(read('FooTest#a,FooTest#b', [suite(pass('a'))])).toMatchObject({
      outcome: 'lost',
      reason: 'a part of the selection has no result',
    });
    expect(read('FooTest#a,FooTest#b', [suite(fail('a'))]).outcome).toBe('failed');
    expect(read('FooTest#a,FooTest#b', [suite(pass('a'), skip('b'))]).outcome).toBe('passed');
  });

  it('of a whole class is lost when its report breaks off, for the rest may have failed', () => {
    const cut = `<testsuite name="p.FooTest">${pass('a')}<testcase classname="p.FooTest" name="b">`;
    expect(read('p.FooTest', [cut]).outcome).toBe('lost');
    expect(read('p.FooTest#a', [cut]).outcome).toBe('passed');
  });

  it.each([
    [
      'jest',
      '<testsuite name="src/a.test.ts"><testcase classname="Test suite failed to run" name="src/a.test.ts"><error>x</error></testcase></testsuite>',
    ],
    [
      'vitest',
      '<testsuite name="src/a.test.ts"><testcase classname="src/a.test.ts" name="src/a.test.ts"><failure message="x"/></testcase></testsuite>',
    ],
    [
      'pytest',
      '<testsuite name="pytest"><testcase classname="" name="src.a"><error message="collection failure">x</error></testcase></testsuite>',
    ],
  ])('is lost when %s could not load the file', (_, xml) => {
    expect(read('src/a.test.ts > adds', [xml])).toMatchObject({
      outcome: 'lost',
      reason: 'the test file failed to load',
    });
  });

  it.each([
    ['<testsuite tests="6" failures="1"/>', 'the report counts tests but holds none'],
    ['<!DOCTYPE x><testsuite/>', 'the report is no JUnit report: it declares a document type'],
    ['', 'the report is no JUnit report: an empty file'],
    [
      '<testsuite name="p.FooTest"><error message="NoClassDefFoundError"/></testsuite>',
      'the set-up of the class failed before the test ran',
    ],
  ])('is lost when all there is is %s', (xml, reason) => {
    expect(read('FooTest#a', [xml], { code: 1 })).toMatchObject({ outcome: 'lost', reason });
  });

  it('does not charge a failure of another class', () => {
    const other =
      '<testcase classname="junit.framework.TestSuite" name="p.OtherTest"><error message="shut down"/></testcase>';
    expect(read('FooTest#a', [suite(pass('a'), other)], { code: 1 })).toMatchObject({ outcome: 'passed' });
  });

  it('marks a fixture of pytest that failed before the test', () => {
    const xml =
      '<testsuite><testcase classname="t.TestX" name="test_a"><error message="failed on setup with &quot;OSError&quot;">OSError</error></testcase></testsuite>';
    expect(read('t.py::TestX::test_a', [xml]).results).toMatchObject([
      { outcome: 'failed', phase: 'setup', scope: 'method' },
    ]);
  });

  it.each([
    ['test timed out after 100 milliseconds', 'timeout'],
    ['Test timed out in 5000ms.', 'timeout'],
    ['Timeout of 2000ms exceeded. For async tests and hooks, ensure', 'timeout'],
    ['CAS operation timed out: received 1 of 2 required responses', 'failure'],
    ['expected the timeout to be 5', 'failure'],
    ["worker 'gw0' crashed while running 'a.py::b'", 'crash'],
  ])('tells time limits of runners from failures: %s is a %s', (message, kind) => {
    expect(read('FooTest#a', [suite(fail('a', message))]).failure?.kind).toBe(kind);
  });

  it('cuts a long skip reason to its first line', () => {
    const { reason } = read('FooTest#a', [suite(skip('a', `${'x'.repeat(500)}&#10;second line`))]);
    expect(reason).toBe(`skipped: ${'x'.repeat(200)}…`);
  });

  it('without reports is lost when it was cancelled, and failed when it ran out of time', () => {
    expect(read('x', undefined, { code: null, signal: 'SIGTERM' })).toMatchObject({
      outcome: 'lost',
      reason: 'the process was ended by SIGTERM',
    });
    expect(read('x', undefined, { code: null, signal: 'SIGKILL', timedOut: true }).failure?.kind).toBe(
      'timeout',
    );
    expect(read('x', undefined, { code: null, signal: 'SIGABRT' }).failure?.kind).toBe('crash');
  });

  it('is skipped when the runner worked and found no test at all', () => {
    expect(read('FooTest#a', ['<testsuite tests="0"/>'])).toMatchObject({
      outcome: 'skipped',
      reason: 'the runner found no test at all',
    });
    expect(read('FooTest#a', ['<testsuite tests="0"/>'], { code: null, signal: 'SIGKILL' }).outcome).toBe(
      'lost',
    );
  });

  it('of a failed test never passes, wherever its report is cut and whichever byte is wrong', () => {
    const whole = Buffer.from(suite(fail('b'), fail('a'), ofClass('afterClass')));
    const outcomes = new Set<string>();
    for (let at = 0; at < whole.length; at++) {
      outcomes.add(read('FooTest#a', [whole.subarray(0, at).toString()], { code: 1 }).outcome);
      for (const byte of [0, 0x20, 0x22, 0x2f, 0x3c, 0x3e, 0x61, 0xff]) {
        const wrong = Buffer.from(whole);
        wrong[at] = byte;
        outcomes.add(read('FooTest#a', [wrong.toString('latin1')], { code: 1 }).outcome);
      }
    }
    expect([...outcomes].toSorted()).toEqual(['failed', 'lost']);
  });
});
