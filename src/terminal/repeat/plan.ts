import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describeCheckout, noRepository, repositoryRoot, resolveRevision } from '../../checkouts/revision.ts';
import type { Overlay } from '../../checkouts/overlays/overlay.ts';
import { checkCommand } from '../../ci/local/fill-command.ts';
import { writesApart } from '../../ci/local/recipe.ts';
import { advicePolicy } from '../../config/policy.ts';
import type { KnownIssueRule } from '../../failures/known-issues.ts';
import { UserError } from '../../model/errors.ts';
import type { Policy } from '../../model/policy.ts';
import type { Addition } from '../../model/repeat-run.ts';
import { spanText } from '../../model/span-text.ts';
import { findKnownIssues, findOwnSettings } from '../own-settings.ts';
import { noteProcess, sweepLeftovers } from './leftovers.ts';
import { localSettings } from './local-settings.ts';
import type { RepeatOptions } from './options.ts';
import { recipeOf } from './typed-recipe.ts';

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
  /** What took skips off, as a unified diff. */
  readonly skipDiff?: string;
  /** The changes themselves, as the project's file and the names in them were when the run was settled. */
  readonly changes?: readonly Overlay[];
  /** What was checked out where the user stood. */
  readonly checkout: Awaited<ReturnType<typeof describeCheckout>>;
  /** What was added to the run after it had ended, oldest first. */
  readonly additions?: readonly Addition[];
  /** What the report calls the code that ran. */
  readonly revision: string;
  /** Holds `.retrial`, which keeps all runs of this repository. */
  readonly home: string;
  /** Settings of the local service. */
  readonly settings: Record<string, unknown>;
  /** The lane of the project's file that it runs in; absent where there is none. */
  readonly lane?: string;
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
  const { settings, how, lane } = await localSettings(command, options, root ?? cwd);
  const recipe = recipeOf(settings);
  checkCommand(recipe.command, options.selector);
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
    throw await noRepository(cwd, '--ref needs');
  }
  const knownIssues = await findKnownIssues(options.known);
  const checkout = await describeCheckout(cwd);
  const commit =
    options.ref === undefined || root === undefined ? undefined : await resolveRevision(root, options.ref);
  const home = join(root ?? cwd, '.retrial');
  await openHome(home);
  if (commit !== undefined) await claimWorktrees({ home, id, ...(root === undefined ? {} : { root }) });
  return {
    id,
    options,
    cwd,
    home,
    settings,
    how,
    ...(lane === undefined ? {} : { lane }),
    ...(root === undefined ? {} : { root }),
    ...(commit === undefined ? {} : { commit }),
    checkout,
    revision: options.ref ?? asItStands(checkout),
    typed: { options: typedOptions(options), command },
    knownIssues,
    policy: advicePolicy((await findOwnSettings()).policy),
    exitCodesOnly: recipe.junit.length === 0 && !writesApart(recipe.command),
  };
}

/** Makes the folder that keeps all runs. */
async function openHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true });
  await writeFile(join(home, '.gitignore'), '*\n');
}

/** Says whose the worktrees of a run are, before it adds any, and takes away what others left. */
export async function claimWorktrees({
  root,
  home,
  id,
}: Pick<RunPlan, 'root' | 'home' | 'id'>): Promise<void> {
  if (root === undefined) return;
  await sweepLeftovers(root, home);
  await noteProcess({ root, id });
}

/** The folder inside a worktree that corresponds to where the user stands. */
export function innerFolder(plan: RunPlan, worktree: string): string {
  return plan.root === undefined ? worktree : join(worktree, relative(plan.root, plan.cwd));
}

function typedOptions({
  jobs,
  ref,
  lane,
  junit,
  setup,
  known,
  timeoutMs,
  env,
  overlays,
}: RepeatOptions): string[] {
  return [
    ...(jobs === 1 ? [] : ['-j', String(jobs)]),
    ...(ref === undefined ? [] : ['--ref', ref]),
    ...(lane === undefined ? [] : ['--lane', lane]),
    ...(overlays?.unskip === true ? ['--unskip'] : []),
    ...(overlays?.names ?? []).flatMap((name) => ['--overlay', name]),
    ...(overlays?.testsFrom === undefined ? [] : ['--tests-from', overlays.testsFrom]),
    ...junit.flatMap((glob) => ['--junit', glob]),
    ...(setup === undefined ? [] : ['--setup', setup.at(-1) ?? '']),
    ...(timeoutMs === undefined ? [] : ['--timeout', spanText(timeoutMs)]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...(known === undefined ? [] : ['--known', known]),
  ];
}

/** The files of a checkout, in words. */
export function asItStands(checkout: Awaited<ReturnType<typeof describeCheckout>>): string {
  if (checkout.commit === undefined) return 'this folder';
  const name = checkout.branch ?? checkout.commit.slice(0, 9);
  return checkout.dirty ? `${name} with uncommitted changes` : name;
}
