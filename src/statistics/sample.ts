/** What one side of a question is: executed runs of one revision, and how many of them failed in the asked way. */
export interface Sample {
  /** Whole number, 0 to executed. */
  readonly failed: number;
  /** Whole number of runs that ended in a verdict; see `forSignature` for what counts. */
  readonly executed: number;
}

/** Counts above this are refused: the numerics are checked up to it. */
const LARGEST_COUNT = 1e9;

/** Ties such as "exactly 0.05" are decided in favour of the claim, whatever the last bit says. */
const TIE = 1e-12;

/** Called first by everything that takes a sample. @throws RangeError unless 0 <= failed <= executed are whole numbers. */
export function requireSample(sample: Sample): void {
  requireCount('executed', sample.executed);
  requireCount('failed', sample.failed);
  if (sample.failed > sample.executed) {
    throw new RangeError(`failed (${sample.failed}) cannot exceed executed (${sample.executed})`);
  }
}

/** Called where a rate or an interval would be meaningless without runs. @throws RangeError for an empty sample. */
export function requireRuns(sample: Sample): void {
  requireSample(sample);
  if (sample.executed === 0)
    throw new RangeError('executed must be at least 1: without runs there is no rate');
}

/** Called for every number of runs. @throws RangeError unless it is a whole number from 0 to 1e9. */
export function requireCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value > LARGEST_COUNT) {
    throw new RangeError(`${name} must be a whole number from 0 to 1000000000, not ${value}`);
  }
}

/** Called for levels, error rates and failure rates. @throws RangeError unless 0 < value < 1. */
export function requireFraction(name: string, value: number): void {
  if (!(value > 0 && value < 1)) {
    throw new RangeError(`${name} must lie between 0 and 1, both excluded, not ${value}`);
  }
}

/** Called for rates that may be exactly 0 or 1. @throws RangeError unless 0 <= value <= 1. */
export function requireProbability(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must lie between 0 and 1, not ${value}`);
}

/** Whether a p-value is small enough; used for every comparison with alpha so that ties go one way. */
export function atMost(p: number, alpha: number): boolean {
  return p <= alpha * (1 + TIE);
}
