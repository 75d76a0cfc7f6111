import { Command } from 'commander';
import { nothingToRetry, stillLost } from '../reports/additions.ts';
import { processOutput } from './output.ts';
import { addedTo, runToAddTo } from './repeat/adding.ts';
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
      const kept = await runToAddTo(run);
      const { lost, asked } = kept.report.verdict.counts;
      const runs = stillLost(kept.plan, lost);
      if (runs === 0) {
        output.out(
          `${run} ${nothingToRetry['nothing-lost']} Skipped runs would be skipped again. For more runs: retrial extend ${run} -n ${asked}\n`,
        );
        session.finish(0);
        return;
      }
      const added = { kind: 'retry', runs, shown: shownAs(raw) } as const;
      session.finish(await carryOut(await addedTo(kept, added, output), output, kept.report));
    });
}
