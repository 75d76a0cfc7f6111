import type { Finding, FoundRun, ReleaseAspect } from '../model/advice.ts';
import type { Release } from '../model/blocker.ts';
import type { Comparison } from '../model/comparison.ts';
import type { FixFacts } from './fix-facts.ts';
import { placeIn } from './observations.ts';
import { originsOf } from './origins.ts';
import { withProposals } from './proposals.ts';
import { askedOf, isOn, roleOf, turned, type Origins, type Place } from './sides.ts';

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
  const known = proposed(facts);
  const origins = originsOf(known, release);
  return facts.found.flatMap((one) =>
    one.pull !== undefined && one.pull === own ? [ofChange(one)] : told(one, origins),
  );
}

/** The runs of a ticket that waits in no release, with what is known of fixes: which code is older is not. */
export function ofFixes(facts: Pick<FixFacts, 'ticket' | 'found'>): readonly FoundRun[] {
  const { pullRequests } = proposed(facts).ticket;
  const origins: Origins = {
    release: { name: '' },
    pullRequests,
    pulls: [],
    fixes: [],
    commits: [],
    older: [],
  };
  return facts.found.map((one) => {
    if (one.finding.kind !== 'compare') return one;
    const isFix = roleOf(placeIn(one, one.finding.comparison, 'after'), origins) === 'fix';
    return isFix ? { ...one, asks: 'proposal' } : one;
  });
}

function proposed(facts: Pick<FixFacts, 'ticket' | 'found'>): FixFacts {
  return withProposals({ ...facts, active: [], decisions: [], ciFailures: [] });
}

function ofChange(one: FoundRun): FoundRun {
  return one.finding.kind === 'compare' ? { ...one, asks: 'change' } : one;
}

function told(one: FoundRun, origins: Origins): readonly FoundRun[] {
  const { finding } = one;
  switch (finding.kind) {
    case 'compare':
      return ofSides(one, finding.comparison, origins);
    case 'repeat': {
      if (finding.decision?.expect === 'fail') return [one];
      const role = roleOf(one, origins);
      const isTold = role === 'release' || (role === 'fix' && finding.verdict.counts.failed > 0);
      return isTold ? [one] : [];
    }
    case 'isolate':
      return roleOf(one, origins) === 'release' ? [one] : [];
    case 'bisect': {
      if (roleOf(one, origins) !== 'release') return [];
      const asks = searchAsks(finding, origins);
      return [asks === undefined ? one : { ...one, asks }];
    }
  }
}

function ofSides(one: FoundRun, comparison: Comparison, origins: Origins): readonly FoundRun[] {
  const [before, after] = [placeIn(one, comparison, 'before'), placeIn(one, comparison, 'after')];
  const asked = askedOf({ before, after, at: one.at }, origins);
  if (asked === undefined) return [];
  const ofFix = isOwn(asked.isTurned ? before : after, origins) ? 'progress' : 'proposal';
  const asks = asked.what === 'origin' ? 'origin' : ofFix;
  const finding = { kind: 'compare', comparison: asked.isTurned ? turned(comparison) : comparison } as const;
  return [{ ...one, asks, finding }];
}

/** Whether code is on the release's branch; a fix that is in is. */
function isOwn(place: Place, origins: Origins): boolean {
  const { release, commits } = origins;
  const isOnIt = isOn(place.revision, release.branch) || commits.includes(place.commit ?? '');
  return isOnIt || roleOf(place, origins) === 'release';
}

/** What a search asks of the release, by whose code its good revision is; undefined where nobody can say. */
export function searchAsks(
  { good, bisection }: Extract<Finding, { readonly kind: 'bisect' }>,
  origins: Origins,
): ReleaseAspect | undefined {
  if (good === undefined) return undefined;
  const commit = bisection.levels[0]?.good.id;
  const role = roleOf({ revision: good, ...(commit === undefined ? {} : { commit }) }, origins);
  if (role === 'predecessor') return 'origin';
  return role === 'release' ? 'progress' : undefined;
}
