import { fisher } from '../statistics/two-samples.ts';
import type { AdviceRule } from './rule.ts';

const alpha = 0.05;

/** A failure of one configuration is found there and nowhere else. */
export const oneLane: AdviceRule = {
  name: 'it fails in one lane only',
  vote({ builds, revision }) {
    const ran = builds?.lanes.filter(({ executed }) => executed > 0) ?? [];
    const [failing, ...moreFailing] = ran.filter(({ failed }) => failed > 0);
    const clean = ran.filter(({ failed }) => failed === 0);
    if (failing === undefined || moreFailing.length > 0 || clean.length === 0) return undefined;
    const others = clean.reduce((sum, { executed }) => sum + executed, 0);
    // Any lane could have been the one: the chance counts for each of them.
    const chance = fisher({ failed: 0, executed: others }, failing).worse * ran.length;
    if (chance > alpha) return undefined;
    return {
      action: 'run-more',
      reason: `in ordinary builds it fails in one lane only: ${failing.failed} of ${failing.executed} there, 0 of ${others} elsewhere`,
      wouldChange: 'A failure in another lane.',
      wants: { verb: 'repeat', isEverywhere: true, ...(revision === undefined ? {} : { of: revision }) },
    };
  },
};
