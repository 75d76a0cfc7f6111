import { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import { readOrAsk } from './history/reading.ts';
import { processOutput } from './output.ts';
import { renderTerminal } from './render/document.ts';
import type { Session } from './session.ts';

interface RawDigest {
  readonly dryRun?: boolean;
  readonly project?: string;
  readonly config?: string;
}

/** `retrial digest`: a scheduled summary as it would read now. */
export function digestCommand(_session: Session): Command {
  return new Command('digest')
    .summary('print a scheduled summary as it would read now')
    .description('Prints a digest of the project’s file. It is sent by the server alone, on its schedule.')
    .argument('<name>', 'as under `digests:` of the project’s file')
    .option('--dry-run', 'print it; nothing else is possible from here')
    .option('--project <name>', 'owner/name, or a Jira key; needless when the server looks after one')
    .option('--config <file>', 'the server’s settings (YAML)')
    .action(async (name: string, raw: RawDigest) => {
      if (raw.dryRun !== true)
        throw new UserError(
          'E-MISSING',
          `From a terminal a digest is printed only: add --dry-run. To post it, comment \`/retrial digest ${name} now\` on a ticket.`,
        );
      const { out, style } = processOutput();
      const found = await readOrAsk(
        raw,
        async (reading) => reading.digest(name),
        async (owner) => owner.digest(name, raw.project),
      );
      if (found.length === 0) out('Nothing to tell: it would not be sent.\n');
      for (const one of found) out(renderTerminal(one, style));
    });
}
