import type { BisectModel } from './posterior.ts';
import type { RatePrior } from './rate-prior.ts';

/**
 * What the asker believes about the good side. unlikely: it may fail now and then, but probably does not.
 * none: it does not; fewest runs, but wrong culprits if it does after all. expected: it is known to fail too.
 */
export type Background = 'none' | 'unlikely' | 'expected';

const BAD: RatePrior = [{ weight: 1, a: 0.1, b: 0.5 }];

/** Beta parts chosen by simulation; see the benchmark of decisions for what each costs and how often it is right. */
export const MODELS: Readonly<Record<Background, BisectModel>> = {
  none: {
    bad: BAD,
    good: [
      { weight: 0.9, a: 0, b: 1 },
      { weight: 0.1, a: 0.2, b: 0.5 },
    ],
  },
  unlikely: { bad: BAD, good: [{ weight: 1, a: 0.2, b: 0.5 }] },
  expected: { bad: [{ weight: 1, a: 0.5, b: 0.5 }], good: [{ weight: 1, a: 0.5, b: 0.5 }] },
};
