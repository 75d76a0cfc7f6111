import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import { readIteration } from '../../src/results/iteration.ts';
import { parseReport } from '../../src/results/parse-report.ts';

/** As vitest writes it when a hook of `describe('Ledger')` throws after its tests. */
function report(cases: string): ReturnType<typeof parseReport> {
  const text = `<testsuites><testsuite name="a.test.js">${cases}</testsuite></testsuites>`;
  return parseReport('junit.xml', new TextEncoder().encode(text));
}

const passed = '<testcase classname="a.test.js" name="Ledger &gt; keeps both"/>';
const hook =
  '<testcase classname="a.test.js" name="Ledger"><failure message="1 entry was not written" type="Error"/></testcase>';
const exit = { code: 1, signal: null, timedOut: false };

describe('a failed hook of a describe', () => {
  it.each(['a.test.js > keeps both', 'a.test.js', ''])(
    'fails a passed test as its class does: %j',
    (selector) => {
      const iteration = readIteration({
        index: 1,
        selector: parseSelector(selector),
        exit,
        reports: [report(passed + hook)],
        durationMs: 1,
        machine: 'm',
      });
      expect(iteration.outcome).toBe('failed');
      expect(iteration.results.find(({ outcome }) => outcome === 'failed')).toMatchObject({
        scope: 'class',
        phase: 'teardown',
      });
    },
  );
});
