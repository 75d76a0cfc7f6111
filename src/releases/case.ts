import type { BlockerFacts, BlockerState, Release } from '../model/blocker.ts';
import type { Decided } from './decisions.ts';
import type { FixStory } from './fixes.ts';
import type { KnownRuns } from './known-runs.ts';
import type { Reproduction } from './reproduction.ts';

/** What a project allows and lives with, and the moment that is asked about. */
export interface BoardSettings {
  readonly release: Release;
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Releases that are out; none are known when it is absent. */
  readonly out?: readonly string[];
  /** The release after it, to which a blocker can be put off; none is known when it is absent. */
  readonly next?: string;
  /** The failure rate the project lives with, 0 to 1. */
  readonly tolerance: number;
  /** Iterations that a usual command asks for, and the most it may. */
  readonly usualRuns: number;
  readonly mostRuns: number;
}

/** Everything the states are read off. */
export interface Case {
  readonly facts: BlockerFacts;
  readonly known: KnownRuns;
  readonly settings: BoardSettings;
  readonly decided: Decided;
  readonly fix: FixStory;
  /** Clean runs that an accepted fix still lacks; 0 where nothing was accepted, or there is evidence. */
  readonly lacking: number;
  readonly seen: Reproduction;
  readonly failsBefore: boolean;
}

/** A blocker whose state is known, and what it was read off. */
export interface Judged extends Case {
  readonly state: BlockerState;
}
