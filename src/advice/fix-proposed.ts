import { countsOf, type AdviceRule } from './rule.ts';

/** A fix that nobody checked is a hope. */
export const fixProposed: AdviceRule = {
  name: 'a fix is proposed',
  vote({ fixes = [], comparison }) {
    const [fix] = fixes;
    if (fix === undefined) return undefined;
    const isProved = comparison?.rows.some(({ result }) => result.kind === 'fixed') ?? false;
    const names = fixes
      .slice(0, 3)
      .map(({ name }) => name)
      .join(', ');
    const what = fix.isMerged ? 'merged' : 'proposed';
    if (isProved && comparison !== undefined) {
      return {
        action: fix.isMerged ? 'close' : 'merge',
        reason: `a fix is ${what} (${names}) and the failure is gone with it${countsOf(comparison, 'fixed')}`,
        wouldChange: 'The same failure on the fixed side.',
      };
    }
    return {
      action: 'run-more',
      reason: `a fix is ${what} (${names}), and no comparison shows yet that it works`,
      wouldChange: 'A comparison of the code before it with the code that has it.',
    };
  },
};
