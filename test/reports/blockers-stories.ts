import type { BlockerFacts } from '../../src/model/blocker.ts';
import type { BlockersReport } from '../../src/reports/blockers-document.ts';
import { releaseBoard, snapshotOf } from '../../src/releases/board.ts';
import { boardChanges } from '../../src/releases/changes.ts';
import { paceOf } from '../../src/releases/pace.ts';
import { runs } from '../plans/evidence.ts';
import {
  compared,
  decided,
  factsOf,
  found,
  on,
  pull,
  repeated,
  settings as plain,
  withPredecessor,
} from '../releases/facts.ts';

const topic = { kind: 'status', id: '4711' } as const;
const rule = { milestones: ['4.1'] };
const settings = { ...plain, next: '4.2' };
const yesterday = { ...settings, now: on(15, 8) };

/** A ticket of the founding project, as its Jira names it. */
function jira(number: number, test: string, more: Parameters<typeof factsOf>[0] = {}): BlockerFacts {
  const key = `CASSANDRA-${number}`;
  const ticket = { tracker: 'jira', project: 'CASSANDRA', key } as const;
  return factsOf({
    test,
    ...more,
    ticket: { ticket, url: `https://issues.example.org/browse/${key}`, ...more.ticket },
  });
}

const conflicting = 'org.apache.cassandra.distributed.test.CASTest#testConflictingWrites';
const done = Array.from({ length: 31 }, (_, at) =>
  jira(16_000 + at, conflicting, { ticket: { status: 'closed', closedAt: `2022-07-${at + 1}T08:00:00Z` } }),
);
const before = [
  jira(17_519, 'cql_test.py::TestX', { found: [found(repeated(runs(2, 500)))] }),
  jira(17_461, conflicting, { ticket: { pullRequests: [pull()] } }),
  jira(17_488, 'org.apache.cassandra.db.BatchTest#sums'),
];
const today = [
  jira(17_519, 'cql_test.py::TestX', {
    found: [
      found(repeated(runs(2, 500))),
      found(compared(runs(4, 400), runs(4, 400), withPredecessor), { at: on(13) }),
    ],
  }),
  jira(17_502, 'org.apache.cassandra.service.PaxosRepairTest#repairs', {
    ticket: { assignees: [], createdAt: on(7) },
    found: [found(repeated(runs(17, 200)), { at: on(8) })],
  }),
  jira(17_461, conflicting, {
    ticket: { assignees: ['belliottsmith'], pullRequests: [pull()] },
    found: [found(compared(runs(12, 400), runs(0, 20)), { at: on(15) })],
  }),
  jira(17_530, 'org.apache.cassandra.service.RepairTest#validates', {
    found: [found(repeated('s'.repeat(200)))],
  }),
  jira(17_488, 'org.apache.cassandra.db.BatchTest#sums', {
    ticket: { status: 'closed', closedAt: on(15, 20) },
  }),
  jira(17_300, 'org.apache.cassandra.net.HintsTest#hands', {
    decisions: [decided('ignore', { until: '4.2', reason: 'needs a slow disk; not a regression' })],
  }),
  jira(17_301, 'org.apache.cassandra.net.ProxyTest#leads', {
    decisions: [decided('defer', { release: '4.1', until: '4.2', by: 'adelapena', reason: '' })],
  }),
];

function report(all: readonly BlockerFacts[], old?: readonly BlockerFacts[]): BlockersReport {
  const board = releaseBoard(all, settings, { rule });
  const base = { topic, board, pace: paceOf(board) };
  if (old === undefined) return base;
  const past = snapshotOf(releaseBoard(old, yesterday, { rule }));
  return { ...base, changes: boardChanges(past, snapshotOf(board)) };
}

/** Summaries people should be able to run a release by. */
export const stories: Readonly<Record<string, BlockersReport>> = {
  'blockers-of-4.1': { ...report([...done, ...today], [...done, ...before]), green: { days: 12 } },
  'blockers-first-look': {
    ...report(today.slice(1, 2)),
    green: { days: 3, at: on(13), commit: '51ab0de'.padEnd(40, '0') },
  },
  'blockers-none-left': report([...done, ...today.slice(4)], [...done, ...before.slice(2)]),
  'blockers-incomplete': {
    ...report([]),
    gaps: ['only the first 1,000 tickets of the milestone were read'],
  },
};
