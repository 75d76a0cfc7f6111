/**
 * How many runs decisions cost, and how often they are right: `npx tsx test/bench/decisions.ts`, a few minutes on
 * one core. Plans are computed exactly, bisections are simulated by the real planner. The argument `quick` spends
 * a tenth of the time on each bisection.
 */
import { capacityBits } from '../../src/statistics/bisect-bound.ts';
import { clearingPlan } from '../../src/statistics/clearing-plan.ts';
import { distribution } from '../statistics/plan-distribution.ts';
import { benchBisect } from './decisions-bisect.ts';

const FIXED_DESIGN = 1000;

/** Rate, most runs in percent of 500 + 500, most runs in multiples of the bound. */
const TARGETS = new Map<number, { percent: number; timesBound: number }>([
  [0.025, { percent: 34, timesBound: 1.05 }],
  [0.05, { percent: 17, timesBound: 1.06 }],
  [0.2, { percent: 4.3, timesBound: 1.12 }],
]);

const started = Date.now();
benchPlan();
benchErrors();
benchBisect(process.argv.includes('quick') ? 400 : 4000);
console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s in all`);

function benchPlan(): void {
  console.log('Regression check by "implicate, then clear", alpha = 5 %, at most 25 at once (exact)');
  for (const rate of [0, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5]) {
    const result = distribution(clearingPlan('regression'), { failing: rate, other: 0 });
    const bound = rate === 0 ? 299 : Math.log(20) / (capacityBits(rate) * Math.LN2);
    const target = TARGETS.get(rate);
    console.log(
      [
        `p=${(rate * 100).toFixed(1)} %`.padEnd(10),
        `${result.runs.toFixed(1)} runs, ${((result.runs / FIXED_DESIGN) * 100).toFixed(1)} % of 500+500`.padEnd(
          38,
        ),
        `${(result.runs / bound).toFixed(2)} x bound`.padEnd(14),
        `${result.rounds.toFixed(1)} rounds`.padEnd(13),
        `right ${(100 * (rate === 0 ? result.notReproduced : result.proven)).toFixed(1)} %`.padEnd(15),
        target === undefined ? '' : `target ${target.percent} % and ${target.timesBound} x bound`,
      ].join(' '),
    );
  }
  console.log('Nothing changed (both sides fail alike):');
  for (const rate of [0.01, 0.025, 0.05, 0.2]) {
    const result = distribution(clearingPlan('regression'), { failing: rate, other: rate });
    console.log(
      `p=${rate * 100} %  ${result.runs.toFixed(0)} runs, false regression ${(result.proven * 100).toFixed(2)} %`,
    );
  }
}

function benchErrors(): void {
  const rates = Array.from({ length: 60 }, (_, k) => 0.0002 * (0.95 / 0.0002) ** (k / 59));
  for (const alpha of [0.05, 0.01]) {
    let worst = { chance: 0, batch: 0, rate: 0 };
    for (let batch = 1; batch <= 100; batch++) {
      const plan = clearingPlan('regression', { alpha, largestBatch: batch });
      for (const rate of rates) {
        const chance = distribution(plan, { failing: rate, other: rate }).proven;
        if (chance > worst.chance) worst = { chance, batch, rate };
      }
    }
    const where = `batch ${worst.batch}, rate ${(worst.rate * 100).toFixed(2)} %`;
    console.log(
      `Worst false regression or fix at alpha = ${alpha}: ${(worst.chance * 100).toFixed(3)} % (${where})`,
    );
  }
}
