import type { Comparison } from '../model/comparison.ts';
import type { Vote } from '../model/advice.ts';
import { countsOf, fixCheckIn, goneIn, originIn } from './reading/revisions.ts';
import { again, sidesOf } from './reading/wanted.ts';
import type { AdviceEvidence, AdviceRule } from './rule.ts';

/** What a release brings anew is the release's to mend, and what a fix brings anew is the fix's. */
export const regression: AdviceRule = {
  name: 'it is a regression',
  vote(evidence) {
    const { asks, comparison } = evidence;
    const check = fixCheckIn(evidence);
    if (asks === 'proposal' && check !== undefined && isWorse(check)) return ofFix(check);
    const origin = originIn(evidence);
    // What a proved fix takes away is told by what is left to do with the fix.
    if (evidence.cleanSince !== undefined) return undefined;
    if (origin !== undefined && isWorse(origin) && goneIn(evidence) === undefined)
      return ofRelease(origin, evidence);
    return asks === 'progress' && comparison !== undefined && isWorse(comparison)
      ? ofRelease(comparison, evidence)
      : undefined;
  },
};

function isWorse({ overall: { kind } }: Comparison): boolean {
  return kind === 'regression' || kind === 'pre-existing-worse';
}

function ofRelease(comparison: Comparison, { bisection }: AdviceEvidence): Vote {
  const isSearched = bisection !== undefined;
  return {
    action: 'fix-before-release',
    reason:
      comparison.overall.kind === 'regression'
        ? `a failure is new on this side${countsOf(comparison)}`
        : `a failure was there before and has become more frequent${countsOf(comparison)}`,
    wouldChange: 'The same failure, as often, before the change.',
    wants: isSearched
      ? { verb: 'compare-fix', of: comparison.after.side }
      : { verb: 'bisect', ...sidesOf(comparison) },
  };
}

function ofFix(comparison: Comparison): Vote {
  return {
    action: 'fix-before-release',
    reason:
      comparison.overall.kind === 'regression'
        ? `the fix brings a failure that was not there without it${countsOf(comparison)}`
        : `with the fix a failure is more frequent than without it${countsOf(comparison)}`,
    wouldChange: 'The same failure, as often, without the fix.',
    wants: again(comparison),
  };
}
