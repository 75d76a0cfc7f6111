import { Command } from 'commander';
import { nothingToRetry, stillLost } from '../reports/additions.ts';
import { processOutput } from './output.ts';
import { addedTo, addingTo } from './repeat/adding.ts';
import { carryOut } from './repeat/carry-out.ts';
import { shownAs, type RawShown } from './repeat/options.ts';
import type { Session } from './session.ts';

/** `retrial retry`: once more what a finished terminal run lost. */
export function retryCommand(session: Session): Command {
  return new Command('retry')
    .summary('run again what a run lost; what was skipped or failed stays as it is')
    .argument('<run>', 'the run, such as r-7f3k2m')
    .option('--format <format>', 'text, json, ndjson or markdown', 'text')
    .option('-q, --quiet', 'no progress')
    .option('--no-color', 'no colour')
    .action(async (run: string, raw: RawShown) => {
      const output = processOutput({ colour: raw.color });
      const code = await addingTo(run, async (kept) => {
        const { lost, asked } = kept.report.verdict.counts;
        const runs = stillLost(kept.plan, lost);
        if (runs === 0) {
          output.out(
            `${run} ${nothingToRetry['nothing-lost']} Skipped runs would be skipped again. For more runs: retrial extend ${run} -n ${asked}\n`,
          );
          return 0;
        }
        const plan = await addedTo(kept, { kind: 'retry', runs, shown: shownAs(raw) }, output);
        return carryOut(plan, output, kept.report);
      });
      session.finish(code);
    });
}
