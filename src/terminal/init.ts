import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { repositoryRoot } from '../checkouts/revision.ts';
import { firstSettings } from '../config/guess.ts';
import { readProjectConfig } from '../config/project.ts';
import { projectFile } from '../config/project-file.ts';
import { UserError } from '../model/errors.ts';
import { processOutput } from './output.ts';
import type { Session } from './session.ts';
import { guessIn } from './projects/guess.ts';

/** Writes a first `.github/retrial.yml` from what the repository shows. */
export function initCommand(_session: Session): Command {
  return new Command('init')
    .summary(`write ${projectFile} for this repository`)
    .description(
      `Looks at the repository, guesses how one test is run, and writes it to ${projectFile}.\nExisting settings are never overwritten.`,
    )
    .action(async () => {
      const { out } = processOutput();
      const top = (await repositoryRoot(process.cwd())) ?? process.cwd();
      const guess = await guessIn(top);
      const path = join(top, projectFile);
      if (guess === undefined) throw nothingKnown();
      const text = firstSettings(guess);
      readProjectConfig(text);
      await mkdir(dirname(path), { recursive: true });
      if (
        await access(path).then(
          () => true,
          () => false,
        )
      ) {
        throw new UserError('E-CONFIG', `${projectFile} is there already. It was left as it is.`);
      }
      await writeFile(path, text, { flag: 'wx' });
      out(
        `Wrote ${projectFile}. Guessed from ${guess.because}.\n\n${text}\nTry it:  retrial repeat '${guess.test}' -n 5\n`,
      );
    });
}

/** A command that is not there would be written down, and trusted. */
function nothingKnown(): UserError {
  return new UserError(
    'E-CONFIG',
    `Nothing here says how tests are run, so nothing was written. \`retrial repeat -n 20 -- COMMAND\` works without; for ${projectFile} there are examples in recipes/runners of Retrial.`,
  );
}
