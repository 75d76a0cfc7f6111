import { bisectLowerBound, capacityBits } from '../bisect-bound.ts';
import { bisectStep } from '../bisect/bisect-step.ts';
import { compare } from '../comparison.ts';
import { benjaminiHochberg, eBenjaminiHochberg, holm } from '../multiple-testing.ts';
import { nextAction } from '../next-action.ts';
import type { Sample } from '../sample.ts';
import { logTwoSampleEvidence } from '../two-sample-e-value.ts';
import { fisher, newcombe, rateRatio } from '../two-samples.ts';
import { type Argument, blocksOf, listOf, numberOf, type Values } from './arguments.ts';
import { ALPHA, finite, LEVEL, type Statistic, TWO_SAMPLES } from './statistic.ts';

const DELTA: Argument = { name: 'delta', kind: 'number', about: 'chance of a wrong culprit', fallback: 0.05 };
const COMMITS: Argument = { name: 'n', kind: 'number', about: 'commits that may be the culprit' };
const RATES: readonly Argument[] = [
  { name: 'p1', kind: 'number', about: 'failure rate from the culprit on' },
  { name: 'p0', kind: 'number', about: 'failure rate before it', fallback: 0 },
];

/** About two revisions, many tests, or a range of commits. */
export const decisionStatistics: readonly Statistic[] = [
  {
    name: 'fisher',
    about: 'exact test of two revisions; greater: after is worse, less: after is better',
    arguments: TWO_SAMPLES,
    call: (values) => {
      const { worse, better, twoSided, midWorse } = fisher(beforeOf(values), afterOf(values));
      return { greater: worse, less: better, two: twoSided, midGreater: midWorse };
    },
  },
  {
    name: 'newcombe',
    about: 'difference of two rates, with an interval',
    arguments: [...TWO_SAMPLES, LEVEL],
    call: (values) => {
      const { difference, low, high } = newcombe(beforeOf(values), afterOf(values), numberOf(values, 'conf'));
      return { diff: difference, lo: low, hi: high };
    },
  },
  {
    name: 'rateRatio90',
    about: 'bounds of rate after / rate before, each one-sided 95 %',
    arguments: TWO_SAMPLES,
    call: (values) => {
      const ratio = rateRatio(beforeOf(values), afterOf(values));
      return { lo: finite(ratio?.low), hi: finite(ratio?.high) };
    },
  },
  {
    name: 'logETwoSample',
    about: 'ln of the evidence that after is worse, from batches of both at once; 3.0 decides at 5 %',
    arguments: [{ name: 'blocks', kind: 'list of [fa, na, fb, nb]', about: 'one block per batch' }],
    call: (values) => ({ logE: finite(logTwoSampleEvidence(blocksOf(values, 'blocks'))) }),
  },
  {
    name: 'verdict',
    about: 'what two revisions say about one failure, and how many more runs would settle it',
    arguments: [
      ...TWO_SAMPLES,
      ALPHA,
      { name: 'r', kind: 'number', about: 'rates below count as not reproduced', fallback: 0.01 },
    ],
    call: verdictOf,
  },
  {
    name: 'nextAction',
    about: 'where the next runs tell most, and what the rest will cost; null when decided',
    arguments: [...TWO_SAMPLES, ALPHA],
    call: (values) => {
      const action = nextAction(beforeOf(values), afterOf(values), numberOf(values, 'alpha'));
      if (action === undefined) return null;
      const { side, failuresWanted, expectedRuns } = action;
      return { side, failuresWanted, expectedRuns };
    },
  },
  rejecting('eBH', 'which e-values to report, at most a share of alpha falsely', {
    name: 'e',
    reject: eBenjaminiHochberg,
  }),
  rejecting('BH', 'which p-values to report, at most a share of alpha falsely', {
    name: 'p',
    reject: benjaminiHochberg,
  }),
  rejecting('holm', 'which p-values to report, with a chance of alpha for even one false', {
    name: 'p',
    reject: holm,
  }),
  {
    name: 'capacityBits',
    about: 'the most one run can tell about where a rate changes, in bits',
    arguments: RATES,
    call: (values) => ({ C: capacityBits(numberOf(values, 'p1'), numberOf(values, 'p0')) }),
  },
  {
    name: 'bisectLowerBound',
    about: 'runs below which no bisection can be right with chance 1 - delta',
    arguments: [COMMITS, ...RATES, DELTA],
    call: (values) => {
      const rates = { bad: numberOf(values, 'p1'), good: numberOf(values, 'p0') };
      return { runs: finite(bisectLowerBound(numberOf(values, 'n'), rates, numberOf(values, 'delta'))) };
    },
  },
  {
    name: 'bisectStep',
    about: 'chance of each culprit, and the position to run next',
    arguments: [
      { name: 'N', kind: 'list of numbers', about: 'executed runs at positions 0 (good end) to n (bad end)' },
      { name: 'F', kind: 'list of numbers', about: 'failures at the same positions' },
      DELTA,
      { name: 'testable', kind: 'list of numbers', about: '1 or 0 per position', optional: true },
    ],
    call: bisectStepOf,
  },
];

function verdictOf(values: Values): unknown {
  const policy = { alpha: numberOf(values, 'alpha'), rate: numberOf(values, 'r') };
  const { kind, p, side, more } = compare(beforeOf(values), afterOf(values), policy);
  return {
    verdict: kind,
    ...(p === undefined ? {} : { p }),
    ...(side === undefined ? {} : { side }),
    more: kind === 'no-data' ? null : finite(more),
  };
}

function bisectStepOf(values: Values): unknown {
  const failed = listOf(values, 'F') ?? [];
  const executed = listOf(values, 'N') ?? [];
  if (failed.length !== executed.length) {
    throw new RangeError(`N has ${executed.length} positions, but F has ${failed.length}`);
  }
  const counts = executed.map((runs, position) => ({ failed: failed[position] ?? 0, executed: runs }));
  const testable = listOf(values, 'testable')?.map((flag) => flag !== 0);
  const step = bisectStep(counts, { delta: numberOf(values, 'delta'), ...(testable && { testable }) });
  const { weights, information, stop, culprits, confidence, next } = step;
  return { weights, mi: information, stop, culprits, confidence, next: next ?? null };
}

function rejecting(
  name: string,
  about: string,
  list: { name: string; reject: (values: readonly number[], alpha: number) => number[] },
): Statistic {
  return {
    name,
    about,
    arguments: [{ name: list.name, kind: 'list of numbers', about: 'one value per test' }, ALPHA],
    call: (values) => ({ reject: list.reject(listOf(values, list.name) ?? [], numberOf(values, 'alpha')) }),
  };
}

function beforeOf(values: Values): Sample {
  return { failed: numberOf(values, 'fa'), executed: numberOf(values, 'na') };
}

function afterOf(values: Values): Sample {
  return { failed: numberOf(values, 'fb'), executed: numberOf(values, 'nb') };
}
