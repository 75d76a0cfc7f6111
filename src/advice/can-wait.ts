import { mayHaveGrown, thereBefore } from './reading/revisions.ts';
import type { AdviceRule } from './rule.ts';

/** A release need not wait for a failure that its predecessor shipped with. */
export const canWait: AdviceRule = {
  name: 'the release is no worse for it',
  vote(evidence) {
    const counts = thereBefore(evidence);
    // What a pull request changes is held against its own base, which is the release.
    if (evidence.release === undefined || evidence.asks === 'change') return undefined;
    if (counts === undefined || mayHaveGrown(evidence)) return undefined;
    return {
      action: 'defer',
      reason: `it failed before too, and nothing shows it more frequent in this release${counts}`,
      wouldChange: 'A cause that was not there before, or one that became more frequent.',
    };
  },
};
