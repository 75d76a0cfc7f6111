import type { AdviceRule } from './rule.ts';

/** A test that needs its company to fail is a fault of the tests, as a rule: they share what they should not. */
export const dependsOnOthers: AdviceRule = {
  name: 'it depends on other tests',
  vote({ isolation }) {
    if (isolation?.kind !== 'order' && isolation?.kind !== 'order-and-load') return undefined;
    return {
      action: 'fix-later',
      reason: 'how often it fails depends on the tests around it, which points to state they share',
      wouldChange: 'The same rate alone as with its class.',
    };
  },
};
