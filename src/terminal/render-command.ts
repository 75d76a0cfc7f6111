import { dirname } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import { processOutput } from './output.ts';
import { type AnyReport, readReport } from './questions/reports.ts';
import { runFolder } from './repeat/kept-plan.ts';
import { renderAny, type Format } from './render/formats.ts';
import type { Session } from './session.ts';

const formats: readonly Format[] = ['text', 'github', 'markdown', 'jira', 'adf', 'html', 'json', 'ndjson'];

/** `retrial render`: a finished terminal run once more, in any format. */
export function renderCommand(_session: Session): Command {
  return new Command('render')
    .summary('show a finished run again: text, GitHub, Jira (jira, adf), html, json')
    .argument('<run>', 'the run, such as r-7f3k2m')
    .option('--format <format>', formats.join(', '), 'text')
    .option('--no-color', 'no colour')
    .action(async (run: string, raw: { readonly format: string; readonly color: boolean }) => {
      const output = processOutput({ colour: raw.color });
      const format = formats.find((known) => known === raw.format);
      if (format === undefined) {
        throw new UserError('E-VALUE', `--format is one of ${formats.join(', ')}, not \`${raw.format}\`.`);
      }
      output.out(renderAny(await reportOf(run), format, output.style));
    });
}

async function reportOf(run: string): Promise<AnyReport> {
  const folder = await runFolder(run);
  const report = await readReport(folder);
  if (report !== undefined) return report;
  throw new UserError('E-VALUE', `No finished run ${run} in ${dirname(folder)}. \`ls .retrial\` lists them.`);
}
