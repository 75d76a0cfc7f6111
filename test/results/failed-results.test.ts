import { describe, expect, it } from 'vitest';
import { failedResults, failedResultsInPieces } from '../../src/results/failed-results.ts';
import { parseReport } from '../../src/results/parse-report.ts';

describe('the failures of a report', () => {
  it.each([
    [
      'a file that did not load',
      '<testcase classname="Test suite failed to run" name="a.test.js"><failure>Cannot find module</failure></testcase>',
      { container: 'a.test.js', name: '', scope: 'class', failure: { body: 'Cannot find module' } },
    ],
    [
      'a test that the runner did not find',
      '<testcase classname="p.FooTest" name="initializationError"><error message="No tests found matching x"/></testcase>',
      {
        container: 'p.FooTest',
        name: 'initializationError',
        failure: { message: 'No tests found matching x' },
      },
    ],
  ])('hold %s, once', (_, inside, wanted) => {
    const report = parseReport('r.xml', Buffer.from(`<testsuite name="p.FooTest">${inside}</testsuite>`));
    expect(failedResults(report)).toMatchObject([{ ...wanted, outcome: 'failed', phase: 'setup' }]);
  });

  it('are the same a few at a time, with a retry beside what it repeats and a hook told from the tests around it', () => {
    const failure = (words: string) => `<failure message="${words}">${words}</failure>`;
    const inside = [
      ...Array.from(
        { length: 7 },
        (_, at) => `<testcase classname="p.A" name="t${at}">${failure(`a${at}`)}</testcase>`,
      ),
      '<testcase classname="p.A" name="t0"/>',
      `<testcase classname="p.A" name="outer">${failure('the hook')}</testcase>`,
      '<testcase classname="p.A" name="outer > inner"/>',
      `<testcase classname="p.B" name="t0">${failure('b')}</testcase>`,
      '<testcase classname="p.B" name="t1"><skipped/></testcase>',
    ];
    const xml = `<testsuite name="s">${inside.join('')}<error message="no teardown"/></testsuite>`;
    const report = parseReport('r.xml', Buffer.from(xml));
    const whole = failedResults(report);
    expect(whole).toHaveLength(10);
    for (const atOnce of [1, 2, 5, 100]) {
      const pieces = [...failedResultsInPieces(report, atOnce)];
      expect(pieces.flat()).toEqual(expect.arrayContaining([...whole]));
      expect(pieces.flat()).toHaveLength(whole.length);
    }
    expect([...failedResultsInPieces(report, 2)].length).toBeGreaterThan(4);
    expect(whole.find(({ failure: one }) => one?.message === 'the hook')).toMatchObject({ scope: 'class' });
    expect(whole.find(({ failure: one }) => one?.message === 'a0')).toMatchObject({ retries: ['passed'] });
  });
});
