import type { KnownIssueRule } from '../failures/known-issues.ts';
import type { SeenSignature, SignatureHistory, Sighting } from '../model/history.ts';
import type { PullFailure, PullFailures, Standing } from '../model/pull-failures.ts';
import { causesOf, type Causes, type Occurred } from './causes.ts';
import { historyOf } from './test-history.ts';

/** What is told from: sightings and failures of the pull request's builds of one commit, and of the branches'. */
export interface PullQuestion {
  readonly pull: number;
  readonly commit: string;
  readonly lanes: readonly string[];
  readonly partialLanes: readonly string[];
  readonly days: number;
  readonly own: { readonly sightings: readonly Sighting[]; readonly failures: readonly Occurred[] };
  readonly elsewhere: { readonly sightings: readonly Sighting[]; readonly failures: readonly Occurred[] };
  /** Of both. */
  readonly signatures: readonly SeenSignature[];
  readonly knownIssues: readonly KnownIssueRule[];
}

/**
 * Tells which failures of a pull request the branches know.
 * @throws UserError E-PATTERN when a rule cannot be understood.
 */
export function pullFailures(question: PullQuestion): PullFailures {
  const { pull, commit, days, lanes, partialLanes, own, elsewhere, signatures, knownIssues } = question;
  const causes = {
    own: causesOf(own.failures, signatures, knownIssues),
    elsewhere: causesOf(elsewhere.failures, signatures, knownIssues),
  };
  const failed = own.sightings.filter((one) => one.failed > 0);
  const failures = [...new Set(failed.map(({ test }) => test))].map((test) =>
    failureOf(test, { failed, elsewhere: elsewhere.sightings, causes }),
  );
  return {
    pull,
    commit,
    days,
    lanes,
    partialLanes,
    failures: failures.toSorted(newFirst),
  };
}

interface Known {
  readonly failed: readonly Sighting[];
  readonly elsewhere: readonly Sighting[];
  readonly causes: { readonly own: Causes; readonly elsewhere: Causes };
}

function failureOf(test: string, { failed, elsewhere, causes }: Known): PullFailure {
  const {
    kind,
    executed,
    failed: often,
    unrated,
    brokenSince,
  } = historyOf(
    test,
    elsewhere.filter((one) => one.test === test),
    [],
  );
  const own = causes.own.ofTest(test);
  const seen = { test: causes.elsewhere.ofTest(test), all: causes.elsewhere.all };
  const standing = kind === 'broken' ? 'broken' : standingOf(own, seen, often + unrated > 0);
  return {
    test,
    standing,
    lanes: [...new Set(failed.filter((one) => one.test === test).map(({ build }) => build.lane))].toSorted(),
    causes: own.map(({ id, title, knownIssue }) => ({
      id,
      title,
      ...(knownIssue === undefined ? {} : { knownIssue }),
    })),
    elsewhere: { executed, failed: often, unrated, ...(brokenSince === undefined ? {} : { brokenSince }) },
  };
}

/** One cause that nobody has seen is news, whatever else failed beside it. */
function standingOf(
  own: readonly SignatureHistory[],
  seen: { readonly test: readonly SignatureHistory[]; readonly all: readonly SignatureHistory[] },
  hasFailed: boolean,
): Standing {
  const isIn = (all: readonly SignatureHistory[]) => own.every(({ id }) => all.some((one) => one.id === id));
  if (own.length > 0 && isIn(seen.test)) return 'known';
  if (own.length > 0 && isIn(seen.all)) return 'cause-known';
  return hasFailed ? 'other-way' : 'new';
}

const order: readonly Standing[] = ['new', 'other-way', 'broken', 'cause-known', 'known'];

function newFirst(a: PullFailure, b: PullFailure): number {
  return order.indexOf(a.standing) - order.indexOf(b.standing) || (a.test < b.test ? -1 : 1);
}
