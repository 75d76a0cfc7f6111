import type { BlockerDecision, Release } from '../model/blocker.ts';
import type { FixFacts } from './fix-facts.ts';
import { causesIn, outcomeOf } from './checks.ts';
import { fixChecks, placeIn } from './observations.ts';
import { comparedPulls } from './proposals.ts';
import { isOn, roleOf, type Origins, type Place } from './sides.ts';

/**
 * Where the revisions of a ticket's runs belong. Besides the linked pull requests a fix is what somebody accepted, and
 * what a comparison found a failure gone with.
 */
export function originsOf(facts: FixFacts, release: Release): Origins {
  const { ticket, found, causes } = facts;
  const named: Origins = {
    release,
    pullRequests: ticket.pullRequests,
    pulls: pullsIn(facts),
    fixes: [],
    commits: commitsOn(facts, release),
    older: facts.older ?? [],
  };
  if (found.length === 0) return named;
  const own = { ...named, fixes: acceptedIn(facts, named).flatMap((place) => namesOf(place, release)) };
  const gone = fixChecks(found, own).filter(({ comparison }) => outcomeOf(comparison, causes) === 'gone');
  const shown = gone.flatMap(({ comparison: { after } }) => {
    const { label: revision, commit } = after.side;
    return namesOf({ revision, ...(commit === undefined ? {} : { commit }) }, release);
  });
  return shown.length === 0 ? own : { ...own, fixes: [...own.fixes, ...shown] };
}

/** An acceptance is about one release, and putting the ticket among its blockers again takes it back. */
export function isAccepted(
  { what, at, release }: BlockerDecision,
  { decisions }: FixFacts,
  { name }: Release,
): boolean {
  const isAbout = (one: string | undefined): boolean => one === undefined || one === name;
  if (what !== 'accept' || !isAbout(release)) return false;
  return !decisions.some((one) => one.what === 'blocker-add' && one.at > at && isAbout(one.release));
}

/** A branch moves on, so of the release's own only the commit carries the fix. */
function namesOf({ revision, commit }: Place, { branch }: Release): readonly string[] {
  return [...(commit === undefined ? [] : [commit]), ...(isOn(revision, branch) ? [] : [revision])];
}

/** The newer sides of what people accepted, where it is code of neither release. */
function acceptedIn(facts: FixFacts, origins: Origins): readonly Place[] {
  const runs = facts.decisions
    .filter((one) => isAccepted(one, facts, origins.release))
    .flatMap(({ run }) => run ?? []);
  if (runs.length === 0) return [];
  return facts.found.flatMap((one) => {
    if (one.finding.kind !== 'compare' || one.isChanged || !runs.includes(one.run)) return [];
    const after = placeIn(one, one.finding.comparison, 'after');
    const isProposal = causesIn(one.finding.comparison, facts.causes).gone.length > 0;
    return isProposal && roleOf(after, origins) === 'elsewhere' ? [after] : [];
  });
}

/** Linked pull requests, and those that somebody set beside other code on the ticket. */
function pullsIn(facts: FixFacts): readonly number[] {
  const linked = facts.ticket.pullRequests.map(({ number }) => number);
  return [...linked, ...comparedPulls(facts)];
}

/** Commits that were run as the release's branch. Changed code is no commit of it. */
function commitsOn({ found }: FixFacts, { branch }: Release): readonly string[] {
  const places = found.flatMap((one): readonly Place[] => {
    if (one.isChanged) return [];
    if (one.finding.kind !== 'compare') return [one];
    const { comparison } = one.finding;
    return [placeIn(one, comparison, 'before'), placeIn(one, comparison, 'after')];
  });
  return places.flatMap(({ revision, commit }) =>
    commit !== undefined && isOn(revision, branch) ? commit : [],
  );
}
