import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { adviseOver } from '../../src/advice/deciding/over-runs.ts';
import { advicePolicy, policySchema } from '../../src/config/policy.ts';
import type { KnownIssueRule } from '../../src/failures/known-issues.ts';
import type { ProjectSettings } from '../../src/commands/contract/settings.ts';
import { nextSteps } from '../../src/commands/wording/next-steps.ts';
import {
  RELEASE_ASPECTS,
  type Advice,
  type Circumstances,
  type Finding,
  type FoundRun,
  type TestBuilds,
} from '../../src/model/advice.ts';
import type { NextStep } from '../../src/reports/recommendation-document.ts';
import type { Bisection, BisectionOutcome } from '../../src/model/bisection.ts';
import type { Commit } from '../../src/model/commit-range.ts';
import { SCOPES } from '../../src/model/isolation.ts';
import type { Iteration } from '../../src/model/iteration.ts';
import type { SidesEvidence } from '../../src/model/question.ts';
import { comparisonOf } from '../../src/plans/comparison.ts';
import { decisionOf } from '../../src/plans/decide.ts';
import { isolationOf } from '../../src/plans/isolate.ts';
import { estimate } from '../../src/statistics/estimate.ts';
import { repeatFinding } from '../../src/worker/questions/repeat.ts';

const count = z.int().min(0);
/** What a number of runs came to. A cause that begins with `class: ` failed in the class's tear-down. */
const runs = z.strictObject({
  at: z.string().optional(),
  passed: count.default(0),
  failed: z.record(z.string(), count).default({}),
  skipped: count.default(0),
  lost: count.default(0),
  /** Why nothing more could run. */
  broken: z.string().optional(),
});
export type StoryRuns = z.output<typeof runs>;

const ended = z.enum([
  'culprit',
  'began to run',
  'already bad',
  'always bad',
  'no change',
  'not failing',
  'end untestable',
  'unfinished',
]);
type Ended = z.output<typeof ended>;
/** Where nothing is said, all runs are of one lane. */
const lane = z.string().default('jdk8');
const step = z.union([
  z.strictObject({
    repeat: runs,
    changed: z.boolean().default(false),
    /** With its skip taken off. */
    unskip: z.literal(true).exactOptional(),
    /** The runner ran again by itself what failed. */
    reruns: z.literal(true).exactOptional(),
    lane,
  }),
  z.strictObject({ 'must fail': runs }),
  z.strictObject({
    compare: z.strictObject({ before: runs, after: runs }),
    /** What that asks of the release, where one waits. */
    asks: z.enum(RELEASE_ASPECTS).exactOptional(),
    /** So many runs of each side were asked for beforehand. */
    planned: z.boolean().default(false),
    /** With the skip taken off on both sides. */
    unskip: z.literal(true).exactOptional(),
    /** The runner ran again by itself what failed. */
    reruns: z.literal(true).exactOptional(),
    lane,
  }),
  z.strictObject({ isolate: z.partialRecord(z.enum(SCOPES), runs) }),
  /** Where a search ended; how it searches is tested elsewhere. */
  z.strictObject({
    bisect: ended,
    /** The revision that was searched backwards from. */
    from: z.string().exactOptional(),
    asks: z.enum(RELEASE_ASPECTS).exactOptional(),
  }),
]);

const story = z.strictObject({
  story: z.string(),
  /** Where it happened, or why it matters. */
  because: z.string().optional(),
  /** In the order in which they were asked. */
  runs: z.array(step),
  known: z
    .strictObject({
      issues: z.record(z.string(), z.string()).default({}),
      'blocks release': z.string().optional(),
      /** The branches of that release, and of the one before it. */
      branch: z.string().exactOptional(),
      'branch before': z.string().exactOptional(),
      ignored: z.strictObject({ since: z.string(), reason: z.string().optional() }).optional(),
      builds: z
        .strictObject({
          red: count,
          alone: count,
          lanes: z.record(z.string(), z.tuple([count, count])).default({}),
        })
        .optional(),
      'fix proposed': z.string().optional(),
      'fix merged': z.string().optional(),
    })
    .prefault({}),
  policy: policySchema.prefault({}),
  expect: z.strictObject({
    /** Of the newest run. */
    verdict: z.string().optional(),
    action: z.string().nullable(),
    /** How far the numbers carry it. */
    confidence: z.enum(['low', 'medium', 'high']).optional(),
    /** Words of the reason. */
    because: z.string().optional(),
    /** Runs that are missing for an answer, where that is what the newest run says. */
    ask: z.strictObject({ runs: count, of: z.string() }).optional(),
    /** The first command that is offered next, without the slash and the word. */
    next: z.string().optional(),
    /** What other rules must say too. */
    also: z.array(z.string()).default([]),
  }),
});
export type Story = z.output<typeof story>;

