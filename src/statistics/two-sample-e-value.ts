import { requireSample, type Sample } from './sample.ts';

/** Both sides of one batch, run at the same time; its sizes were fixed before any of its outcomes was known. */
export interface Block {
  readonly before: Sample;
  readonly after: Sample;
}

interface Alternative {
  readonly rateBefore: number;
  readonly rateAfter: number;
  readonly logWeight: number;
}

/** Rates after: 0.5 % doubled seven times, and 95 %; rates before: a fraction of each, 0 most likely. */
const ALTERNATIVES: readonly Alternative[] = [0, 1, 2, 3, 4, 5, 6, 7]
  .map((doublings) => 0.005 * 2 ** doublings)
  .concat(0.95)
  .flatMap((rateAfter) =>
    [
      { fraction: 0, weight: 0.4 },
      { fraction: 1 / 8, weight: 0.2 },
      { fraction: 1 / 4, weight: 0.2 },
      { fraction: 1 / 2, weight: 0.2 },
    ].map(({ fraction, weight }) => ({
      rateBefore: fraction * rateAfter,
      rateAfter,
      logWeight: Math.log(weight / 9),
    })),
  );

/**
 * Evidence that after is worse than before while both may fail, valid at any time: ln of the average over a fixed
 * grid of alternatives of the product over blocks of likelihood ratios against the block's pooled rate.
 * E = 20 (ln E = 3.0) or more decides at alpha = 5 %. A block with an empty side says nothing. Never feed runs
 * that were already known when the blocks were planned: the stopping rule has then seen the future.
 * Turner, Ly and Grunwald, arXiv 2106.02693.
 * @throws RangeError outside 0 <= failed <= executed
 */
export function logTwoSampleEvidence(blocks: readonly Block[]): number {
  for (const { before, after } of blocks) {
    requireSample(before);
    requireSample(after);
  }
  const wealth = ALTERNATIVES.map((alternative) =>
    blocks.reduce((sum, block) => sum + logFactor(block, alternative), alternative.logWeight),
  );
  const top = Math.max(...wealth);
  return top + Math.log(wealth.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

function logFactor({ before, after }: Block, { rateBefore, rateAfter }: Alternative): number {
  if (before.executed === 0 || after.executed === 0) return 0;
  const total = before.executed + after.executed;
  const pooled = (before.executed * rateBefore + after.executed * rateAfter) / total;
  return logRatio(before, rateBefore, pooled) + logRatio(after, rateAfter, pooled);
}

function logRatio({ failed, executed }: Sample, rate: number, pooled: number): number {
  const failing = failed === 0 ? 0 : failed * Math.log(rate / pooled);
  return failing + (executed - failed) * (Math.log1p(-rate) - Math.log1p(-pooled));
}
