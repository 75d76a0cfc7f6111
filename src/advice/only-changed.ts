import { outOf, type AdviceRule } from './rule.ts';

/** Changed code is not what a release ships. */
export const onlyChanged: AdviceRule = {
  name: 'it failed in changed code only',
  vote({ changed }) {
    if (changed === undefined) return undefined;
    return {
      action: 'run-more',
      reason: `it failed in ${outOf(changed)} runs in which code or circumstances were changed for them, and no run of the code as it is says anything`,
      wouldChange: 'Runs of the code as it is.',
      wants: { verb: 'repeat', of: changed.revision },
    };
  },
};
