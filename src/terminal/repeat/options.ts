import type { OverlayRequest } from '../../checkouts/overlay-settings.ts';
import { parseDuration } from '../../ci/local/recipe.ts';
import type { DecideQuestion } from '../../model/decision.ts';
import { UserError } from '../../model/errors.ts';
import { parseSelector, type TestSelector } from '../../model/selector.ts';

/** As commander hands them over: everything is text or a switch. */
export interface RawOptions {
  readonly runs?: string;
  readonly for?: string;
  readonly untilFail?: boolean;
  readonly jobs: string;
  readonly ref?: string;
  readonly lane?: string;
  readonly junit?: readonly string[];
  readonly setup?: string;
  readonly timeout?: string;
  readonly env?: readonly string[];
  readonly rate?: string;
  readonly untilDecided?: boolean;
  readonly expect?: string;
  readonly known?: string;
  readonly unskip?: boolean;
  readonly overlay?: readonly string[];
  readonly testsFrom?: string;
  readonly keepLogs: string;
  readonly format: string;
  readonly quiet?: boolean;
  readonly bisectExit?: boolean;
  readonly dryRun?: boolean;
}

/** How what is added to a run is shown, as commander hands it over. */
export interface RawShown {
  readonly format: string;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** When to stop. With neither `runs` nor `forMs`, at the first failure. */
export interface Extent {
  readonly runs?: number;
  readonly forMs?: number;
  readonly untilFail: boolean;
}

/** Checked options. */
export interface RepeatOptions {
  readonly selector: TestSelector;
  readonly extent: Extent;
  readonly jobs: number;
  readonly ref?: string;
  /** A lane of the project's file; its first one when absent. */
  readonly lane?: string;
  readonly junit: readonly string[];
  readonly setup?: readonly string[];
  readonly timeoutMs?: number;
  readonly env: Readonly<Record<string, string>>;
  /** A failure rate to rule out, 0 to 1: then too few clean runs are inconclusive. */
  readonly rate?: number;
  /** A question that ends by itself, instead of an extent. */
  readonly question?: DecideQuestion;
  /** The file of rules about known failures; the project's own when absent. */
  readonly known?: string;
  /** Changes of the code for this run; absent for none. */
  readonly overlays?: OverlayRequest;
  readonly keepLogs: 'failed' | 'all';
  readonly format: 'text' | 'json' | 'ndjson' | 'markdown';
  readonly quiet: boolean;
  readonly bisectExit: boolean;
  readonly dryRun: boolean;
}

const defaultRuns = 200;
const formats = ['text', 'json', 'ndjson', 'markdown'] as const;

/** The same, checked. @throws UserError E-VALUE for a format that is none */
export function shownAs({ format, quiet }: RawShown): Pick<RepeatOptions, 'format' | 'quiet'> {
  return { format: oneOf('--format', format, formats), quiet: quiet === true };
}

/**
 * Holds what was typed against what is possible.
 * @throws UserError that names the option, what is wrong, and what to type.
 */
export function checkOptions(test: string | undefined, raw: RawOptions): RepeatOptions {
  const rate = raw.rate === undefined ? undefined : rateOf(raw.rate);
  const question = questionOf(raw, rate);
  return {
    selector: parseSelector(test ?? ''),
    extent: extentOf(raw),
    jobs: wholeNumber('-j', raw.jobs, 64),
    ...(raw.ref === undefined ? {} : { ref: raw.ref }),
    ...(raw.lane === undefined ? {} : { lane: raw.lane }),
    junit: raw.junit ?? [],
    // The user's own line, in the user's own terminal: their shell may read it.
    ...(raw.setup === undefined ? {} : { setup: ['sh', '-c', raw.setup] }),
    ...(raw.timeout === undefined ? {} : { timeoutMs: durationOf('--timeout', raw.timeout) }),
    env: Object.fromEntries((raw.env ?? []).map(variable)),
    ...(rate === undefined ? {} : { rate }),
    ...(question === undefined ? {} : { question }),
    ...(raw.known === undefined ? {} : { known: raw.known }),
    ...overlaysAsked(raw),
    keepLogs: oneOf('--keep-logs', raw.keepLogs, ['failed', 'all'] as const),
    format: oneOf('--format', raw.format, formats),
    quiet: raw.quiet === true,
    bisectExit: raw.bisectExit === true,
    dryRun: raw.dryRun === true,
  };
}

/** A rate alone, or a word for it, asks a question; a number, a time or a first failure is just that. */
function questionOf(raw: RawOptions, rate: number | undefined): DecideQuestion | undefined {
  const expect = raw.expect === undefined ? undefined : oneOf('--expect', raw.expect, ['fail'] as const);
  const end = [
    ['-n', raw.runs],
    ['--for', raw.for],
    ['--until-fail', raw.untilFail],
  ].find(([, value]) => value !== undefined);
  const asked = raw.untilDecided === true ? '--until-decided' : expect === undefined ? undefined : '--expect';
  if (end !== undefined && asked !== undefined) {
    throw new UserError('E-VALUE', `${asked} ends by itself: leave ${end[0]} out, or ${asked}.`);
  }
  if (asked === undefined && (rate === undefined || end !== undefined)) return undefined;
  return { ...(rate === undefined ? {} : { rate }), ...(expect === undefined ? {} : { expect }) };
}

/** What changes the code needs worktrees: the files people work in stay as they are. */
function overlaysAsked({ unskip, overlay, testsFrom, ref }: RawOptions): Pick<RepeatOptions, 'overlays'> {
  const asked = [
    unskip === true ? '--unskip' : undefined,
    overlay === undefined ? undefined : '--overlay',
    testsFrom === undefined ? undefined : '--tests-from',
  ].find((option) => option !== undefined);
  if (asked === undefined) return {};
  if (ref === undefined) {
    throw new UserError(
      'E-VALUE',
      `${asked} changes files, so it works in worktrees of its own: say at which revision, such as --ref HEAD.`,
    );
  }
  return { overlays: { unskip, names: overlay, testsFrom } };
}

function extentOf(raw: RawOptions): Extent {
  if (raw.runs !== undefined && raw.for !== undefined) {
    throw new UserError('E-VALUE', '-n and --for are two answers to one question: leave one out.');
  }
  const untilFail = raw.untilFail === true;
  if (raw.for !== undefined) return { forMs: durationOf('--for', raw.for), untilFail };
  if (raw.runs !== undefined) return { runs: wholeNumber('-n', raw.runs, 1_000_000), untilFail };
  return untilFail ? { untilFail } : { runs: defaultRuns, untilFail };
}

/** A whole number from 1 on, as an option gives it. @throws UserError E-VALUE with what to type. */
export function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new UserError('E-VALUE', `${option} takes a whole number from 1 to ${most}, not \`${text}\`.`);
}

function durationOf(option: string, text: string): number {
  if (/^\d{1,6}(ms|s|m|h)$/.test(text)) return parseDuration(text);
  throw new UserError(
    'E-VALUE',
    `${option} takes a number and a unit, such as 90s, 10m or 2h, not \`${text}\`.`,
  );
}

function rateOf(text: string): number {
  const value = Number(text.endsWith('%') ? text.slice(0, -1) : text) / (text.endsWith('%') ? 100 : 1);
  if (value > 0 && value < 1) return value;
  throw new UserError(
    'E-VALUE',
    `--rate takes a failure rate above 0 and below 100 %, such as 1% or 0.01, not \`${text}\`.`,
  );
}

function variable(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UserError('E-VALUE', `--env takes NAME=VALUE, not \`${text}\`.`);
}

function oneOf<const Choice extends string>(
  option: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const takes = choices.length === 1 ? `takes \`${choices[0]}\` alone` : `is one of ${choices.join(', ')}`;
  throw new UserError('E-VALUE', `${option} ${takes}, not \`${text}\`.`);
}
