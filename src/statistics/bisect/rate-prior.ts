import { logGamma } from '../log-gamma.ts';
import type { Sample } from '../sample.ts';

/** One part of what is believed of a failure rate before its runs: a beta distribution, or `never` (a = 0). */
interface PriorPart {
  readonly weight: number;
  /** 0: the rate is exactly 0. */
  readonly a: number;
  readonly b: number;
}

/** A mixture; the weights sum to 1. */
export type RatePrior = readonly PriorPart[];

/** ln of a number that is 0, kept finite so that differences stay numbers. */
const LOG_ZERO = -1e9;

/** ln P(the counts | the prior), up to the binomial coefficient that all hypotheses share. */
export function logEvidence(prior: RatePrior, sample: Sample): number {
  const [only] = prior;
  if (prior.length === 1 && only !== undefined) return logPart(only, sample);
  return logSum(prior.map((part) => Math.log(part.weight) + logPart(part, sample)));
}

/** P(no failure in `runs` further runs | the counts). */
export function cleanChance(prior: RatePrior, sample: Sample, runs: number): number {
  const further = { failed: sample.failed, executed: sample.executed + runs };
  return Math.exp(Math.min(0, logEvidence(prior, further) - logEvidence(prior, sample)));
}

/** Mean failure rate after the counts. */
export function meanRate(prior: RatePrior, sample: Sample): number {
  const [only] = prior;
  if (prior.length === 1 && only !== undefined) return partMean(only, sample);
  const logs = prior.map((part) => Math.log(part.weight) + logPart(part, sample));
  const total = logSum(logs);
  return prior.reduce(
    (sum, part, k) => sum + Math.exp((logs[k] ?? LOG_ZERO) - total) * partMean(part, sample),
    0,
  );
}

function partMean({ a, b }: PriorPart, { failed, executed }: Sample): number {
  return a === 0 ? 0 : (a + failed) / (a + b + executed);
}

function logPart({ a, b }: PriorPart, { failed, executed }: Sample): number {
  if (a === 0) return failed === 0 ? 0 : LOG_ZERO;
  return rising(a, failed) + rising(b, executed - failed) - rising(a + b, executed);
}

const LARGEST_TABLE = 20_000;
const tables = new Map<number, number[]>();

/** ln [gamma(x + k) / gamma(x)] for whole k, remembered since a search asks for the same few x again and again. */
function rising(x: number, k: number): number {
  if (k > LARGEST_TABLE) return logGamma(x + k) - logGamma(x);
  const table = tables.get(x) ?? [0];
  if (table.length === 1) tables.set(x, table);
  for (let j = table.length; j <= k; j++) table.push((table[j - 1] ?? 0) + Math.log(x + j - 1));
  return table[k] ?? 0;
}

function logSum(logs: readonly number[]): number {
  const top = Math.max(...logs);
  let sum = 0;
  for (const value of logs) sum += Math.exp(value - top);
  return top + Math.log(sum);
}