const folder = join(import.meta.dirname, 'stories');

/** Every story of the folder, by the name of its file. */
export function readStories(): readonly (readonly [string, Story])[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => [name.replace('.yml', ''), story.parse(parse(readFileSync(join(folder, name), 'utf8')))]);
}

/** What production says of a story: evidence, verdicts, advice, and the commands that it offers. */
export function tell({ runs: steps, known, policy }: Story): {
  readonly found: readonly FoundRun[];
  readonly advice: Advice | undefined;
  /** What to do next, best first. */
  readonly steps: readonly NextStep[];
} {
  const rules = Object.entries(known.issues).map(([cause, issue]): KnownIssueRule => ({
    issue,
    pattern: `cause ${cause} happened`,
  }));
  const found = steps
    .map((one, at): FoundRun => ({
      run: `r-${at}000`,
      revision: ('repeat' in one ? one.repeat.at : 'bisect' in one ? one.from : undefined) ?? 'release',
      lane: 'lane' in one ? one.lane : 'jdk8',
      at: `2022-08-${String(at + 1).padStart(2, '0')}T08:00:00.000Z`,
      isChanged: 'changed' in one && one.changed,
      ...('unskip' in one && one.unskip ? { isUnskipped: true } : {}),
      ...('reruns' in one && one.reruns ? { isLowerBound: true } : {}),
      ...('asks' in one && one.asks !== undefined ? { asks: one.asks } : {}),
      finding: findingOf(one, rules),
    }))
    .toReversed();
  const around = circumstancesIn(known);
  const advice = adviseOver(found, { ...advicePolicy(policy), ownTicket: ['TEST-1'], ...around });
  return { found, advice, steps: stepsOf(found, advice, around) };
}

/** The project that a story is told of. */
export const settings: ProjectSettings = {
  defaultCount: 200,
  maxCount: 2_000,
  commandWord: 'retrial',
  lanes: ['jdk8', 'jdk11'],
};

function stepsOf(
  runs: readonly FoundRun[],
  advice: Advice | undefined,
  around: Circumstances,
): readonly NextStep[] {
  const today = '2022-09-01T08:00:00.000Z';
  return nextSteps({ test: 'CartTest#adds', runs, advice, around, settings, today });
}

function circumstancesIn({ ignored, builds, ...known }: Story['known']): Circumstances {
  const { branch, 'branch before': before, 'fix proposed': proposed, 'fix merged': merged } = known;
  const fixes = [
    ...(proposed === undefined ? [] : [{ name: proposed, isMerged: false }]),
    ...(merged === undefined ? [] : [{ name: merged, isMerged: true }]),
  ];
  return {
    fixes,
    builtFrom: {
      ...(branch === undefined ? {} : { release: branch }),
      ...(before === undefined ? {} : { before }),
    },
    ...(known['blocks release'] === undefined ? {} : { release: known['blocks release'] }),
    ...(ignored === undefined ? {} : { skips: [skipOf(ignored)] }),
    ...(builds === undefined ? {} : { builds: buildsOf(builds) }),
  };
}

function buildsOf({ red, alone, lanes }: NonNullable<Story['known']['builds']>): TestBuilds {
  const counted = Object.entries(lanes).map(([lane, [failed, executed]]) => ({ lane, failed, executed }));
  return { days: 30, red, alone, lanes: counted };
}

function skipOf({ since, reason }: { readonly since: string; readonly reason?: string | undefined }) {
  return {
    test: 'A#f',
    path: 'A.java',
    line: 1,
    on: 'test' as const,
    text: '@Ignore',
    isConditional: false,
    since: { commit: '0'.repeat(40), author: 'Jane', at: since, subject: 'Ignore', withTest: false },
    ...(reason === undefined ? {} : { reason }),
  };
}

