import { Command } from 'commander';
import { projectJsonSchema } from '../config/project-json-schema.ts';
import { projectFile } from '../config/project-file.ts';
import { processOutput } from './output.ts';
import type { Session } from './session.ts';

/** `retrial schema`: what may stand in a project's file, for editors. */
export function schemaCommand(_session: Session): Command {
  return new Command('schema')
    .summary(`print the JSON Schema of ${projectFile}`)
    .description(
      `Prints the JSON Schema of ${projectFile}, made from what reads that file.\nKeep it in a file and name it in the first line of your settings:\n  # yaml-language-server: $schema=./retrial.schema.json`,
    )
    .action(() => {
      processOutput().out(`${JSON.stringify(projectJsonSchema(), undefined, 2)}\n`);
    });
}
