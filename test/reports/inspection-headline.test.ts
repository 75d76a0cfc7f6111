import { describe, expect, it } from 'vitest';
import type { InspectedContent } from '../../src/model/inspection.ts';
import { inspectionDocument } from '../../src/reports/inspection-document.ts';
import { inspectedReport, totalsOf } from '../../src/results/inspection.ts';
import { parseReport } from '../../src/results/parse-report.ts';

const nothing: InspectedContent = {
  tests: [],
  found: { tests: 0, more: false },
  unit: 'failure',
  groups: [],
  retried: [],
  left: [],
};

function headlineOf(...reports: readonly string[]): unknown {
  const files = reports.map((xml, at) =>
    inspectedReport(`${at}.xml`, parseReport(`${at}.xml`, Buffer.from(xml))),
  );
  const { blocks } = inspectionDocument({ files, totals: totalsOf(files) }, nothing);
  return blocks[0];
}

const whole = '<testsuite><testcase name="a"/></testsuite>';

describe('the headline of an inspection', () => {
  it('is a pass only where everything was read', () => {
    expect(headlineOf(whole)).toMatchObject({ mark: 'pass' });
  });

  it.each([
    ['breaks off', '<testsuite><testcase name="b"><failure>', '1 file not read whole, 1 test lost'],
    ['is refused', '<!DOCTYPE x><testsuite/>', '1 file not read whole'],
  ])('is a warning beside a report that %s', (_, xml, gap) => {
    expect(headlineOf(whole, xml)).toMatchObject({
      mark: 'warn',
      text: [{ text: 'No failures seen' }, { text: `: 1 test ran, ${gap}. This is not a pass.` }],
    });
  });

  it('says that nothing ran where there is no test at all', () => {
    expect(headlineOf('<testsuite/>')).toMatchObject({
      mark: 'warn',
      text: [{ text: 'Nothing ran' }, { text: ': there is no test at all. This is not a pass.' }],
    });
  });
});
