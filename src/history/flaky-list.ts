import type { KnownIssueRule } from '../failures/known-issues.ts';
import type {
  FlakyList,
  FlakyTest,
  SeenSignature,
  Sighting,
  TestClass,
  TestCost,
  TestHistory,
} from '../model/history.ts';
import { causesOf, type Occurred } from './causes.ts';
import { classify } from './classify.ts';
import { costOfAll, costsOf } from './cost.ts';
import { isGoneIn } from './gone.ts';
import { countsOf } from './places.ts';
import { historyOf, talliesOf } from './test-history.ts';
import { trendOf } from './trend.ts';
import { failuresByWeek, countsByWeek, weeksBetween } from './weeks.ts';

/** What the list is made from. Times in milliseconds since 1970. */
export interface FlakyQuestion {
  readonly project: string;
  readonly branch?: string;
  readonly from: number;
  readonly until: number;
  /** Of this window and of the equally long one before it. */
  readonly sightings: readonly Sighting[];
  /**
   * Before this window, as far back as is told: its weeks are drawn too, and where a test broke and what fails no more is
   * found there.
   */
  readonly earlier?: { readonly from: number; readonly sightings: readonly Sighting[] };
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
  const { project, branch, from, until, sightings, earlier } = question;
  const weeks = weeksBetween(earlier?.from ?? from, until - 1);
  const current = sightings.filter(({ build }) => Date.parse(build.at) >= from);
  const inside = byTest(current);
  const costs = costsOf(current);
  const before = byTest(sightings.filter(({ build }) => Date.parse(build.at) < from));
  const longBefore = byTest(earlier?.sightings ?? []);
  const known = (test: string): readonly Sighting[] => [
    ...((earlier === undefined ? before : longBefore).get(test) ?? []),
    ...(inside.get(test) ?? []),
  ];
  const histories = [...inside].map(([test, own]) =>
    withEarlier(historyOf(test, own, weeks), { own, before: longBefore.get(test) ?? [] }, weeks),
  );
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
      ...trendIn(history, before.get(history.test)),
      ...costOf(costs.get(history.test)),
    }));
  return {
    project,
    ...(branch === undefined ? {} : { branch }),
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    weeks,
    failing: failing.toSorted(worstFirst),
    gone: histories.filter(({ test }) => isGoneIn(question, known(test))).toSorted(byName),
    neverRan: histories.filter(({ kind }) => kind === 'never-ran').toSorted(byName),
    signatures: causes.all,
    partialBuilds: new Set(
      current.flatMap(({ build }) => (build.isPartial ? [JSON.stringify([build.id, build.lane])] : [])),
    ).size,
    cost: costOfAll(current),
  };
}

/** The window's own counts, with the weeks before it. These tell where a test broke, and what one failure leaves unclear. */
function withEarlier(
  history: TestHistory,
  { own, before }: { readonly own: readonly Sighting[]; readonly before: readonly Sighting[] },
  weeks: readonly string[],
): TestHistory {
  const all = [...before, ...own];
  const tallies = talliesOf(all);
  return {
    ...history,
    ...(history.kind === 'broken' ? brokenIn(all) : {}),
    ...(history.kind === 'unclear' ? classify(inLanesOf(own, all)) : {}),
    weeks: failuresByWeek(tallies, weeks),
    weekCounts: countsByWeek(tallies, weeks),
  };
}

function brokenIn(all: readonly Sighting[]): Partial<TestClass> {
  const found = classify(all);
  return found.kind === 'broken' ? found : {};
}

/** Those of lanes in which it failed in the window: what was once in another lane says nothing of these. */
function inLanesOf(own: readonly Sighting[], all: readonly Sighting[]): readonly Sighting[] {
  const failed = new Set(own.filter((one) => one.failed > 0).map(({ build }) => build.lane));
  return all.filter(({ build }) => failed.has(build.lane));
}

function trendIn(now: TestHistory, before: readonly Sighting[] = []): Pick<FlakyTest, 'trend'> {
  const trend = trendOf(countsOf(talliesOf(before)), now);
  return trend === undefined ? {} : { trend };
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

const order = ['flaky', 'failures-only', 'broken', 'unclear', 'never-ran', 'passing'];

function worstFirst({ history: a }: FlakyTest, { history: b }: FlakyTest): number {
  const kind = order.indexOf(a.kind) - order.indexOf(b.kind);
  return kind || b.failed + b.unrated - a.failed - a.unrated || byName(a, b);
}

function byName(a: TestHistory, b: TestHistory): number {
  return a.test < b.test ? -1 : Number(a.test > b.test);
}
