import type { AdviceRule } from './rule.ts';

/** Clean because nothing ran is the trap this program was built for. */
export const nothingRan: AdviceRule = {
  name: 'nothing ran',
  vote({ verdict, comparison }) {
    if (verdict !== 'nothing-ran' && comparison?.kind !== 'no-data') return undefined;
    return {
      action: 'run-more',
      reason: 'the test was not executed, so nothing speaks for a fix or for ignoring it',
      wouldChange: 'One run that executes it.',
    };
  },
};
