import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { z } from 'zod';
import { messageOf, UserError } from '../model/errors.ts';
import { argumentsFromWords } from '../statistics/calculator/arguments.ts';
import { callStatistic, statistics } from '../statistics/calculator/calculator.ts';
import { processOutput } from './output.ts';
import type { Session } from './session.ts';

/** Whoever asks numbers the lines as it likes: the id comes back as it was. */
const caseSchema = z.object({ id: z.union([z.string(), z.number()]), fn: z.string(), args: z.unknown() });

/** `retrial stats`: the calculator behind the verdicts, so that anyone can check a number. */
export function statsCommand(session: Session): Command {
  return new Command('stats')
    .summary('the calculator behind the verdicts')
    .usage('[FUNCTION key=value…] [--json]')
    .argument('[function]', 'which one; left out, all are listed')
    .argument('[arguments...]', 'such as f=5 n=200')
    .option(
      '--json',
      'the result as JSON; without a function, one {"id","fn","args"} a line from standard input',
    )
    .addHelpText('after', `\n${listing()}`)
    .action(async (name: string | undefined, words: string[], raw: { readonly json?: boolean }) => {
      const { out } = processOutput();
      if (name !== undefined)
        out(
          `${JSON.stringify(callStatistic(name, argumentsFromWords(words)), null, raw.json === true ? 0 : 2)}\n`,
        );
      else if (raw.json === true) session.finish(await answerLines(out));
      else out(listing());
    });
}

/** Every line is answered; a faulty one says what is wrong and does not stop the others. */
async function answerLines(out: (text: string) => void): Promise<number> {
  let code = 0;
  let number = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    number += 1;
    if (line.trim() === '') continue;
    const answer = answerLine(line, number);
    if ('error' in answer) code = 2;
    out(`${JSON.stringify(answer)}\n`);
  }
  return code;
}

function answerLine(line: string, number: number) {
  const parsed = readCase(line);
  if (parsed === undefined) return { id: null, error: `line ${number} is not {"id", "fn", "args"} as JSON` };
  try {
    return { id: parsed.id, result: callStatistic(parsed.fn, parsed.args) };
  } catch (error) {
    if (error instanceof UserError || error instanceof RangeError)
      return { id: parsed.id, error: messageOf(error) };
    throw error;
  }
}

function readCase(line: string) {
  try {
    return caseSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function listing(): string {
  const rows = statistics.map(
    ({ name, about, arguments: taken }) =>
      `  ${`${name} ${taken.map((one) => one.name).join(' ')}`.padEnd(40)} ${about}`,
  );
  return `Functions, with the names of their arguments:\n${rows.join('\n')}\n`;
}
