import type { Release } from '../model/blocker.ts';
import type { FixFinding } from '../model/fix-finding.ts';
import type { FixFacts } from './fix-facts.ts';
import { fixFindingIn } from './fix-finding.ts';
import { fixStory } from './fixes.ts';
import { knownRuns } from './known-runs.ts';
import { byTime } from './observations.ts';

/**
 * What the runs of a ticket say of a fix, newest first, whatever people decided. Clean runs of the branch since the merge say
 * that it is gone.
 */
export function fixFindings(facts: FixFacts, release: Release): readonly FixFinding[] {
  const known = knownRuns({ ...facts, decisions: [] }, release);
  const { verified, after } = fixStory(known);
  const shown = after === undefined ? verified?.run : undefined;
  return byTime(facts.found)
    .toReversed()
    .map((one) => {
      const finding = fixFindingIn(one, facts, known.origins);
      return one.run === shown ? { ...finding, says: 'gone' } : finding;
    });
}
