import { comparisonOf, type CompareQuestion } from '../../src/plans/comparison.ts';
import type { ComparisonReport } from '../../src/reports/comparison-report.ts';
import { adviceOn } from '../../src/worker/assessment.ts';
import { evidenceOf, runs } from '../plans/evidence.ts';
import { run } from './stories.ts';

/** The side without the change. */
export const before = { id: 'before', label: 'cassandra-4.1', commit: 'e19c3b2'.padEnd(40, '0') };
const after = { id: 'after', label: '17461-4.1', commit: '51ab0de'.padEnd(40, '0') };

/** A finished comparison of two rows of outcomes. */
export function told(
  sides: Readonly<Record<string, string>>,
  asked: Partial<CompareQuestion> = {},
  rest: Partial<ComparisonReport> = {},
): ComparisonReport {
  const comparison = comparisonOf({ before, after, ...asked }, evidenceOf(sides));
  const advice = adviceOn(comparison, { tolerance: 0.01 });
  return {
    ...(advice === undefined ? {} : { advice }),
    run: {
      ...run,
      id: 'r-8m1d',
      revision: after.label,
      typed: { options: ['-j', '2'], command: ['ant', 'test-jvm-dtest-some'] },
    },
    comparison,
    wallMs: 2_823_000,
    exitCodesOnly: false,
    evidence: [{ label: 'Files of each run', at: '.retrial/r-8m1d/' }],
    ...rest,
  };
}

const fixed = { runs: 1000 };
/** One of each answer. */
export const stories: Readonly<Record<string, ComparisonReport>> = {
  'compare-fixed-and-older': told(
    { before: 'yyyy' + runs(12, 396), after: 'yyyyyyyy' + runs(0, 992) },
    fixed,
  ),
  'compare-fixed': told(
    { before: runs(10, 200), after: runs(0, 600) },
    { reused: { before: 200, after: 0 } },
  ),
  'compare-regression': told({ before: runs(0, 200), after: runs(5, 200) }),
  'compare-need-more-runs': told({ before: runs(1, 200), after: runs(0, 600) }, fixed),
  'compare-no-data': told({ before: 's'.repeat(200), after: runs(5, 200) }, fixed),
  'compare-not-reproduced': told({ before: runs(0, 299), after: runs(0, 299) }),
  'compare-unchanged': told({ before: runs(3, 30), after: runs(1, 25) }),
  'compare-better': told({ before: runs(200, 500), after: runs(50, 500) }, { runs: 500 }),
  'compare-broken-after': {
    ...told({ before: runs(1, 12), after: '' }),
    brokenOutput: 'npm error code ELIFECYCLE\nnpm error errno 1',
  },
  'compare-interrupted': told({ before: runs(2, 20), after: runs(0, 7) }, {}, { partial: 'interrupted' }),
};
