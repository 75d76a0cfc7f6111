import { mayHaveGrown, originIn, thereBefore } from './reading/revisions.ts';
import { planned } from './reading/wanted.ts';
import type { AdviceRule } from './rule.ts';

/** A release need not wait for a failure that its predecessor shipped with. */
export const canWait: AdviceRule = {
  name: 'the release is no worse for it',
  vote(evidence) {
    const counts = thereBefore(evidence);
    // What a pull request changes is held against its own base, which is the release.
    if (evidence.release === undefined || evidence.asks === 'change' || counts === undefined)
      return undefined;
    const origin = originIn(evidence);
    if (origin !== undefined && mayHaveGrown(evidence))
      return {
        action: 'run-more',
        reason: `it failed before too, in too few runs to say that it is no more frequent now${counts}`,
        wouldChange: 'A comparison of more runs on both sides.',
        wants: planned(origin),
      };
    return {
      action: 'defer',
      reason: `it failed before too, and nothing shows it more frequent in this release${counts}`,
      wouldChange: 'A cause that was not there before, or one that became more frequent.',
    };
  },
};
