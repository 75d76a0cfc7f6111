import type { Failure, Iteration, TestResult } from '../model/iteration.ts';
import type { FailureGroup } from '../model/signature.ts';
import { digest64 } from './digest.ts';
import { counted, groupOf, type Occurrence } from './group-of.ts';
import { issueLinks, type IssueLinks } from './issue-links.ts';
import { knownIssues, type KnownIssueRule, type KnownIssues } from './known-issues.ts';
import { baseTestName } from './names.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { signer } from './seen-before.ts';

/** Characters of a test's name in a title. */
const longestMark = 100;

/** A test case that failed without saying how. */
const silent: Failure = { kind: 'failure', type: '', message: '', body: '' };

/**
 * Groups what failed in the executed iterations of a run by cause, the most frequent first. An iteration may be in
 * several groups: a method and its class can fail side by side, each for its own cause. Skipped and lost iterations
 * are in none.
 * @param rules People's rules about failures they know; one takes its failures out of the automatic groups.
 * @throws UserError E-PATTERN when a rule cannot be understood.
 */
export function groupFailures(
  iterations: readonly Iteration[],
  rules: readonly KnownIssueRule[] = [],
): readonly FailureGroup[] {
  const look = { known: knownIssues(rules), sign: signer() };
  const tied = issueLinks(rules);
  const occurrences = iterations
    .filter(mayHoldFailures)
    .toSorted((a, b) => a.index - b.index)
    .flatMap((iteration) => occurrencesOf(iteration, look));
  const automatic = occurrences.filter(({ rule }) => rule === undefined);
  const { idOf, links } = nearDuplicates(automatic.map(({ print }) => print));
  const byId = new Map<string, Occurrence[]>();
  for (const occurrence of occurrences) {
    const own = occurrence.print.signature.id;
    const id =
      occurrence.rule === undefined ? (idOf.get(own) ?? own) : `k1-${digest64(occurrence.rule.issue)}`;
    const members = byId.get(id);
    if (members === undefined) byId.set(id, [occurrence]);
    else members.push(occurrence);
  }
  const groups = [...byId].map(([id, members]) => linked(groupOf(id, members, links), members, tied));
  return withDistinctTitles(groups.toSorted(byFrequency), (id) => testOf(byId.get(id) ?? []));
}

/** An iteration can pass with a case that failed: another attempt of it passed. */
function mayHoldFailures({ outcome, results }: Iteration): boolean {
  if (outcome === 'passed') return results.some((result) => result.outcome === 'failed');
  return outcome === 'failed';
}

/** The test that all of a group's failures belong to; empty if there are several. */
function testOf(members: readonly Occurrence[]): string {
  const tests = new Set(members.map(({ where }) => baseTestName(where.name)));
  const [test = ''] = tests;
  return tests.size === 1 ? test.slice(0, longestMark) : '';
}

/** The ticket that people tied to a cause, or to the test of all its failures, where no rule names one. */
function linked(group: FailureGroup, members: readonly Occurrence[], tied: IssueLinks): FailureGroup {
  if (tied.isEmpty || group.knownIssue !== undefined) return group;
  const ids = [group.signature.id, ...members.map(({ print }) => print.signature.id)];
  const tests = new Set(members.map(({ where }) => tied.ofTest(where)));
  const issue = tied.ofSignature(ids) ?? (tests.size === 1 ? [...tests][0] : undefined);
  return issue === undefined ? group : { ...group, knownIssue: issue };
}

function byFrequency(a: FailureGroup, b: FailureGroup): number {
  const size = b.iterations.length - a.iterations.length;
  if (size !== 0) return size;
  if (a.scope !== b.scope) return a.scope === 'method' ? -1 : 1;
  return (a.first ?? 0) - (b.first ?? 0) || (a.signature.id < b.signature.id ? -1 : 1);
}

/** What each failure is looked at with. */
interface Look {
  readonly known: KnownIssues;
  readonly sign: ReturnType<typeof signer>;
}

function occurrencesOf(iteration: Iteration, look: Look): Occurrence[] {
  const occurrences: Occurrence[] = [];
  const own = iteration.outcome === 'failed' ? iteration.failure : undefined;
  let isTold = own === undefined;
  for (const result of iteration.results) {
    if (result.outcome !== 'failed') continue;
    const { failure = silent } = result;
    isTold ||= own !== undefined && failure !== silent && isSame(failure, own);
    occurrences.push(occurrenceOf(iteration.index, { result, failure }, look));
  }
  const isSilent = occurrences.length === 0 && iteration.outcome === 'failed';
  if (isTold && !isSilent) return occurrences;
  const result = iteration.results.find(({ outcome }) => outcome === 'failed') ?? iteration.results[0];
  const untold = occurrenceOf(iteration.index, { result, failure: own ?? silent }, look);
  return [untold, ...occurrences];
}

function occurrenceOf(
  iteration: number,
  { result, failure }: { result: TestResult | undefined; failure: Failure },
  { known, sign }: Look,
): Occurrence {
  const where = { container: result?.container ?? '', name: result?.name ?? '' };
  const rule = known(failure, where);
  const scope = result?.scope ?? 'method';
  const phase = result?.phase ?? 'call';
  return { iteration, scope, phase, failure, where, print: sign(failure, where), rule };
}

function isSame(a: Failure, b: Failure): boolean {
  return a === b || (a.type === b.type && a.message === b.message && a.body === b.body);
}

/** Two causes of one name are told apart by their place, by their test, or by the start of their id. */
function withDistinctTitles(
  groups: readonly FailureGroup[],
  testOfGroup: (id: string) => string,
): readonly FailureGroup[] {
  const placed = marked(groups, ({ signature }) => signature.place ?? '');
  const named = marked(placed, ({ signature }) => testOfGroup(signature.id));
  return marked(named, ({ signature }) => signature.id.slice(0, 8));
}

function marked(
  groups: readonly FailureGroup[],
  markOf: (group: FailureGroup) => string,
): readonly FailureGroup[] {
  const counts = counted(groups, ({ signature }) => signature.title);
  if (counts.size === groups.length) return groups;
  return groups.map((group) => {
    const { title } = group.signature;
    if ((counts.get(title) ?? 0) < 2) return group;
    const mark = markOf(group);
    if (mark === '' || title.includes(mark)) return group;
    return { ...group, signature: { ...group.signature, title: `${title} (${mark})` } };
  });
}
