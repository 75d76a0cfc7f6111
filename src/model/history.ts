import type { Failure } from './iteration.ts';

/** One build of ordinary CI, of one lane. Project, lane and id together are its identity. */
export interface Build {
  readonly project: string;
  readonly id: string;
  readonly branch: string;
  /** Job or environment the tests ran in: builds of different lanes are never mixed. */
  readonly lane: string;
  /** Empty when nobody says. */
  readonly commit: string;
  /** ISO time at which it ran. */
  readonly at: string;
  /** False for an archive of failures: passes and skips are unknown, so there is no rate. */
  readonly passesKnown: boolean;
  /** Some of its reports could not be read: what it does not name may have run, and failed. */
  readonly isPartial?: true;
  /** How long the CI build took, in milliseconds of wall time; absent where nobody says. */
  readonly ms?: number;
}

/** What became of one test in one build; it may have run several times. */
export interface BuildTally {
  /** `container#name`, or the container alone for a whole class or file. */
  readonly test: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A cause with one failure that shows it. */
export interface SeenSignature {
  readonly id: string;
  readonly title: string;
  readonly container: string;
  readonly name: string;
  readonly example: Failure;
}

/** How often a test failed one way in one build. */
export interface SeenFailure {
  readonly test: string;
  readonly signature: string;
  readonly count: number;
}

/** A build ready to be kept: each test once, each failure by its signature. */
export interface BuildRecord {
  readonly build: Build;
  readonly tallies: readonly BuildTally[];
  readonly failures: readonly SeenFailure[];
  readonly signatures: readonly SeenSignature[];
}

/** One test in one build, as it is read back. */
export interface Sighting extends BuildTally {
  readonly build: Build;
}

/**
 * flaky: passed and failed at one commit and lane, or failed in separate stretches between passes. broken: fails from
 * some build on. unclear: failed once or in one stretch. failures-only: its passes are unknown. never-ran: only skips.
 */
export type HistoryKind = 'flaky' | 'broken' | 'unclear' | 'failures-only' | 'never-ran' | 'passing';

/** executed = passed + failed, over builds whose passes are known. */
export interface TestCounts {
  readonly executed: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Failures in builds whose passes are unknown; in no rate. */
  readonly unrated: number;
}

/** What a test is, and where it began to fail if it is broken. */
export interface TestClass {
  readonly kind: HistoryKind;
  /** The build it has failed from on, if it is broken. */
  readonly brokenSince?: Build;
  /** The last build of that branch and lane in which it passed; absent where none is known. */
  readonly lastPassed?: Build;
}

/** What history says of one test on one branch and lane. */
export interface PlaceHistory extends TestCounts, TestClass {
  readonly branch: string;
  readonly lane: string;
  /** By week of the window, oldest first. */
  readonly weekCounts: readonly WeekCounts[];
}

/** Counts of one week, of builds whose passes are known. */
export interface WeekCounts {
  readonly failed: number;
  readonly executed: number;
}

/** What history says of one test. */
export interface TestHistory extends TestCounts, TestClass {
  readonly test: string;
  /** Failures of all builds by week of the window, oldest first. */
  readonly weeks: readonly number[];
  /** The same weeks with their executions. */
  readonly weekCounts: readonly WeekCounts[];
  /** Counts by branch, lane and week, most failures first. */
  readonly branches: readonly BranchTally[];
  /** By branch and lane, most failures first. */
  readonly places: readonly PlaceHistory[];
  /** Its places differ by more than chance explains, or some of them never ran it: one rate says too little. */
  readonly placesDiffer: boolean;
  /** When it was seen failing first and last in the window, ISO. */
  readonly firstFailed?: string;
  readonly lastFailed?: string;
}

/** What ordinary CI says of some tests in a window; without a test, none of them was in any build of it. */
export interface OrdinaryHistory {
  /** ISO times: from inclusive, until exclusive. */
  readonly from: string;
  readonly until: string;
  readonly tests: readonly TestHistory[];
}

/** Counts of one test on one branch and lane, in one week. executed = passed + failed. */
export interface BranchTally {
  readonly branch: string;
  readonly lane: string;
  /** Monday of the week, ISO date. */
  readonly week: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly unrated: number;
}

/** A cause of a test's failures within the window, near-duplicates taken together. */
export interface SignatureHistory {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  /** ISO times of the first and last build it was seen in. */
  readonly first: string;
  readonly last: string;
  /** Tests it was seen in, by name. */
  readonly tests: readonly string[];
  /** The ticket that a person's rule names for it. */
  readonly knownIssue?: string;
}

/** What failures cost. */
export interface TestCost {
  /** CI builds, over all their lanes, that ended red with it. */
  readonly redBuilds: number;
  /** Of these, builds in which nothing else failed. */
  readonly alone: number;
  /** CI minutes of the builds that it alone turned red; absent where no such build says how long it took. */
  readonly minutes?: number;
}

/** How a rate moved; `same` where chance explains the difference. */
export interface Trend {
  readonly direction: 'up' | 'down' | 'same';
  /** Rate now / rate before; absent where it was 0 before. */
  readonly ratio?: number;
}

/** A test of the flaky list with its causes, most frequent first. */
export interface FlakyTest {
  readonly history: TestHistory;
  readonly signatures: readonly SignatureHistory[];
  /** It failed in this window and not in the one before; absent when nothing is known of the one before. */
  readonly isNew?: boolean;
  /** Its rate against the window before; absent where one of them has no rate. */
  readonly trend?: Trend;
  /** Absent when it turned no build red: it passed when tried again in the same build. */
  readonly cost?: TestCost;
}

/** What history says of a project's tests in a window. */
export interface FlakyList {
  readonly project: string;
  /** All branches when absent. */
  readonly branch?: string;
  /** ISO times: from inclusive, until exclusive. */
  readonly from: string;
  readonly until: string;
  /** Mondays of the window, oldest first. */
  readonly weeks: readonly string[];
  /** Tests that failed, worst first: flaky by failures, then those without known passes, broken, unclear. */
  readonly failing: readonly FlakyTest[];
  /** Failed before this window, and by its end, not sooner, ran 300 times without a failure in each lane it failed in. */
  readonly gone: readonly TestHistory[];
  /** Were only skipped. */
  readonly neverRan: readonly TestHistory[];
  /** Causes over all tests, most frequent first. */
  readonly signatures: readonly SignatureHistory[];
  /** Builds in which one of these tests was seen, and of which some reports could not be read. */
  readonly partialBuilds: number;
  /** Lists of builds that were too long to be read whole, in words; none are known where it is absent. */
  readonly unlisted?: readonly string[];
  /** Red builds of the window, and the CI minutes they took as far as builds say so. */
  readonly cost: Pick<TestCost, 'redBuilds' | 'minutes'>;
}

/** The newest full run of a branch without any failure. */
export interface LastGreen {
  /** Whole days since then; where there was none, since the oldest full run that is known. */
  readonly days: number;
  /** ISO 8601, UTC; absent where there was none. */
  readonly at?: string;
  readonly commit?: string;
}

/** What became of one lane of a build, without its tests. */
export interface BuildOutline {
  readonly id: string;
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Its passes are known, and all its reports could be read. */
  readonly isWhole: boolean;
  readonly hasFailed: boolean;
  /** Bytes of what it holds of passed tests, each of which takes one or two. */
  readonly size: number;
}
