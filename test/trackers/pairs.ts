import { flakyList } from '../../src/history/flaky-list.ts';
import { recordOf } from '../../src/history/record.ts';
import type { Document } from '../../src/model/document.ts';
import type { BuildRecord } from '../../src/model/history.ts';
import type { Decision } from '../../src/model/ledger.ts';
import { bisectionDocument } from '../../src/reports/bisection-document.ts';
import { blockersDocument } from '../../src/reports/blockers-document.ts';
import { comparisonDocument } from '../../src/reports/comparison-document.ts';
import { flakesDigest } from '../../src/reports/digests/flakes.ts';
import { followUpDocument } from '../../src/reports/follow-up-document.ts';
import { ignoreDocument } from '../../src/reports/ignore-document.ts';
import { isolationDocument } from '../../src/reports/isolation-document.ts';
import { progressDocument } from '../../src/reports/progress-document.ts';
import { recommendationDocument } from '../../src/reports/recommendation-document.ts';
import { repeatDocument } from '../../src/reports/repeat-document.ts';
import { readStories, tell } from '../advice/story.ts';
import { post, runOf, type WorldOptions } from '../commands/fakes.ts';
import { stories as bisections } from '../reports/bisection-stories.ts';
import { stories as boards } from '../reports/blockers-stories.ts';
import { stories as comparisons } from '../reports/comparison-stories.ts';
import { stories as isolations } from '../reports/isolation-stories.ts';
import { progress } from '../reports/progress-story.ts';
import { stories as repeats } from '../reports/stories.ts';

const ticket = { audience: 'ticket' } as const;

const decision: Decision = {
  id: 'd-1',
  what: 'ignore',
  by: 'driftx',
  at: '2022-08-16T08:00:00Z',
  ticket: { tracker: 'jira', project: 'CASSANDRA', key: 'CASSANDRA-17461' },
  reason: 'race with markAlive, not a regression',
  release: '4.1',
  test: 'CASTest#testConflictingWritesWithStaleRingInformation',
  until: '4.2',
  followUp: 'CASSANDRA-17600',
  run: 'r-6b2q',
};

/** One document of every kind that is written on tickets, by the name of its golden files. */
export const documents: Readonly<Record<string, () => Document | Promise<Document>>> = {
  'flaky-10-of-200': () => repeatDocument(named(repeats, 'flaky-10-of-200'), ticket),
  'nothing-ran-200-skipped': () => repeatDocument(named(repeats, 'nothing-ran-200-skipped'), ticket),
  'decided-not-yet': () => repeatDocument(named(repeats, 'decided-not-yet'), ticket),
  'compare-fixed-and-older': () => comparisonDocument(named(comparisons, 'compare-fixed-and-older'), ticket),
  'bisect-culprit': () => bisectionDocument(named(bisections, 'bisect-culprit'), ticket),
  'isolate-order': () => isolationDocument(named(isolations, 'isolate-order'), ticket),
  recommendation: recommended,
  progress: () => progressDocument(progress),
  blockers: () => blockersDocument(named(boards, 'blockers-of-4.1')),
  'flakes-digest': digest,
  'ignored-change': () =>
    ignoreDocument(decision, { change: 'adds `@Ignore` above one method of CASTest.java' }),
  'ignored-follow-up': () =>
    followUpDocument({ topic: { kind: 'decision', id: 'd-1' }, decision, word: 'retrial' }),
  'reply-faults': async () => reply('/retrial repat CASTest#testFoo brach=trunk x20000'),
  'reply-denied': async () => reply('/retrial waive reason="known"'),
  'reply-help-repeat': async () => reply('/retrial help repeat'),
  'reply-status': async () => reply('/retrial status', { runs: [runOf('r-7f3k'), runOf('r-4x2p')] }),
  'reply-dry-run': async () =>
    reply('/retrial repeat CASTest#testFoo x500 ref=trunk note="after the rebase" dry-run'),
  'reply-waived': async () =>
    reply('/retrial waive reason="it is the test\'s own clock"', { changes: { right: 'decide' } }),
};

