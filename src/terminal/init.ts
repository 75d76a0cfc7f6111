import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { stringify } from 'yaml';
import { repositoryRoot } from '../checkouts/revision.ts';
import { readProjectConfig } from '../config/project.ts';
import { projectFile } from '../config/project-file.ts';
import { UserError } from '../model/errors.ts';
import { processOutput } from './output.ts';
import type { Session } from './session.ts';
import { guessRecipe, type Guess } from './projects/guess.ts';

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
      const guess = await guessRecipe(top);
      const path = join(top, projectFile);
      if (guess === undefined) throw nothingKnown();
      const text = projectText(guess);
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

function projectText(recipe: Guess): string {
  const local = {
    command: recipe.command,
    ...(recipe.junit.length === 0 ? {} : { junit: recipe.junit }),
    ...(recipe.setup === undefined ? {} : { setup: recipe.setup }),
    timeout: '10m',
    parallel: 1,
  };
  return [
    '# How Retrial runs one test of this project. Read from the default branch only.',
    '# {test} {class} {method} stand for the asked test, {title} for its last title as a pattern, {i} for the number',
    '# of the iteration, {out} for a fresh folder whose JUnit reports are read. No shell is involved.',
    stringify({ local, limits: { defaultRuns: 200, maxRuns: 2000 } }, { lineWidth: 110 }),
  ].join('\n');
}
