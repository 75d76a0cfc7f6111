import { Command } from 'commander';
import { readOrAsk } from './history/reading.ts';
import { processOutput } from './output.ts';
import { renderTerminal } from './render/document.ts';
import type { Session } from './session.ts';

/** `retrial blockers`: what a release waits for, as on its ticket. */
export function blockersCommand(_session: Session): Command {
  return new Command('blockers')
    .summary('show what a release waits for')
    .description(
      'Shows each blocker’s state, evidence, whom it waits for and what comes next. Posts nothing.',
    )
    .argument('[release]', 'a milestone or fix version; needless when the project’s file names one')
    .option('--project <name>', 'owner/name, or a Jira key; needless when the server looks after one')
    .option('--config <file>', 'the server’s settings (YAML)')
    .action(
      async (release: string | undefined, raw: { readonly project?: string; readonly config?: string }) => {
        const { out, style } = processOutput();
        const document = await readOrAsk(
          raw,
          async (reading) => reading.blockers(release),
          async (owner) => owner.blockers(release, raw.project),
        );
        out(renderTerminal(document, style));
      },
    );
}
