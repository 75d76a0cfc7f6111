import { Command, CommanderError } from 'commander';
import { version } from '../app/version.ts';
import { messageOf, UserError } from '../model/errors.ts';
import { shellWord } from '../reports/next-commands.ts';
import { processOutput } from './output.ts';
import { untestable } from './repeat/exit-code.ts';
import type { Session } from './session.ts';
import { withCounts } from './typed-count.ts';
import { refusedBySystem } from './unreadable-path.ts';

type Add = (session: Session) => Command;

/** What each word does. Only the file of the word that was typed is loaded: together they take most of a second. */
const groups: Readonly<Record<string, Readonly<Record<string, () => Promise<Add>>>>> = {
  'Find out:': {
    repeat: async () => (await import('./repeat-command.ts')).repeatCommand,
    compare: async () => (await import('./compare-command.ts')).compareCommand,
    bisect: async () => (await import('./bisect-command.ts')).bisectCommand,
    isolate: async () => (await import('./isolate-command.ts')).isolateCommand,
    inspect: async () => (await import('./inspect-command.ts')).inspectCommand,
    group: async () => (await import('./group.ts')).groupCommand,
    import: async () => (await import('./import-command.ts')).importCommand,
    flaky: async () => (await import('./flaky-command.ts')).flakyCommand,
    ignores: async () => (await import('./ignores-command.ts')).ignoresCommand,
    blockers: async () => (await import('./blockers-command.ts')).blockersCommand,
    digest: async () => (await import('./digest-command.ts')).digestCommand,
    ledger: async () => (await import('./ledger-command.ts')).ledgerCommand,
    stats: async () => (await import('./stats.ts')).statsCommand,
    extend: async () => (await import('./extend-command.ts')).extendCommand,
    retry: async () => (await import('./retry-command.ts')).retryCommand,
    render: async () => (await import('./render-command.ts')).renderCommand,
    verify: async () => (await import('./verify-command.ts')).verifyCommand,
  },
  'Answer on tickets:': {
    init: async () => (await import('./init.ts')).initCommand,
    schema: async () => (await import('./schema-command.ts')).schemaCommand,
    serve: async () => (await import('./serve.ts')).serveCommand,
    work: async () => (await import('./serve.ts')).workCommand,
    doctor: async () => (await import('./doctor.ts')).doctorCommand,
    parse: async () => (await import('./parse-command.ts')).parseCommand,
  },
};

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
 * @returns the exit code; wrong usage and user errors are 2, unless it is for `git bisect run`.
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
    const program = await build(session, own[0] ?? '');
    await program.parseAsync([...withCounts(own, program)], { from: 'user' });
    return state.code;
  } catch (error) {
    const code = explain(error, cut === -1 ? own : undefined);
    return own.includes('--bisect-exit') ? codeForBisect(error, code) : code;
  }
}

/** With one command where that is asked for, with all for help and for words that are none. */
async function build(session: Session, asked: string): Promise<Command> {
  const program = new Command('retrial')
    .description(
      'Gives a failed test a fair retrial: repeats it until chance is ruled out,\nseparates its failures by cause, and says what the evidence supports.',
    )
    .version(version())
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: (words, write) => write(words.replace(/^error: /, 'retrial: ')) })
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addHelpText('after', examples);
  const isKnown = asked === '--version' || Object.values(groups).some((group) => Object.hasOwn(group, asked));
  for (const [title, group] of Object.entries(groups)) {
    program.commandsGroup(title);
    for (const [name, load] of Object.entries(group)) {
      if (!isKnown || name === asked) program.addCommand(withErrors((await load())(session), program));
    }
  }
  return program;
}

/** What was wrong, and how the command is typed. */
function withErrors(command: Command, program: Command): Command {
  return command
    .copyInheritedSettings(program)
    .showHelpAfterError(
      `Usage: retrial ${command.name()} ${command.usage()}. More: retrial ${command.name()} --help`,
    );
}

/** @param undivided the words that were typed without `--` */
function explain(error: unknown, undivided: readonly string[] | undefined): number {
  const { err } = processOutput();
  if (error instanceof CommanderError) {
    if (error.code === 'commander.excessArguments' && undivided !== undefined) err(withDashes(undivided));
    return error.exitCode === 0 ? 0 : 2;
  }
  const told = error instanceof UserError ? error : refusedBySystem(error);
  if (told !== undefined) {
    err(`retrial: ${told.message}\n`);
    return 2;
  }
  err(
    `retrial: internal error: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`,
  );
  return 70;
}

/**
 * `git bisect run` takes most codes for a bad commit. What may be otherwise at another commit is one that cannot be
 * tested; wrong usage, and mistakes that no commit is to blame for, end the search.
 */
function codeForBisect(error: unknown, code: number): number {
  if (code === 0) return code;
  return error instanceof UserError && error.code !== 'E-VALUE' ? untestable : endOfSearch;
}

/** At 128 and above `git bisect run` stops. */
const endOfSearch = 128;

const running: ReadonlySet<string> = new Set(['repeat', 'compare', 'bisect', 'isolate']);

/** The line with `--` before its command, where two words behind each other can only be one. */
function withDashes(words: readonly string[]): string {
  const [verb = ''] = words;
  const at = words.findIndex(
    (word, index) =>
      index > 0 && isPlain(words, index) && isPlain(words, index + 1) && !/[#:>]|\.\./.test(word),
  );
  if (!running.has(verb) || at === -1) return '';
  const line = ['retrial', ...words.slice(0, at), '--', ...words.slice(at)].map(shellWord).join(' ');
  return `The command of the test stands behind \`--\`: ${line}\n`;
}

/** Neither an option nor, as far as that can be seen, the value of one. */
function isPlain(words: readonly string[], at: number): boolean {
  const [word, before = ''] = [words[at], words[at - 1]];
  return word !== undefined && !word.startsWith('-') && (at === 1 || !before.startsWith('-'));
}
