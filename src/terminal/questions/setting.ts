import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { noRepository, repositoryRoot, resolveRevision } from '../../checkouts/revision.ts';
import { UserError } from '../../model/errors.ts';
import { newRunId } from '../../worker/run-id.ts';
import { keep, readKept } from '../kept.ts';
import { runFolder } from '../repeat/kept-plan.ts';
import { noteProcess } from '../repeat/leftovers.ts';
import { checkOptions, type RawOptions, type RepeatOptions } from '../repeat/options.ts';
import { planRun, type RunPlan } from '../repeat/plan.ts';
import type { Session } from '../session.ts';

/** A question that is settled: kept in the run's folder, so that `--resume` goes on with what was asked. */
export interface Setting<Question> {
  readonly kind: string;
  readonly plan: RunPlan;
  readonly question: Question;
}

/** Options that only `repeat` has get the values that mean nothing here. */
export function questionOptions(
  test: string | undefined,
  raw: Omit<RawOptions, 'for' | 'untilFail' | 'bisectExit'>,
): RepeatOptions {
  return checkOptions(test, raw);
}

/**
 * Settles how the test is run; `ref` names a revision when every side runs in worktrees. Typed again, the command says
 * `--ref` only where the user did.
 */
export async function settle(session: Session, options: RepeatOptions, ref?: string): Promise<RunPlan> {
  const { ref: own, ...rest } = options;
  const plan = await planRun(newRunId(), session.command, ref === undefined ? rest : { ...rest, ref });
  const { options: typed, command } = plan.typed;
  const at = own === undefined ? typed.indexOf('--ref') : -1;
  return { ...plan, typed: { options: at === -1 ? typed : typed.toSpliced(at, 2), command } };
}

/** A revision as a full commit id. @throws UserError E-REF */
export async function commitOf(revision: string): Promise<string> {
  const root = await repositoryRoot(process.cwd());
  if (root === undefined) throw await noRepository(process.cwd(), 'Revisions need');
  return resolveRevision(root, revision);
}

/** Keeps a question before anything of it runs. */
export async function keepSetting<Question>(setting: Setting<Question>): Promise<void> {
  const { home, id } = setting.plan;
  await keep(join(home, id), 'question.json', setting);
}

const shape = z.looseObject({
  kind: z.string(),
  plan: z.looseObject({ options: z.looseObject({}) }),
});

/** What is kept of a question; undefined where nothing is. @throws UserError E-VALUE where that is damaged or of an older version */
export async function settingIn<Question>(folder: string): Promise<Setting<Question> | undefined> {
  const setting = await readKept<Setting<Question>>(folder, 'question.json', shape);
  if (setting?.kind !== 'compare' || comparison.safeParse(setting).success) return setting;
  const run = basename(folder);
  throw new UserError(
    'E-VALUE',
    `${run} was kept by an older version of Retrial, which did not note what a comparison takes over from earlier runs: it can be neither gone on with nor verified. \`retrial render ${run}\` shows it; ask for it again with \`retrial compare\`.`,
  );
}

/** What an older version did not keep; without it other numbers would come out. */
const comparison = z.looseObject({
  question: z.looseObject({
    shown: z.looseObject({}),
    earlier: z.array(z.looseObject({ indexes: z.array(z.number()), ended: z.string() })),
  }),
});

/** The word of each kind of question, where it is another. */
const words: Readonly<Record<string, string>> = { decide: 'repeat' };

/**
 * The question a run was asked, to be shown as it is asked for now.
 * @throws UserError E-VALUE when there is none of this kind.
 */
export async function readSetting<Question>(
  kind: string,
  run: string,
  shown: RepeatOptions,
): Promise<Setting<Question>> {
  const folder = await runFolder(run);
  const setting = await settingIn<Question>(folder);
  const word = words[kind] ?? kind;
  if (setting === undefined)
    throw new UserError(
      'E-VALUE',
      `There is no unfinished \`${word}\` called \`${run}\` in ${dirname(folder)}.`,
    );
  if (setting.kind !== kind) {
    const own = words[setting.kind] ?? setting.kind;
    throw new UserError('E-VALUE', `${run} was asked with \`${own}\`: \`retrial ${own} --resume ${run}\`.`);
  }
  const { root, id } = setting.plan;
  // From now on it is this process that must not lose its worktrees.
  if (root !== undefined && !shown.dryRun) await noteProcess({ root, id });
  const { format, quiet, dryRun } = shown;
  return {
    ...setting,
    plan: { ...setting.plan, options: { ...setting.plan.options, format, quiet, dryRun } },
  };
}
