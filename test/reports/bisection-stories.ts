import type { Commit, CommitRange } from '../../src/model/commit-range.ts';
import type { SideEvidence, SidesEvidence } from '../../src/model/question.ts';
import { bisectionSoFar } from '../../src/plans/bisect.ts';
import type { BisectQuestion } from '../../src/plans/bisect/question.ts';
import type { BisectionReport } from '../../src/reports/bisection-report.ts';
import { evidenceOf, runs } from '../plans/evidence.ts';
import { run } from './stories.ts';

const base = 'https://github.com/apache/cassandra/commit/';
const bad = 'd2923275e360a1ee9db498e748c269f701bb3a8b';

/** Ids that begin differently, as real ones do; the last commit is the bad end. */
function idAt(position: number, last: number): string {
  return position === last
    ? bad
    : ((position + 17) * 0x9e3779b).toString(16).padStart(8, '0').slice(-8).padEnd(40, '3');
}

function commits(last: number, subjects: Readonly<Record<number, string>>): readonly Commit[] {
  return Array.from({ length: last + 1 }, (_, position) => ({
    id: idAt(position, last),
    subject: subjects[position] ?? `CASSANDRA-${17_000 + position}: change number ${position}`,
    date: '2022-06-01T12:00:00+02:00',
    parents: [position === 0 ? '0'.repeat(40) : idAt(position - 1, last)],
  }));
}

interface Story {
  readonly last?: number;
  readonly subjects?: Readonly<Record<number, string>>;
  readonly at: Readonly<Record<number, string>>;
  readonly broken?: Readonly<Record<number, string>>;
  readonly question?: Partial<BisectQuestion>;
  readonly report?: Partial<BisectionReport>;
  /** Side id to outcomes, for commits inside merges. */
  readonly inside?: (range: CommitRange) => {
    question: Partial<BisectQuestion>;
    at: Readonly<Record<string, string>>;
  };
}

function told(story: Story): BisectionReport {
  const { last = 64, subjects = {}, question = {}, broken = {} } = story;
  const all = commits(last, subjects);
  const [good = all[0] as Commit, ...rest] = all;
  const inside = story.inside?.({ good, commits: rest });
  const range = inside?.question.range ?? { good, commits: rest };
  const sides = Object.entries(story.at).map(([position, outcomes]) => [
    idAt(Number(position), last),
    outcomes,
  ]);
  const ran = evidenceOf({ ...(Object.fromEntries(sides) as Record<string, string>), ...inside?.at });
  const failed = Object.entries(broken).map(([position, why]): [string, SideEvidence] => [
    idAt(Number(position), last),
    { iterations: [], asked: 5, broken: why },
  ]);
  const evidence: SidesEvidence = new Map([...ran, ...failed]);
  return {
    run: {
      ...run,
      id: 'r-5p7w',
      revision: 'cassandra-4.1',
      commit: bad,
      commitUrl: `${base}${bad}`,
      typed: { options: ['-j', '2'], command: ['ant', 'test-jvm-dtest-some'] },
    },
    good: 'cassandra-4.0',
    bad: 'cassandra-4.1',
    bisection: bisectionSoFar({ maxParallel: 25, ...question, ...inside?.question, range }, evidence),
    wallMs: 5_423_000,
    exitCodesOnly: false,
    evidence: [{ label: 'Files of each run', at: '.retrial/r-5p7w/' }],
    ...story.report,
  };
}

const ends = { 0: runs(0, 60), 64: runs(6, 60) };
const searched = { ...ends, 20: runs(0, 40), 36: runs(0, 100), 37: runs(9, 100), 45: runs(4, 30) };

/** A merge at 37 whose branch has three commits; the second of them did it. */
function merged({ good, commits: line }: CommitRange): {
  question: Partial<BisectQuestion>;
  at: Record<string, string>;
} {
  const tips = [1, 2, 3].map((position): Commit => ({
    id: `${position}b7e4c1f`.padEnd(40, '5'),
    subject: `Paxos repair, part ${position}`,
    date: '2022-05-20T09:00:00Z',
    parents: [position === 1 ? '0'.repeat(40) : `${position - 1}b7e4c1f`.padEnd(40, '5')],
  }));
  const second = tips.at(-1)?.id ?? '';
  const range = {
    good,
    commits: line.map((commit, at) =>
      at === 36 ? { ...commit, parents: [...commit.parents, second] } : commit,
    ),
  };
  const merge = range.commits[36] as Commit;
  const inside = new Map([[merge.id, { good: range.commits[35] as Commit, commits: [...tips, merge] }]]);
  return {
    question: { range, inside },
    at: {
      [tips[0]?.id ?? '']: runs(0, 90),
      [tips[1]?.id ?? '']: runs(13, 90),
      [tips[2]?.id ?? '']: runs(1, 8),
    },
  };
}

/** One story for each end a search can come to. */
export const stories: Readonly<Record<string, BisectionReport>> = {
  'bisect-culprit': told({
    at: { ...searched, 30: 'ssss', 40: runs(2, 20) },
    broken: { 28: 'the set-up failed: npm ci' },
    subjects: { 37: 'CASSANDRA-17164: CEP-14, new Paxos' },
  }),
  'bisect-merge': told({
    at: { ...searched, 36: runs(0, 140), 37: runs(13, 140) },
    subjects: { 37: 'Merge branch CEP-14 into trunk' },
    inside: merged,
  }),
  'bisect-neighbours': told({
    at: { ...ends, 20: runs(0, 40), 33: runs(0, 140), 37: runs(13, 140), 45: runs(4, 30) },
    broken: { 35: 'does not compile', 36: 'does not compile', 34: 'does not compile' },
  }),
  'bisect-began-to-run': told({
    last: 8,
    at: { 8: runs(10, 100), 0: 'ssss', 4: 'ss', 6: runs(6, 100), 5: 'ss' },
    subjects: { 6: 'CASSANDRA-17164: remove @Ignore' },
  }),
  'bisect-began-to-run-later-failed': told({
    last: 8,
    at: { 8: runs(10, 100), 0: 'ssss', 4: 'ss', 6: runs(0, 150), 5: runs(0, 100), 7: runs(18, 150) },
  }),
  'bisect-already-bad': told({ at: { 0: runs(1, 20), 64: runs(3, 30) } }),
  'bisect-not-failing': told({ at: { 64: runs(0, 299) } }),
  'bisect-good-end-broken': told({ at: { 64: runs(3, 30) }, broken: { 0: 'the set-up failed: npm ci' } }),
  'bisect-bad-end-skipped': told({ at: { 64: 'ssssssssss' } }),
  'bisect-no-change': told({
    last: 1,
    at: { 0: runs(0, 5), 1: runs(3, 30) },
    question: { background: 'expected' },
  }),
  'bisect-out-of-budget': told({
    at: { ...ends, 20: runs(0, 40), 45: runs(1, 9) },
    question: { mostRuns: 169 },
  }),
  'bisect-interrupted-at-the-good-end': told({
    at: { 64: runs(3, 30), 0: runs(0, 12) },
    report: { partial: 'interrupted', exitCodesOnly: true },
  }),
  'bisect-parted': told({
    at: { ...searched, 36: `yy${runs(0, 98)}` },
    inside: ({ good, commits: line }) => ({
      question: {
        range: { good, commits: line, beside: { ...good, id: 'f'.repeat(40), subject: 'Release' } },
      },
      at: {},
    }),
    subjects: { 37: 'Closes #1 @someone `x` <b>|</b> \u202e\u001b[31m' },
    report: { good: '-release `1`', bad: 'feature/a|b' },
  }),
};