function findingOf(one: Story['runs'][number], rules: readonly KnownIssueRule[]): Finding {
  if ('repeat' in one) return repeatFinding(evidence({ run: one.repeat }), rules);
  if ('must fail' in one) {
    const seen = evidence({ run: one['must fail'] });
    return { ...repeatFinding(seen, rules), decision: decisionOf({ expect: 'fail' }, seen.get('run')) };
  }
  if ('compare' in one) {
    const { before, after } = one.compare;
    const sides = {
      before: { id: 'before', label: before.at ?? 'before' },
      after: { id: 'after', label: after.at ?? 'after' },
    };
    return {
      kind: 'compare',
      comparison: comparisonOf(
        { ...sides, known: rules, ...(one.planned ? { runs: 1 } : {}) },
        evidence({ before, after }),
      ),
    };
  }
  if ('isolate' in one) {
    const scopes = SCOPES.filter((scope) => one.isolate[scope] !== undefined);
    const sides = Object.fromEntries(
      scopes.flatMap((scope) => (one.isolate[scope] === undefined ? [] : [[scope, one.isolate[scope]]])),
    );
    return { kind: 'isolate', isolation: isolationOf({ scopes, left: [], runs: 50 }, evidence(sides)) };
  }
  return { kind: 'bisect', bisection: bisection(outcomes[one.bisect]) };
}

const commit = (id: string): Commit => ({ id: id.padEnd(40, '0'), subject: '', date: '', parents: [] });
const rate = (failed: number, executed: number) => estimate(failed, executed);
const culprit = { culprits: [commit('51ab0de')], confidence: 0.97, noChange: 0.001 };
const outcomes: Readonly<Record<Ended, BisectionOutcome>> = {
  culprit: { kind: 'culprit', ...culprit },
  'began to run': {
    kind: 'began-to-run',
    boundary: { without: commit('1'), runs: commit('d2923275e'), between: 0 },
    at: rate(8, 200),
  },
  'already bad': { kind: 'already-bad', goodEnd: rate(8, 200), badEnd: rate(9, 200) },
  'always bad': { kind: 'already-bad', goodEnd: rate(20, 20), badEnd: rate(20, 20) },
  'no change': { kind: 'no-change', ...culprit, noChange: 0.4, before: rate(1, 90), from: rate(2, 90) },
  'not failing': { kind: 'not-failing', badEnd: rate(0, 300) },
  'end untestable': { kind: 'untestable-end', end: 'good', why: 'broken' },
  unfinished: { kind: 'unfinished', stage: 'search' },
};

function bisection(outcome: BisectionOutcome): Bisection {
  const counts = { asked: 0, executed: 0, passed: 0, failed: 0, skipped: 0, lost: 0 };
  return { outcome, levels: [], otherCauses: 0, counts, delta: 0.05, rate: 0.01 };
}

/** Sides of runs as what came back from them. */
export function evidence(sides: Readonly<Record<string, StoryRuns>>): SidesEvidence {
  let index = 0;
  const next = (): Pick<Iteration, 'index' | 'machine' | 'durationMs' | 'results'> => {
    index += 1;
    return { index, machine: `slot ${index % 10}`, durationMs: 1000, results: [] };
  };
  const many = <One>(times: number, make: () => One): readonly One[] => Array.from({ length: times }, make);
  return new Map(
    Object.entries(sides).map(([side, told]) => {
      const iterations: readonly Iteration[] = [
        ...Object.entries(told.failed).flatMap(([cause, times]) => many(times, () => failed(cause, next()))),
        ...many(told.passed, (): Iteration => ({ ...next(), outcome: 'passed' })),
        ...many(told.skipped, (): Iteration => ({ ...next(), outcome: 'skipped', reason: '@Ignore' })),
        ...many(told.lost, (): Iteration => ({
          ...next(),
          outcome: 'lost',
          reason: 'the machine went away',
        })),
      ];
      return [
        side,
        {
          iterations,
          asked: iterations.length,
          ...(told.broken === undefined ? {} : { broken: told.broken }),
        },
      ];
    }),
  );
}

function failed(
  cause: string,
  base: Pick<Iteration, 'index' | 'machine' | 'durationMs' | 'results'>,
): Iteration {
  const name = cause.replace(/^class: /, '');
  const isClass = name !== cause;
  const type = `${name.replaceAll(/\W/g, '')}Exception`;
  const failure = {
    kind: 'error',
    type,
    message: `cause ${name} happened`,
    body: `${type}: cause ${name} happened\n\tat shop.CartTest.${isClass ? 'tearDown' : 'adds'}(CartTest.java:${name.length})`,
  } as const;
  const result = {
    container: 'shop.CartTest',
    name: isClass ? '' : 'adds',
    outcome: 'failed',
    scope: isClass ? 'class' : 'method',
    phase: isClass ? 'teardown' : 'call',
    failure,
  } as const;
  return { ...base, outcome: 'failed', failure, results: [result] };
}
