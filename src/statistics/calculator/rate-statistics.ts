import { cleanRunsBayes, cleanRunsKnownRate, cleanRunsNeeded, pCleanIfUnchanged } from '../clean-runs.ts';
import { confidenceSequence, MIXTURE } from '../confidence-sequence.ts';
import { byMachine, dispersion } from '../dispersion.ts';
import { clopperPearson, type Interval, jeffreys, upperBound, wilson } from '../intervals.ts';
import { rateEvidence } from '../rate-e-values.ts';
import { rateGate } from '../rate-gate.ts';
import type { Sample } from '../sample.ts';
import { type Argument, numberOf, samplesOf, type Values } from './arguments.ts';
import { ALPHA, EXECUTED, FAILED, finite, LEVEL, type Statistic } from './statistic.ts';

const RATE: Argument = { name: 'r', kind: 'number', about: 'the rate in question', fallback: 0.01 };

/** About one revision: its rate, and the clean runs that would say something. */
export const rateStatistics: readonly Statistic[] = [
  interval('clopperPearson', 'exact interval of a failure rate, the one reports show', clopperPearson),
  interval('jeffreys', 'Bayesian interval of a failure rate, for comparison', jeffreys),
  interval('wilson', 'Wilson interval of a failure rate, for comparison', wilson),
  {
    name: 'upperBound',
    about: 'one-sided: the rate is below this',
    arguments: [FAILED, EXECUTED, ALPHA],
    call: (values) => ({ u: upperBound(sampleOf(values), numberOf(values, 'alpha')) }),
  },
  {
    name: 'confSeq',
    about: 'interval of a rate that is valid at any time, whoever stops when',
    arguments: [
      FAILED,
      EXECUTED,
      ALPHA,
      { name: 'a', kind: 'number', about: 'mixture parameter', fallback: MIXTURE.a },
      { name: 'b', kind: 'number', about: 'mixture parameter', fallback: MIXTURE.b },
    ],
    call: (values) => {
      const mixture = { a: numberOf(values, 'a'), b: numberOf(values, 'b') };
      return ends(confidenceSequence(sampleOf(values), numberOf(values, 'alpha'), mixture));
    },
  },
  {
    name: 'logELow',
    about: 'ln of the evidence that the rate is below r; 3.0 decides at 5 %',
    arguments: [FAILED, EXECUTED, RATE],
    call: (values) => ({ logE: finite(rateEvidence(sampleOf(values), numberOf(values, 'r')).below) }),
  },
  {
    name: 'logEUp',
    about: 'ln of the evidence that the rate is above r; 3.0 decides at 5 %',
    arguments: [FAILED, EXECUTED, RATE],
    call: (values) => ({ logE: finite(rateEvidence(sampleOf(values), numberOf(values, 'r')).above) }),
  },
  {
    name: 'gate',
    about: 'is the rate at most r? below, above or undecided, at any time, at 5 %',
    arguments: [FAILED, EXECUTED, RATE],
    call: (values) => ({ answer: rateGate(sampleOf(values), numberOf(values, 'r')) }),
  },
  {
    name: 'cleanRunsNeeded',
    about: 'clean runs that prove that a failure seen f times in n runs is gone',
    arguments: [FAILED, EXECUTED, ALPHA],
    call: (values) => ({ n: finite(cleanRunsNeeded(sampleOf(values), numberOf(values, 'alpha'))) }),
  },
  {
    name: 'cleanRunsKnownRate',
    about: 'clean runs that exclude a known failure rate p',
    arguments: [{ name: 'p', kind: 'number', about: 'the failure rate' }, ALPHA],
    call: (values) => ({ n: finite(cleanRunsKnownRate(numberOf(values, 'p'), numberOf(values, 'alpha'))) }),
  },
  {
    name: 'cleanRunsBayes',
    about: 'clean runs by a Bayesian prediction, for comparison',
    arguments: [FAILED, EXECUTED, ALPHA],
    call: (values) => ({ n: finite(cleanRunsBayes(sampleOf(values), numberOf(values, 'alpha'))) }),
  },
  {
    name: 'pCleanIfUnchanged',
    about: 'chance that so many runs are all clean although nothing changed',
    arguments: [FAILED, EXECUTED, { name: 'clean', kind: 'number', about: 'clean runs since' }],
    call: (values) => ({ p: pCleanIfUnchanged(sampleOf(values), numberOf(values, 'clean')) }),
  },
  {
    name: 'dispersion',
    about: 'do failures cluster by machine? counts by machine if they do',
    arguments: [{ name: 'machines', kind: 'list of [f, n]', about: 'failures and runs of each machine' }],
    call: (values) => {
      const machines = samplesOf(values, 'machines');
      const { failed, executed } = byMachine(machines);
      return { ...dispersion(machines), byMachine: { f: failed, n: executed } };
    },
  },
];

function interval(
  name: string,
  about: string,
  compute: (sample: Sample, level: number) => Interval,
): Statistic {
  const call = (values: Values): unknown => ends(compute(sampleOf(values), numberOf(values, 'conf')));
  return { name, about, arguments: [FAILED, EXECUTED, LEVEL], call };
}

function sampleOf(values: Values): Sample {
  return { failed: numberOf(values, 'f'), executed: numberOf(values, 'n') };
}

function ends({ low, high }: Interval): { lo: number; hi: number } {
  return { lo: low, hi: high };
}
