import type { AdviceRule } from './rule.ts';

/** A class that cannot be torn down blames whichever test ran last. */
export const notThisTest: AdviceRule = {
  name: 'not this test',
  vote({ groups }) {
    if (groups.length === 0 || groups.some(({ scope }) => scope === 'method')) return undefined;
    return {
      action: 'relink',
      reason: 'no failure is in the test itself: all are in the set-up or tear-down of its class',
      wouldChange: 'A failure of the method.',
    };
  },
};
