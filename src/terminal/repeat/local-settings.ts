import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readProjectConfig } from '../../config/project.ts';
import { projectFile } from '../../config/project-file.ts';
import { UserError } from '../../model/errors.ts';
import { spanText } from '../../model/span-text.ts';
import { shellWord } from '../../reports/next-commands.ts';
import { guessIn } from '../projects/guess.ts';
import { withReports } from '../projects/runners.ts';
import type { RepeatOptions } from './options.ts';

/** How the local service is to run the test. */
interface LocalSettings {
  readonly settings: Record<string, unknown>;
  /** How the command was found, in one line. */
  readonly how: string;
  /** Absent where the project has none, or the command was typed. */
  readonly lane?: string;
}

/**
 * From the command that was typed, else from the project's file, else guessed from what the folder holds.
 * @throws UserError E-MISSING, E-VALUE with what to type
 */
export async function localSettings(
  command: readonly string[],
  options: RepeatOptions,
  top: string,
): Promise<LocalSettings> {
  const own = {
    ...(options.timeoutMs === undefined ? {} : { timeout: spanText(options.timeoutMs) }),
    parallel: options.jobs,
    env: options.env,
    ...(options.setup === undefined ? {} : { setup: options.setup }),
  };
  if (command.length > 0) {
    if (options.lane !== undefined) throw laneBesideCommand(options.lane);
    const reporting = options.junit.length > 0 ? { command, junit: [] } : withReports(command);
    const how =
      reporting.runner === undefined
        ? command.map(shellWord).join(' ')
        : `${reporting.runner}, with its JUnit report`;
    return {
      settings: { ...own, command: reporting.command, junit: [...options.junit, ...reporting.junit] },
      how,
    };
  }
  const found = (await configured(top, options.lane)) ?? (await guessed(top));
  if (found === undefined) {
    throw new UserError(
      'E-MISSING',
      'Say how to run the test once: `retrial repeat -n 20 -- npx vitest run`, or write it down with `retrial init`.',
    );
  }
  if (options.lane !== undefined && found.lane === undefined) throw noLane(options.lane, 'here');
  if (options.selector.parts.length === 0) {
    throw new UserError(
      'E-MISSING',
      `Which test? Name it before the options, as its reports do: Class#method, path::name or "path > title" (${found.how}), or give a command after \`--\`.`,
    );
  }
  const junit = options.junit.length > 0 ? { junit: options.junit } : {};
  const { setup, env, ...rest } = found.settings;
  // A set-up such as `npm ci` belongs into fresh worktrees, not into the folder the user works in.
  const fresh = options.ref === undefined || setup === undefined ? {} : { setup };
  const variables = { env: { ...Object(env), ...options.env } };
  return { ...found, settings: { ...rest, ...fresh, ...own, ...variables, ...junit } };
}

async function configured(top: string, asked: string | undefined): Promise<LocalSettings | undefined> {
  const text = await readFile(join(top, projectFile), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { service, lanes } = readProjectConfig(text);
  if (service.name !== 'local') return undefined;
  const lane = asked === undefined ? lanes[0] : lanes.find(({ name }) => name === asked);
  if (asked !== undefined && lane === undefined) {
    const names = lanes.map(({ name }) => name).join(', ');
    throw noLane(asked, `in ${projectFile}${names === '' ? ', which names none' : `; it has ${names}`}`);
  }
  if (lane === undefined) return { settings: { ...Object(service.settings) }, how: `as ${projectFile} says` };
  const how = `as ${projectFile} says for the lane ${lane.name}`;
  return { settings: { ...Object(lane.settings) }, how, lane: lane.name };
}

function laneBesideCommand(lane: string): UserError {
  return new UserError(
    'E-VALUE',
    `A lane says how tests are run, and so does the command behind \`--\`: leave out \`--lane ${lane}\`, or the command.`,
  );
}

function noLane(lane: string, where: string): UserError {
  return new UserError(
    'E-VALUE',
    `There is no lane \`${lane}\` ${where}. Lanes stand under \`lanes:\` in ${projectFile}.`,
  );
}

async function guessed(top: string): Promise<LocalSettings | undefined> {
  const guess = await guessIn(top);
  if (guess === undefined) return undefined;
  const { because, test: _, ...settings } = guess;
  return { settings, how: `${guess.command.join(' ')}, guessed from ${because}` };
}
