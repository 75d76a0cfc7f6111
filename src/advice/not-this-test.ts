import { enough } from './reading/wanted.ts';
import { causesSeen, isTooFew, type AdviceRule } from './rule.ts';

/** A class that cannot be torn down blames whichever test ran last. */
export const notThisTest: AdviceRule = {
  name: 'not this test',
  vote(evidence) {
    const { comparison } = evidence;
    const groups = causesSeen(evidence);
    // New is new, wherever it fails; and what is left after a fix is not what the ticket is about.
    const isSettled = comparison?.rows.some(
      ({ result }) => result.kind === 'regression' || result.kind === 'fixed',
    );
    if (isSettled === true) return undefined;
    if (groups.length === 0 || groups.some(({ scope }) => scope === 'method')) return undefined;
    const reason = 'no failure is in the test itself: all are in the set-up or tear-down of its class';
    const wouldChange = 'A failure of the method.';
    if (!isTooFew(evidence)) return { action: 'relink', reason, wouldChange };
    return {
      action: 'run-more',
      reason: `${reason}, in too few runs to say more`,
      wouldChange,
      wants: enough(evidence),
    };
  },
};