/** A story by its name. */
function named<Story>(stories: Readonly<Record<string, Story>>, name: string): Story {
  const found = stories[name];
  if (found === undefined) throw new Error(`no story is called ${name}`);
  return found;
}

async function reply(text: string, options: WorldOptions = {}): Promise<Document> {
  const { replies } = await post(text, options);
  const found = replies[0]?.document;
  if (found === undefined) throw new Error(`${text} is not answered in words`);
  return found;
}

function recommended(): Document {
  const found = readStories().find(([name]) => name === '17461-8-fix-verified');
  if (found === undefined) throw new Error('the story is gone');
  return recommendationDocument({
    topic: { kind: 'advice', id: 'c-1' },
    test: 'CASTest#testConflictingWritesWithStaleRingInformation',
    requestedBy: 'adelapena',
    ...withoutUndefined(tell(found[1])),
    around: {
      fixes: [{ name: '#1603', isMerged: false }],
      release: '4.1',
      builds: {
        days: 30,
        red: 31,
        alone: 14,
        lanes: [
          { lane: 'jdk8', executed: 380, failed: 0 },
          { lane: 'jdk11', executed: 400, failed: 12 },
        ],
      },
    },
    confidence: 'high',
    steps: [{ what: 'Merge #1603' }, { what: 'Take the evidence as enough', command: '/retrial accept' }],
  });
}

function withoutUndefined({ found, advice }: ReturnType<typeof tell>) {
  return advice === undefined ? { runs: found } : { runs: found, advice };
}

function digest(): Document {
  const from = Date.parse('2022-08-08T00:00:00Z');
  const week = 7 * 86_400_000;
  const tests = ['CASTest#testConflictingWrites', 'PaxosRepairTest#testPaxosRepair', 'cql_test#TestX'];
  const records = tests.flatMap((test, at) =>
    [0, 1, 2, 3].map((day) =>
      seen(test, { at: from + day * 86_400_000, failed: day % 2 === 0 ? at + 1 : 0 }),
    ),
  );
  const list = flakyList({
    project: 'cassandra',
    from,
    until: from + week,
    sightings: records.flatMap(({ build, tallies }) => tallies.map((tally) => ({ ...tally, build }))),
    hasBefore: true,
    failures: records.flatMap(({ build, failures }) => failures.map((one) => ({ ...one, at: build.at }))),
    signatures: records.flatMap(({ signatures }) => signatures),
    knownIssues: [
      { issue: 'CASSANDRA-17461', contains: 'lock of shelf', test: 'CASTest' },
      { issue: 'CASSANDRA-17502', contains: 'lock of shelf', test: 'PaxosRepairTest' },
    ],
  });
  return flakesDigest({
    ignoredBefore: 0,
    owners: new Map([
      ['CASSANDRA-17461', ['belliottsmith']],
      ['CASSANDRA-17502', []],
    ]),
    list,
    ignores: [decision],
    topic: { kind: 'digest', id: '2022-33' },
    word: 'retrial',
  });
}

function seen(test: string, told: { readonly at: number; readonly failed: number }): BuildRecord {
  const [container = '', name = ''] = test.split('#');
  const build = {
    project: 'cassandra',
    id: `${test} ${told.at}`,
    branch: 'trunk',
    lane: 'jdk11',
    commit: `c${told.at}`,
    at: new Date(told.at).toISOString(),
    passesKnown: true,
  };
  const failure = { kind: 'failure', type: 'IOException', message: 'lock of shelf lost', body: '' } as const;
  return recordOf(
    build,
    [{ container, name, passed: 90, failed: told.failed, skipped: 0 }],
    Array.from({ length: told.failed }, () => ({ container, name, failure })),
  );
}
