import type { Release } from '../model/blocker.ts';
import type { FixFacts } from './fix-facts.ts';
import { fixChecks, observations, type ComparedRun, type Observation } from './observations.ts';
import { originsOf } from './origins.ts';
import { withProposals } from './proposals.ts';
import type { Origins } from './sides.ts';

/** What is known of a ticket, each run in its place: all that states are read off. */
export interface KnownRuns {
  readonly facts: FixFacts;
  readonly release: Release;
  readonly origins: Origins;
  /** Comparisons that ask whether a fix holds, oldest first. */
  readonly checks: readonly ComparedRun[];
  /** Everything seen of the test, oldest first. */
  readonly seen: readonly Observation[];
}

/** Sorts the runs of a ticket by whose code they ran. */
export function knownRuns(told: FixFacts, release: Release): KnownRuns {
  const facts = withProposals(told);
  const origins = originsOf(facts, release);
  const { found } = facts;
  return { facts, release, origins, checks: fixChecks(found, origins), seen: observations(found, origins) };
}
