import { thereBefore } from './reading/revisions.ts';
import type { AdviceRule } from './rule.ts';

/** A release is no worse for a failure that its predecessor shipped with. */
export const canWait: AdviceRule = {
  name: 'the release is no worse for it',
  vote(evidence) {
    const counts = thereBefore(evidence);
    // What a pull request changes is held against its own base, which is the release.
    if (evidence.release === undefined || evidence.asks === 'change' || counts === undefined)
      return undefined;
    return {
      action: 'defer',
      reason: `it failed before at least as far as the runs can tell, so this release is no worse for it${counts}`,
      wouldChange: 'A cause that was not there before, or one that became more frequent.',
    };
  },
};
