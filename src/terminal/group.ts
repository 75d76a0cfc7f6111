import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { groupRecords, recordSchema, type FailureRecord, type GroupedRecord } from '../failures/records.ts';
import { UserError } from '../model/errors.ts';
import { processOutput } from './output.ts';
import type { Session } from './session.ts';

/** `retrial group`: the causes behind a file of failures, one JSON record a line. */
export function groupCommand(_session: Session): Command {
  return new Command('group')
    .summary('group failures by cause')
    .argument('<file>', 'one failure a line as JSON: type, message, text, classname, name, kind, scope')
    .option('--json', 'one line per record: {"id","signature","title"}')
    .action(async (path: string, raw: { readonly json?: boolean }) => {
      const { out } = processOutput();
      const grouped = groupRecords(parse(await readFile(path, 'utf8')));
      if (raw.json === true) out(grouped.map((record) => `${JSON.stringify(record)}\n`).join(''));
      else out(table(grouped));
    });
}
