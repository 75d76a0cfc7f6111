import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import { readBatch } from '../../src/results/batch.ts';
import { readJenkinsTests, testReportTree } from '../../src/results/jenkins-tests.ts';
import { testReport } from '../fakes/jenkins/shapes.ts';
import type { FakeCase } from '../fakes/jenkins/state.ts';
import { parseTree, prune } from '../fakes/jenkins/tree.ts';

const one = (status: FakeCase['status'], more: Partial<FakeCase> = {}): FakeCase => ({
  className: 'org.acme.CASTest',
  name: 'testX',
  status,
  ...more,
});

/** As it comes over the wire when it is asked for by our tree. */
const sent = (suites: Parameters<typeof testReport>[0]) =>
  prune(testReport(suites), parseTree(testReportTree));

describe('a test report of Jenkins', () => {
  it.each([
    ['PASSED', 'passed'],
    ['FIXED', 'passed'],
    ['FAILED', 'failed'],
    ['REGRESSION', 'failed'],
    ['SKIPPED', 'skipped'],
    ['a word of tomorrow', 'error'],
    ['', 'error'],
  ])('says %s and means %s', (status, outcome) => {
    const [report] = readJenkinsTests({ suites: [{ name: 'S', cases: [{ ...one('PASSED'), status }] }] });
    expect(report?.cases).toMatchObject([{ outcome }]);
  });

  it('keeps message, stack, time in milliseconds and why something was skipped', () => {
    const failed = one('REGRESSION', {
      errorDetails: 'late',
      errorStackTrace: 'java.X: late',
      duration: 1.5,
    });
    const skipped = one('SKIPPED', { skippedMessage: 'CASSANDRA-1' });
    const [report] = readJenkinsTests(sent([{ name: 'S', cases: [failed, skipped] }]));
    expect(report?.cases[0]).toMatchObject({
      suite: 'S',
      durationMs: 1500,
      problems: [{ kind: 'failure', message: 'late', body: 'java.X: late' }],
    });
    expect(report?.cases[1]).toMatchObject({ skipMessage: 'CASSANDRA-1', problems: [] });
    expect(report?.counts).toMatchObject({ cases: 2, failed: 1, skipped: 1 });
  });

  it('tells machines apart by the blocks of the pipeline, and counts every iteration that ran', () => {
    const suitesOn = (machine: string, statuses: readonly FakeCase['status'][]) =>
      statuses.map((status) => ({
        name: 'CASTest',
        enclosingBlockNames: [machine, 'repeat'],
        cases: [one(status)],
      }));
    const reports = readJenkinsTests(
      sent([
        ...suitesOn('machine 1', ['PASSED', 'REGRESSION', 'FAILED']),
        ...suitesOn('a/../b', ['FIXED', 'SKIPPED']),
      ]),
    );
    const machines = ['repeat/machine 1', 'repeat/a_.._b'];
    expect(reports.map(({ path }) => path)).toEqual(machines.map((machine) => `${machine}/testReport`));
    const selector = parseSelector('CASTest#testX');
    const { iterations } = readBatch({ first: 1, asked: 6, selector, reports });
    expect(iterations.map(({ outcome, machine }) => [machine, outcome])).toEqual([
      ['repeat/a_.._b', 'passed'],
      ['repeat/a_.._b', 'skipped'],
      ['repeat/machine 1', 'passed'],
      ['repeat/machine 1', 'failed'],
      ['repeat/machine 1', 'failed'],
      ['ci', 'lost'],
    ]);
  });

  it('is no report when it holds no suites', () => {
    for (const json of [undefined, null, 'x', {}, { suites: 'many' }])
      expect(readJenkinsTests(json)).toMatchObject([{ status: 'not-junit', cases: [] }]);
  });

  it('never throws, and never makes a pass of what does not say so', () => {
    const hostile = fc.anything({ withNullPrototype: true });
    const suites = fc.array(
      fc.record({ name: hostile, enclosingBlockNames: hostile, cases: fc.array(hostile) }),
    );
    fc.assert(
      fc.property(suites, (given) => {
        const cases = readJenkinsTests({ suites: given }).flatMap((report) => report.cases);
        expect(cases).toHaveLength(given.flatMap((each) => each.cases).length);
        expect(cases.every(({ outcome }) => outcome === 'error')).toBe(true);
      }),
    );
  });
});
