import { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import type { KeptReport } from './history/handing-over.ts';
import { hasStore, orOwner, withStore } from './history/open.ts';
import { processOutput, type Output } from './output.ts';
import { readReport } from './questions/reports.ts';
import { renderAny, renderDocument, type Format } from './render/formats.ts';
import { noSuchRun, runFolder } from './repeat/kept-plan.ts';
import { loadServerConfig } from './serve.ts';
import type { Session } from './session.ts';

const formats: readonly Format[] = ['text', 'github', 'markdown', 'jira', 'adf', 'html', 'json', 'ndjson'];

interface RawRender {
  readonly format: string;
  readonly color: boolean;
  readonly config?: string;
}

/** `retrial render`: a finished run once more, in any format. */
export function renderCommand(_session: Session): Command {
  return new Command('render')
    .summary('show a finished run again: text, GitHub, Jira (jira, adf), html, json')
    .description(
      'A run of this folder’s .retrial is looked for first, then the server’s store: a running server that owns it is asked.',
    )
    .argument('<run>', 'the run, such as r-7f3k2m')
    .option('--format <format>', formats.join(', '), 'text')
    .option('--config <file>', 'the server’s settings (YAML)')
    .option('--no-color', 'no colour')
    .action(async (run: string, raw: RawRender) => {
      const output = processOutput({ colour: raw.color });
      const format = formats.find((known) => known === raw.format);
      if (format === undefined) {
        throw new UserError('E-VALUE', `--format is one of ${formats.join(', ')}, not \`${raw.format}\`.`);
      }
      output.out(await rendered(run, { format, config: raw.config, style: output.style }));
    });
}

interface Wanted {
  readonly format: Format;
  readonly config: string | undefined;
  readonly style: Output['style'];
}

async function rendered(run: string, { format, config, style }: Wanted): Promise<string> {
  const folder = await runFolder(run);
  const own = await readReport(folder);
  if (own !== undefined) return renderAny(own, format, style);
  if (!(await hasStore(config))) throw noSuchRun(run, folder);
  const { document, data } = await serversReport(run, config);
  if (format === 'json' || format === 'ndjson') return `${JSON.stringify(data ?? null)}\n`;
  return renderDocument(document, format, style);
}

/** From the store itself, or from the running server that owns it. */
async function serversReport(run: string, config: string | undefined): Promise<KeptReport> {
  const { commandWord } = await loadServerConfig(config);
  const { reportAgain } = await import('../worker/report-again.ts');
  const again = async () => withStore(config, async (store) => reportAgain(run, { store, commandWord }));
  return orOwner<KeptReport>(config, again, async (owner) => owner.report(run));
}
