import type { KnownIssueRule } from '../failures/known-issues.ts';
import { tally } from '../model/iteration.ts';
import type {
  Isolation,
  IsolationKind,
  IsolatedScope,
  LeftScope,
  Scope,
  ScopeReading,
} from '../model/isolation.ts';
import type { SideEvidence, SidesEvidence } from '../model/question.ts';
import { estimate } from '../statistics/estimate.ts';
import { holm } from '../statistics/multiple-testing.ts';
import type { Sample } from '../statistics/sample.ts';
import { fisher } from '../statistics/two-samples.ts';
import { causesAmong, isStalled, noEvidence, sampleOf } from './causes.ts';
import type { Step } from './plan.ts';

/** One test in different company; each scope is a side of the question, called by its own name. */
export interface IsolateQuestion {
  /** `alone` and at least one other. */
  readonly scopes: readonly Scope[];
  readonly left: readonly LeftScope[];
  /** Runs of each scope. */
  readonly runs: number;
  readonly known?: readonly KnownIssueRule[];
}

const alpha = 0.05;
const batch = 10;
/** More than ten times what was asked is no advice. */
const mostTimes = 40;

/**
 * The next ten runs of whichever scope has had the fewest, so that a machine that changes its mood changes it for all.
 * The number is fixed beforehand and looked at once, at the end; only a scope that executes nothing is left early.
 */
export function isolateStep(question: IsolateQuestion, evidence: SidesEvidence): Step<Isolation> {
  const sides = question.scopes.map((scope) => ({ scope, side: evidence.get(scope) ?? noEvidence }));
  const isHopeless = isStalled(evidence.get('alone') ?? noEvidence);
  const open = sides.filter(({ side }) => !isStalled(side) && side.asked < question.runs);
  const next = isHopeless ? undefined : open.toSorted((a, b) => a.side.asked - b.side.asked)[0];
  if (next === undefined) return { kind: 'done', finding: isolationOf(question, evidence) };
  const runs = Math.min(batch, question.runs - next.side.asked);
  const from = next.side.asked + 1;
  return {
    kind: 'run',
    orders: [{ side: next.scope, runs }],
    aim: `${next.scope}, runs ${from} to ${from + runs - 1}`,
  };
}

/** Each scope against the test alone: one-sided Fisher tests in both directions, Holm over all of them at 5 %. */
export function isolationOf(question: IsolateQuestion, evidence: SidesEvidence): Isolation {
  const samples = new Map(
    question.scopes.map((scope) => [scope, sampleOf(evidence.get(scope) ?? noEvidence)]),
  );
  const readings = readingsOf(samples);
  const scopes = question.scopes.map((scope) => scopeOf(scope, evidence.get(scope), readings.get(scope)));
  const kind = kindOf(samples, readings);
  const more = kind === 'undecided' ? runsMissing(samples) : undefined;
  return {
    kind,
    scopes,
    left: question.left,
    causes: causesAmong(evidence, question.known).map((group) => ({
      group,
      failed: Object.fromEntries(
        question.scopes.map((scope) => [scope, shareOf(group.iterations, evidence.get(scope))]),
      ),
    })),
    ...(more === undefined ? {} : { more }),
  };
}

interface Reading {
  readonly reading: ScopeReading;
  readonly p?: number;
}

function readingsOf(samples: ReadonlyMap<Scope, Sample>): ReadonlyMap<Scope, Reading> {
  const alone = samples.get('alone') ?? { failed: 0, executed: 0 };
  const found = new Map<Scope, Reading>();
  const tests: { readonly scope: Scope; readonly reading: ScopeReading; readonly p: number }[] = [];
  for (const [scope, sample] of samples) {
    if (scope === 'alone') continue;
    if (alone.executed === 0 || sample.executed === 0) {
      found.set(scope, { reading: 'no-data' });
      continue;
    }
    const { worse, better } = fisher(alone, sample);
    tests.push({ scope, reading: 'more-often', p: worse }, { scope, reading: 'less-often', p: better });
    found.set(scope, { reading: 'alike', p: Math.min(worse, better) });
  }
  const chances = tests.map(({ p }) => p);
  for (const at of holm(chances, alpha)) {
    const test = tests[at];
    if (test !== undefined) found.set(test.scope, { reading: test.reading, p: test.p });
  }
  return found;
}

function kindOf(samples: ReadonlyMap<Scope, Sample>, readings: ReadonlyMap<Scope, Reading>): IsolationKind {
  const alone = samples.get('alone');
  if (alone === undefined || alone.executed === 0) return 'no-data';
  const differs = (scope: Scope): boolean =>
    ['more-often', 'less-often'].includes(readings.get(scope)?.reading ?? '');
  const order = differs('class') || differs('suite') || differs('shuffled');
  const load = differs('loaded');
  if (order && load) return 'order-and-load';
  if (order || load) return order ? 'order' : 'load';
  if (alone.failed > 0) return 'by-itself';
  return [...samples.values()].some(({ failed }) => failed > 0) ? 'undecided' : 'not-reproduced';
}

/** Runs of each scope after which a scope that fails as often as it did would stand out from a clean `alone`. */
function runsMissing(samples: ReadonlyMap<Scope, Sample>): number | undefined {
  const alone = samples.get('alone')?.executed ?? 0;
  const worst = [...samples.values()].toSorted((a, b) => b.failed / b.executed - a.failed / a.executed)[0];
  if (worst === undefined || worst.executed === 0) return undefined;
  const level = alpha / (2 * (samples.size - 1));
  for (let times = 2; times <= mostTimes; times++) {
    const executed = alone * times;
    const failed = Math.round((worst.failed / worst.executed) * executed);
    if (fisher({ failed: 0, executed }, { failed, executed }).worse <= level) return executed;
  }
  return undefined;
}

function scopeOf(scope: Scope, side: SideEvidence | undefined, reading: Reading | undefined): IsolatedScope {
  const { asked, iterations, broken } = side ?? noEvidence;
  const { failed, executed } = sampleOf(side ?? noEvidence);
  return {
    scope,
    counts: tally(asked, iterations),
    ...(executed === 0 ? {} : { estimate: estimate(failed, executed) }),
    ...reading,
    ...(broken === undefined ? {} : { broken }),
  };
}

function shareOf(indexes: readonly number[], side: SideEvidence = noEvidence): number {
  const own = new Set(side.iterations.map(({ index }) => index));
  return indexes.filter((index) => own.has(index)).length;
}
