import type { AdviceRule } from './rule.ts';

/** Clean because nothing ran is the trap this program was built for. */
export const nothingRan: AdviceRule = {
  name: 'nothing ran',
  vote({ verdict, comparison }) {
    const isEmpty = comparison?.overall.kind === 'no-data' && comparison.after.counts.executed === 0;
    if (verdict !== 'nothing-ran' && !isEmpty) return undefined;
    return {
      action: 'run-more',
      reason: 'the test was not executed, so nothing speaks for a fix or for ignoring it',
      wouldChange: 'One run that executes it.',
    };
  },
};
