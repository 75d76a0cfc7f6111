import { Command } from 'commander';
import { messageOf, UserError } from '../model/errors.ts';
import { plainLine } from '../model/plain-text.ts';
import type { InspectedFile, Inspection } from '../results/inspection.ts';
import { inspectPaths } from './inspect.ts';
import { processOutput } from './output.ts';
import type { Session } from './session.ts';

/** `retrial inspect`: what reports really contain, whatever their own counters say. */
export function inspectCommand(session: Session): Command {
  return new Command('inspect')
    .summary('count what test reports really contain')
    .description(
      'Reads JUnit-shaped reports in files, folders, zip and tar archives and counts by content.\nThe files’ own counters are never trusted.',
    )
    .argument('<path...>', 'files, folders, zip or tar archives')
    .option('--json', 'one JSON object')
    .action(async (paths: string[], raw: { readonly json?: boolean }) => {
      const { out } = processOutput();
      const inspection = await inspectPaths(paths).catch((error: unknown) => {
        throw new UserError('E-VALUE', messageOf(error));
      });
      out(raw.json === true ? `${JSON.stringify(inspection)}\n` : overview(inspection));
      session.finish(inspection.files.length === 0 ? 4 : 0);
    });
}

function overview({ files, totals }: Inspection): string {
  if (files.length === 0) return 'No report found: nothing here ends in .xml or .trx.\n';
  const rows = files.map(row);
  const sum = `${totals.cases} cases = ${totals.passed} passed + ${totals.failed} failed + ${totals.error} errors + ${totals.skipped} skipped`;
  const beside =
    totals.suiteProblems === 0 ? '' : `; beside them ${totals.suiteProblems} problems of whole classes`;
  return `${rows.join('\n')}\n\n${files.length} files, ${sum}${beside}\n`;
}

function row(file: InspectedFile): string {
  const counts = [file.passed, file.failed, file.error, file.skipped]
    .map((value) => String(value).padStart(5))
    .join(' ');
  const notes = [
    ...(file.reason === undefined ? [] : [plainLine(file.reason)]),
    ...(file.declaredMismatch ? ['its own counters contradict its content'] : []),
    ...(file.suiteProblems === 0 ? [] : [`${file.suiteProblems} problems of the whole class`]),
  ];
  const note = notes.length === 0 ? '' : `  (${notes.join('; ')})`;
  return `${file.status.padEnd(10)} passed/failed/error/skipped ${counts}  ${plainLine(file.path)}${note}`;
}
