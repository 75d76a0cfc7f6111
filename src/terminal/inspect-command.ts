import { Command } from 'commander';
import { messageOf, UserError } from '../model/errors.ts';
import type { InspectedContent } from '../model/inspection.ts';
import { parseSelector } from '../model/selector.ts';
import { hasNothingRun, inspectionDocument } from '../reports/inspection-document.ts';
import { inspectionJson } from '../reports/inspection-json.ts';
import { type Layout, layoutOf } from '../results/layouts.ts';
import { ReportKeeper } from '../results/report-keeper.ts';
import { contentOf } from './inspect/content.ts';
import { inspectPaths } from '../worker/inspecting.ts';
import { showReading } from './inspect/reading-line.ts';
import { unreadable } from './unreadable-path.ts';
import { knownOption } from './known-option.ts';
import { findKnownIssues } from './own-settings.ts';
import { processOutput } from './output.ts';
import { elseThere } from './repeat/first-look.ts';
import { wholeNumber } from './repeat/options.ts';
import { renderTerminal } from './render/document.ts';
import type { Session } from './session.ts';

interface RawInspect {
  readonly test?: string;
  readonly layout?: string;
  readonly asked?: string;
  readonly known?: string;
  readonly json?: boolean;
}

/** `retrial inspect`: what reports really contain, whatever their own counters say. */
export function inspectCommand(session: Session): Command {
  return new Command('inspect')
    .summary('count what test reports really contain, and group their failures')
    .description(
      'Reads JUnit-shaped reports in files, folders, zip and tar archives (gz, xz), and counts by content.\nTells iterations apart where CI repeated a test, and groups failures by cause.\nThe files’ own counters are never trusted.\nA .json file given by name is read as what CircleCI’s or Jenkins’ API lists of a job’s tests.',
    )
    .argument('<path...>', 'files, folders, zip or tar archives')
    .option('--test <test>', 'the test that was asked for: only iterations in which it ran are executed')
    .option('--layout <pattern>', 'how iterations lie: {machine}/out/run-{i}.xml; detected unless told')
    .option('--asked <n>', 'iterations that were asked of CI: what did not come back is lost')
    .addOption(knownOption())
    .option('--json', 'one JSON object, schema retrial.inspection/1')
    .action(async (paths: string[], raw: RawInspect) => {
      const output = processOutput();
      if (raw.test?.trim() === '')
        throw new UserError('E-VALUE', '--test is empty: name the test, or leave it out to count all.');
      const selector = parseSelector(raw.test ?? '');
      const question = {
        selector,
        ...(raw.asked === undefined ? {} : { asked: wholeNumber('--asked', raw.asked, 1_000_000) }),
        ...(raw.layout === undefined ? {} : { layout: layoutFrom(raw.layout) }),
        knownIssues: await findKnownIssues(raw.known),
      };
      const keeper = new ReportKeeper(selector);
      const progress = showReading(output);
      const inspection = await inspectPaths(paths, { keeper, onFile: progress.onFile })
        .catch((error: unknown) => {
          throw unreadable(error) ?? error;
        })
        .finally(progress.stop);
      const content = contentOf(keeper, question);
      if (inspection.files.length === 0 && raw.json !== true) {
        output.out(
          'No report found: nothing here ends in .xml or .trx. A file given by name is read whatever its name.\n',
        );
      } else {
        const hint = isNowhere(content) ? elseThere(selector, keeper, 'any of these reports') : undefined;
        if (hint !== undefined) output.err(`${hint}\n`);
        output.out(
          raw.json === true
            ? `${JSON.stringify(inspectionJson(inspection, content))}\n`
            : renderTerminal(inspectionDocument(inspection, content), output.style),
        );
      }
      session.finish(hasNothingRun(inspection, content) ? 4 : 0);
    });
}

/** The asked test has no result at all, not even that it was skipped. */
function isNowhere({ batch }: InspectedContent): boolean {
  if (batch === undefined || batch.selector === '' || batch.iterations.length === 0) return false;
  return batch.iterations.every(({ results }) => results.length === 0);
}

function layoutFrom(pattern: string): Layout {
  try {
    return layoutOf(pattern);
  } catch (error) {
    throw new UserError('E-VALUE', `--layout ${pattern} can't be used: ${messageOf(error)}.`);
  }
}
