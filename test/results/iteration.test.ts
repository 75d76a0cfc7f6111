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
});
