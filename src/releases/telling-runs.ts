import type { FoundRun } from '../model/advice.ts';
import type { Release } from '../model/blocker.ts';
import type { FixFacts } from './fix-facts.ts';
import { placeIn } from './observations.ts';
import { originsOf } from './origins.ts';
import { withProposals } from './proposals.ts';
import { askedOf, isBadBefore, roleOf, turned, type Origins } from './sides.ts';

/**
 * The runs of a ticket from which advice for a release may be drawn, in the order they came: of its own code, of a fix that
 * failed, comparisons that ask about either, turned round where they were asked the wrong way, and what had to fail on old
 * code. Others speak of other code.
 * @param own the pull request that the ticket is, whose runs are what it asks about
 */
export function tellingRuns(
  facts: Pick<FixFacts, 'ticket' | 'found'>,
  release: Release,
  own?: number,
): readonly FoundRun[] {
  const known = withProposals({ ...facts, active: [], decisions: [], ciFailures: [] });
  const origins = originsOf(known, release);
  return facts.found.flatMap((one) =>
    one.pull !== undefined && one.pull === own ? [one] : told(one, origins),
  );
}

function told(one: FoundRun, origins: Origins): readonly FoundRun[] {
  const { finding, at } = one;
  switch (finding.kind) {
    case 'compare': {
      const { comparison } = finding;
      const [before, after] = [placeIn(one, comparison, 'before'), placeIn(one, comparison, 'after')];
      const asked = askedOf({ before, after, at }, origins);
      if (asked === undefined) return [];
      return [
        asked.isTurned ? { ...one, finding: { kind: 'compare', comparison: turned(comparison) } } : one,
      ];
    }
    case 'repeat': {
      if (finding.decision?.expect === 'fail') return [one];
      const role = roleOf(one, origins);
      const isTold = role === 'release' || (role === 'fix' && finding.verdict.counts.failed > 0);
      return isTold ? [one] : [];
    }
    case 'bisect': {
      const isAside = finding.bisection.outcome.kind === 'already-bad' && !isBadBefore(finding, origins);
      return roleOf(one, origins) === 'release' && !isAside ? [one] : [];
    }
    case 'isolate':
      return roleOf(one, origins) === 'release' ? [one] : [];
  }
}
