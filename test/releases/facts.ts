import type { Finding, FoundRun } from '../../src/model/advice.ts';
import type { Bisection, BisectionOutcome } from '../../src/model/bisection.ts';
import type {
  BlockerDecision,
  BlockerFacts,
  LinkedPullRequest,
  TicketFacts,
} from '../../src/model/blocker.ts';
import type { IsolationKind } from '../../src/model/isolation.ts';
import { comparisonOf } from '../../src/plans/comparison.ts';
import { decisionOf } from '../../src/plans/decide.ts';
import type { BoardSettings } from '../../src/releases/case.ts';
import { repeatFinding } from '../../src/worker/questions/repeat.ts';
import { evidenceOf } from '../plans/evidence.ts';

/** The day on which all stories are looked at: a Tuesday. */
export const now = '2022-08-16T08:00:00.000Z';

export const settings: BoardSettings = {
  release: {
    name: '4.1',
    branch: 'cassandra-4.1',
    predecessor: { name: '4.0', branch: 'cassandra-4.0' },
  },
  now,
  tolerance: 0.01,
  usualRuns: 200,
  mostRuns: 2_000,
};

/** A moment of August 2022: `on(12)` is the twelfth at noon. */
export function on(day: number, hour = 12): string {
  return `2022-08-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
}

/** A ticket that somebody owns and nobody has touched since the tenth. */
export function factsOf(
  more: Partial<Omit<BlockerFacts, 'ticket'>> & { ticket?: Partial<TicketFacts> } = {},
): BlockerFacts {
  const { ticket, ...rest } = more;
  return {
    ticket: {
      ticket: { tracker: 'github', project: 'apache/cassandra', key: '12' },
      title: 'CASTest fails now and then',
      status: 'open',
      labels: ['blocker'],
      milestones: ['4.1'],
      assignees: ['driftx'],
      createdAt: on(10),
      pullRequests: [],
      ...ticket,
    },
    test: 'CASTest#testConflictingWrites',
    found: [],
    active: [],
    decisions: [],
    ciFailures: [],
    ...rest,
  };
}

/** A run that ended. */
export function found(finding: Finding, more: Partial<FoundRun> = {}): FoundRun {
  return {
    run: 'r-7f3k',
    revision: 'cassandra-4.1',
    lane: 'jdk8',
    at: on(12),
    isChanged: false,
    finding,
    ...more,
  };
}

export function repeated(outcomes: string): Finding {
  return repeatFinding(evidenceOf({ run: outcomes }), []);
}

/** A run that was to fail, as on the old bug. */
export function toFail(outcomes: string): Finding {
  const evidence = evidenceOf({ run: outcomes });
  return { ...repeatFinding(evidence, []), decision: decisionOf({ expect: 'fail' }, evidence.get('run')) };
}

/** A run that was to show a rate as not reached. */
export function below(outcomes: string, rate: number): Finding {
  const evidence = evidenceOf({ run: outcomes });
  return { ...repeatFinding(evidence, []), decision: decisionOf({ rate }, evidence.get('run')) };
}

export interface Labels {
  readonly before: string;
  readonly after: string;
}

export function compared(
  old: string,
  fresh: string,
  labels: Labels = { before: 'cassandra-4.1', after: '#34' },
  of = commitOf(labels.before),
): Finding {
  const before = { id: 'before', label: labels.before, commit: of.length === 1 ? of.repeat(40) : of };
  const after = { id: 'after', label: labels.after, commit: commitOf(labels.after) };
  const evidence = evidenceOf({ before: old, after: fresh });
  const planned = Math.max(old.length, fresh.length);
  return { kind: 'compare', comparison: comparisonOf({ before, after, runs: planned }, evidence) };
}

/** Every branch has a commit of its own. */
function commitOf(label: string): string {
  const known: Readonly<Record<string, string>> = { 'cassandra-4.1': 'b', 'cassandra-4.0': '4', trunk: '7' };
  return (known[label] ?? 'a').repeat(40);
}

/** The id of a cause that runs are told with by a letter. */
export function causeOf(sign: string): string {
  return [...repeatFinding(evidenceOf({ run: sign }), []).groups]
    .map(({ signature }) => signature.id)
    .join(' ');
}

/** The same, and one of its causes shows itself in the tear-down of the class. */
export function inClass(finding: Finding, sign: string): Finding {
  if (finding.kind !== 'compare') return finding;
  const rows = finding.comparison.rows.map((row) =>
    row.group.signature.id === causeOf(sign)
      ? { ...row, group: { ...row.group, scope: 'class' as const, phase: 'teardown' as const } }
      : row,
  );
  return { kind: 'compare', comparison: { ...finding.comparison, rows } };
}

export const withPredecessor: Labels = { before: 'cassandra-4.0', after: 'cassandra-4.1' };

export function isolated(kind: IsolationKind): Finding {
  return { kind: 'isolate', isolation: { kind, scopes: [], left: [], causes: [] } };
}

export function commit(id: string) {
  return { id: id.padEnd(40, '0'), subject: '', date: '', parents: [] };
}

export function bisected(
  outcome: BisectionOutcome,
  good = 'cassandra-4.0',
): Extract<Finding, { readonly kind: 'bisect' }> {
  const counts = { asked: 0, executed: 0, passed: 0, failed: 0, skipped: 0, lost: 0 };
  const bisection: Bisection = { outcome, levels: [], otherCauses: 0, counts, delta: 0.05, rate: 0.01 };
  return { kind: 'bisect', bisection, good };
}

export const culprit = bisected({
  kind: 'culprit',
  culprits: [commit('51ab0de')],
  confidence: 0.97,
  noChange: 0.001,
});

export const beganToRun = bisected({
  kind: 'began-to-run',
  boundary: { without: commit('1'), runs: commit('2'), between: 0 },
  at: { failed: 8, executed: 200, rate: 0.04, low: 0.017, high: 0.077, level: 0.95 },
});

export function pull(more: Partial<LinkedPullRequest> = {}): LinkedPullRequest {
  return { number: 34, state: 'open', author: 'belliottsmith', headBranch: '17461-4.1', ...more };
}

export function decided(what: BlockerDecision['what'], more: Partial<BlockerDecision> = {}): BlockerDecision {
  return { what, by: 'mck', at: on(13), reason: 'a race of the test', ...more };
}
