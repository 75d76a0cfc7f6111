import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { groupRecords, type FailureRecord } from '../failures/records.ts';
import { messageOf, UserError } from '../model/errors.ts';
import { groupingDocument } from '../reports/grouping-document.ts';
import { knownOption } from './known-option.ts';
import { findKnownIssues } from './own-settings.ts';
import { processOutput } from './output.ts';
import { renderTerminal } from './render/document.ts';
import { unreadable } from './unreadable-path.ts';
import type { Session } from './session.ts';

const text = z.string().nullish();
const recordSchema = z.object({
  id: z.string(),
  type: text,
  message: text,
  text,
  classname: text,
  name: text,
  kind: text,
  scope: text,
});

/** `retrial group`: the causes behind a file of failures, one JSON record a line. */
export function groupCommand(_session: Session): Command {
  return new Command('group')
    .summary('group failures by cause')
    .argument('<file>', 'one failure a line as JSON: id, type, message, text, classname, name, kind, scope')
    .addOption(knownOption())
    .option(
      '--json',
      'one line per record: {"id","signature","title"}, and "knownIssue" where a rule names one',
    )
    .action(async (path: string, raw: { readonly json?: boolean; readonly known?: string }) => {
      const { out, style } = processOutput();
      const failures = parseRecords(path, await readText(path));
      const { records, groups } = groupRecords(failures, await findKnownIssues(raw.known));
      if (raw.json === true) out(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      else out(renderTerminal(groupingDocument(groups), style));
    });
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(error, path) ?? error;
  });
}

function parseRecords(path: string, content: string): FailureRecord[] {
  // Windows' editors begin a file with a mark that is no JSON.
  const lines = content
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line, at) => ({ line, number: at + 1 }));
  return lines
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => parseRecord(line, `${path}:${number}`));
}

function parseRecord(line: string, place: string): FailureRecord {
  try {
    return recordSchema.parse(JSON.parse(line));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : messageOf(error);
    throw new UserError('E-VALUE', `${place} is no failure record: ${why}`);
  }
}
