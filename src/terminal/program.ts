import { Command, CommanderError } from 'commander';
import { version } from '../app/version.ts';
import { messageOf, UserError } from '../model/errors.ts';
import { bisectCommand } from './bisect-command.ts';
import { compareCommand } from './compare-command.ts';
import { doctorCommand } from './doctor.ts';
import { flakyCommand } from './flaky-command.ts';
import { groupCommand } from './group.ts';
import { importCommand } from './import-command.ts';
import { initCommand } from './init.ts';
import { isolateCommand } from './isolate-command.ts';
import { inspectCommand } from './inspect-command.ts';
import { parseCommand } from './parse-command.ts';
import { processOutput } from './output.ts';
import { renderCommand } from './render-command.ts';
import { repeatCommand } from './repeat-command.ts';
import type { Session } from './session.ts';
import { serveCommand, workCommand } from './serve.ts';
import { schemaCommand } from './schema-command.ts';
import { statsCommand } from './stats.ts';

const examples = `
Is this test flaky? Nothing to configure:
  $ retrial repeat -n 50 -- npx vitest run test/login.test.ts
  $ retrial repeat -n 200 -j 4 --ref main --setup 'npm ci' -- npx vitest run test/login.test.ts
  $ retrial repeat --until-fail -- python3 -m pytest tests/test_login.py

What did CI really run?
  $ retrial inspect target/surefire-reports

Answer on tickets:
  $ retrial doctor
  $ retrial serve --config server.yml

Exit codes of repeat: 0 clean, below --rate or still failing as expected; 1 failed, above it or failing no more;
2 wrong usage, 3 not decided, 4 nothing ran, 5 environment broken, 130 interrupted with a partial result.
`;

/**
 * The command line. Everything after \`--\` is cut off first: it belongs to the test, whatever it looks like.
 * @returns the exit code; wrong usage and user errors are 2.
 */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const cut = argv.indexOf('--');
  const own = cut === -1 ? argv : argv.slice(0, cut);
  const state = { code: 0 };
  const session: Session = {
    command: cut === -1 ? [] : argv.slice(cut + 1),
    finish: (code) => {
      state.code = code;
    },
  };
  try {
    await build(session).parseAsync([...own], { from: 'user' });
    return state.code;
  } catch (error) {
    return explain(error);
  }
}

function build(session: Session): Command {
  const program = new Command('retrial')
    .description(
      'Gives a failed test a fair retrial: repeats it until chance is ruled out,\nseparates its failures by cause, and says what the evidence supports.',
    )
    .version(version())
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addHelpText('after', examples);
  program.commandsGroup('Find out:');
  for (const add of [
    repeatCommand,
    compareCommand,
    bisectCommand,
    isolateCommand,
    inspectCommand,
    groupCommand,
    importCommand,
    flakyCommand,
    statsCommand,
    renderCommand,
  ]) {
    program.addCommand(add(session).exitOverride());
  }
  program.commandsGroup('Answer on tickets:');
  for (const add of [initCommand, schemaCommand, serveCommand, workCommand, doctorCommand, parseCommand]) {
    program.addCommand(add(session).exitOverride());
  }
  return program;
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { err } = processOutput();
  if (error instanceof UserError) {
    err(`retrial: ${error.message}\n`);
    return 2;
  }
  err(
    `retrial: internal error: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`,
  );
  return 70;
}
