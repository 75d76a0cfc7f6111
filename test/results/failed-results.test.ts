import { describe, expect, it } from 'vitest';
import { failedResults } from '../../src/results/failed-results.ts';
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
});
