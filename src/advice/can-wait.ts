import { countsOf, type AdviceRule } from './rule.ts';

/** A release is no worse for a failure that its predecessor shipped with. */
export const canWait: AdviceRule = {
  name: 'the release is no worse for it',
  vote({ comparison, release }) {
    if (release === undefined || comparison === undefined) return undefined;
    const { kind } = comparison.overall;
    if (kind !== 'pre-existing' && kind !== 'still-flaky-better') return undefined;
    return {
      action: 'defer',
      reason: `it failed before at least as far as the runs can tell, so this release is no worse for it${countsOf(comparison)}`,
      wouldChange: 'A cause that was not there before, or one that became more frequent.',
    };
  },
};
