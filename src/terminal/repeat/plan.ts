import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describeCheckout, repositoryRoot, resolveRevision } from '../../checkouts/revision.ts';
import { recipeSchema, writesApart } from '../../ci/local/recipe.ts';
import { readProjectConfig } from '../../config/project.ts';
import { advicePolicy } from '../../config/policy.ts';
import { projectFile } from '../../config/project-file.ts';
import type { KnownIssueRule } from '../../failures/known-issues.ts';
import { UserError } from '../../model/errors.ts';
import type { Policy } from '../../model/policy.ts';
import { findKnownIssues, findOwnSettings } from '../own-settings.ts';
import { overlaid } from './overlaid.ts';
import { guessRecipe } from '../projects/guess.ts';
import { withReports } from '../projects/runners.ts';
import type { RepeatOptions } from './options.ts';

/** Everything that is settled before the first iteration starts. */
export interface RunPlan {
  readonly id: string;
  readonly options: RepeatOptions;
  /** Where the user stands, and the top of the repository around it, if there is one. */
  readonly cwd: string;
  readonly root?: string;
  /** The commit to run in worktrees; absent: the files as they stand. */
  readonly commit?: string;
  /** The commit that was changed to `commit`, and in which words; absent without overlays. */
  readonly base?: string;
  readonly overlays?: readonly string[];
  /** What the report calls the code that ran. */
  readonly revision: string;
  /** Holds `.retrial`, which keeps all runs of this repository. */
  readonly home: string;
  /** Settings of the local service. */
  readonly settings: Record<string, unknown>;
  /** How the command was found, in one line. */
  readonly how: string;
  /** The words after `--` and what stood before them, so that the run can be typed again. */
  readonly typed: { readonly options: readonly string[]; readonly command: readonly string[] };
  /** What people wrote down about failures they know. */
  readonly knownIssues: readonly KnownIssueRule[];
  /** By what advice is given. */
  readonly policy: Policy;
  /** Only exit codes will speak: skips are invisible. */
  readonly exitCodesOnly: boolean;
}

/**
 * Settles what to run, where and how.
 * @throws UserError when the revision, the command or their combination cannot work.
 */
export async function planRun(
  id: string,
  command: readonly string[],
  options: RepeatOptions,
): Promise<RunPlan> {
  const cwd = process.cwd();
  const root = await repositoryRoot(cwd);
  const { settings, how } = await settingsOf(command, options, root ?? cwd);
  const recipe = recipeSchema.parse(settings);
  if (
    options.ref === undefined &&
    options.jobs > 1 &&
    recipe.junit.length > 0 &&
    !writesApart(recipe.command)
  ) {
    throw new UserError(
      'E-VALUE',
      `${options.jobs} at a time in one folder would overwrite each other's reports. Write them to {out} in the command, or give --ref REV so that each has a worktree of its own.`,
    );
  }
  if (options.ref !== undefined && root === undefined) {
    throw new UserError('E-REF', '--ref needs a git repository, and this folder is not in one.');
  }
  const knownIssues = await findKnownIssues(options.known);
  const checkout = await describeCheckout(cwd);
  const commit =
    options.ref === undefined || root === undefined ? undefined : await resolveRevision(root, options.ref);
  const changed = await overlaid({ id, root, commit, options });
  const home = join(root ?? cwd, '.retrial');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, '.gitignore'), '*\n');
  return {
    id,
    options,
    cwd,
    home,
    settings,
    how,
    ...(root === undefined ? {} : { root }),
    ...(commit === undefined ? {} : { commit }),
    ...changed,
    revision: options.ref ?? asItStands(checkout),
    typed: { options: typedOptions(options), command },
    knownIssues,
    policy: advicePolicy((await findOwnSettings()).policy),
    exitCodesOnly: recipe.junit.length === 0 && !writesApart(recipe.command),
  };
}

/** The folder inside a worktree that corresponds to where the user stands. */
export function innerFolder(plan: RunPlan, worktree: string): string {
  return plan.root === undefined ? worktree : join(worktree, relative(plan.root, plan.cwd));
}

async function settingsOf(command: readonly string[], options: RepeatOptions, top: string) {
  const own = {
    ...(options.timeoutMs === undefined ? {} : { timeout: `${options.timeoutMs}ms` }),
    parallel: options.jobs,
    env: options.env,
    ...(options.setup === undefined ? {} : { setup: options.setup }),
  };
  if (command.length > 0) {
    const reporting = options.junit.length > 0 ? { command, junit: [] } : withReports(command);
    const how =
      reporting.runner === undefined ? command.join(' ') : `${reporting.runner}, with its JUnit report`;
    return {
      settings: { ...own, command: reporting.command, junit: [...options.junit, ...reporting.junit] },
      how,
    };
  }
  const found = (await configured(top)) ?? (await guessed(top));
  if (found === undefined) {
    throw new UserError(
      'E-MISSING',
      'Say how to run the test once: `retrial repeat -n 20 -- npx vitest run`, or write it down with `retrial init`.',
    );
  }
  if (options.selector.parts.length === 0) {
    throw new UserError(
      'E-MISSING',
      `Which test? \`retrial repeat CLASS#METHOD\` (${found.how}), or give a command after \`--\`.`,
    );
  }
  const junit = options.junit.length > 0 ? { junit: options.junit } : {};
  const { setup, ...rest } = found.settings;
  // A set-up such as `npm ci` belongs into fresh worktrees, not into the folder the user works in.
  const fresh = options.ref === undefined || setup === undefined ? {} : { setup };
  return { settings: { ...rest, ...fresh, ...own, ...junit }, how: found.how };
}

interface Found {
  readonly settings: Record<string, unknown>;
  readonly how: string;
}

async function configured(top: string): Promise<Found | undefined> {
  const text = await readFile(join(top, projectFile), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { service } = readProjectConfig(text);
  if (service.name !== 'local') return undefined;
  return { settings: { ...Object(service.settings) }, how: `as ${projectFile} says` };
}

async function guessed(top: string): Promise<Found | undefined> {
  const guess = await guessRecipe(top);
  if (guess === undefined) return undefined;
  const { because, ...settings } = guess;
  return { settings, how: `${guess.command.join(' ')}, guessed from ${because}` };
}

function typedOptions({ jobs, ref, junit, setup, known, timeoutMs, env, overlays }: RepeatOptions): string[] {
  return [
    ...(jobs === 1 ? [] : ['-j', String(jobs)]),
    ...(ref === undefined ? [] : ['--ref', ref]),
    ...(overlays?.unskip === true ? ['--unskip'] : []),
    ...(overlays?.names ?? []).flatMap((name) => ['--overlay', name]),
    ...(overlays?.testsFrom === undefined ? [] : ['--tests-from', overlays.testsFrom]),
    ...junit.flatMap((glob) => ['--junit', glob]),
    ...(setup === undefined ? [] : ['--setup', setup.at(-1) ?? '']),
    ...(timeoutMs === undefined ? [] : ['--timeout', `${timeoutMs}ms`]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...(known === undefined ? [] : ['--known', known]),
  ];
}

function asItStands(checkout: Awaited<ReturnType<typeof describeCheckout>>): string {
  if (checkout.commit === undefined) return 'this folder';
  const name = checkout.branch ?? checkout.commit.slice(0, 9);
  return checkout.dirty ? `${name} with uncommitted changes` : name;
}
