import { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import { processOutput } from './output.ts';
import { addedTo, addingTo } from './repeat/adding.ts';
import { carryOut } from './repeat/carry-out.ts';
import { shownAs, wholeNumber, type RawShown } from './repeat/options.ts';
import type { Session } from './session.ts';

/** `retrial extend`: more iterations of a finished terminal run, at the same code. */
export function extendCommand(session: Session): Command {
  return new Command('extend')
    .summary('add runs to a finished one; the report counts the whole')
    .argument('<run>', 'the run, such as r-7f3k2m')
    .option('-n, --runs <count>', 'how many to add')
    .option('--format <format>', 'text, json, ndjson or markdown', 'text')
    .option('-q, --quiet', 'no progress')
    .option('--no-color', 'no colour')
    .action(async (run: string, raw: RawShown & { readonly runs?: string }) => {
      const output = processOutput({ colour: raw.color });
      const code = await addingTo(run, async (kept) => {
        if (raw.runs === undefined) {
          throw new UserError(
            'E-MISSING',
            `\`extend\` needs the number of runs to add: \`retrial extend ${run} -n ${kept.report.verdict.counts.asked}\`.`,
          );
        }
        const runs = wholeNumber('-n', raw.runs, 1_000_000);
        const plan = await addedTo(kept, { kind: 'extend', runs, shown: shownAs(raw) }, output);
        return carryOut(plan, output, kept.report);
      });
      session.finish(code);
    });
}
