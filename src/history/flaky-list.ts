import type { KnownIssueRule } from '../failures/known-issues.ts';
import type {
  FlakyList,
  FlakyTest,
  SeenSignature,
  Sighting,
  TestCost,
  TestHistory,
} from '../model/history.ts';
import { causesOf, type Occurred } from './causes.ts';
import { costOfAll, costsOf } from './cost.ts';
import { historyOf } from './test-history.ts';
import { weeksBetween } from './weeks.ts';

/** Without a failure in so many runs a test counts as gone from the list. */
const goneAfter = 300;

/** What the list is made from. Times in milliseconds since 1970. */
export interface FlakyQuestion {
  readonly project: string;
  readonly branch?: string;
  readonly from: number;
  readonly until: number;
  /** Of this window and of the equally long one before it. */
  readonly sightings: readonly Sighting[];
  /** Whether there were builds before this window: else nothing is new and nothing gone. */
  readonly hasBefore: boolean;
  readonly failures: readonly Occurred[];
  readonly signatures: readonly SeenSignature[];
  readonly knownIssues: readonly KnownIssueRule[];
}

/**
 * The flaky list of a window. Known issues are looked up now: a rule written today names last month's failures.
 * @throws UserError E-PATTERN when a rule cannot be understood.
 */
export function flakyList(question: FlakyQuestion): FlakyList {
  const { project, branch, from, until, sightings } = question;
  const weeks = weeksBetween(from, until - 1);
  const current = sightings.filter(({ build }) => Date.parse(build.at) >= from);
  const inside = byTest(current);
  const costs = costsOf(current);
  const before = byTest(sightings.filter(({ build }) => Date.parse(build.at) < from));
  const histories = [...inside].map(([test, own]) => historyOf(test, own, weeks));
  const causes = causesOf(
    question.failures.filter(({ at }) => Date.parse(at) >= from),
    question.signatures,
    question.knownIssues,
  );
  const failing = histories
    .filter((one) => one.failed + one.unrated > 0)
    .map((history): FlakyTest => ({
      history,
      signatures: causes.ofTest(history.test),
      ...(question.hasBefore ? { isNew: !hasFailed(before.get(history.test)) } : {}),
      ...costOf(costs.get(history.test)),
    }));
  return {
    project,
    ...(branch === undefined ? {} : { branch }),
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    weeks,
    failing: failing.toSorted(worstFirst),
    gone: histories.filter((one) => isGone(one) && hasFailed(before.get(one.test))).toSorted(byName),
    neverRan: histories.filter(({ kind }) => kind === 'never-ran').toSorted(byName),
    signatures: causes.all,
    cost: costOfAll(current),
  };
}

function costOf(cost: TestCost | undefined): Pick<FlakyTest, 'cost'> {
  return cost === undefined ? {} : { cost };
}

function byTest(sightings: readonly Sighting[]): Map<string, Sighting[]> {
  const tests = new Map<string, Sighting[]>();
  for (const one of sightings) {
    const own = tests.get(one.test);
    if (own === undefined) tests.set(one.test, [one]);
    else own.push(one);
  }
  return tests;
}

function hasFailed(sightings: readonly Sighting[] | undefined): boolean {
  return sightings?.some(({ failed }) => failed > 0) ?? false;
}

function isGone({ executed, failed, unrated }: TestHistory): boolean {
  return executed >= goneAfter && failed + unrated === 0;
}

const order = ['flaky', 'failures-only', 'broken', 'unclear', 'never-ran', 'passing'];

function worstFirst({ history: a }: FlakyTest, { history: b }: FlakyTest): number {
  const kind = order.indexOf(a.kind) - order.indexOf(b.kind);
  return kind || b.failed + b.unrated - a.failed - a.unrated || byName(a, b);
}

function byName(a: TestHistory, b: TestHistory): number {
  return a.test < b.test ? -1 : Number(a.test > b.test);
}
