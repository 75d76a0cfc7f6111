import { dirname, join } from 'node:path';
import { describeCheckout } from '../../checkouts/revision.ts';
import { reopenBatch } from '../../ci/local/folder.ts';
import { UserError } from '../../model/errors.ts';
import { own } from '../../processes/owner.ts';
import type { Addition } from '../../model/repeat-run.ts';
import { cannotBeAddedTo, changedCode } from '../../reports/additions.ts';
import type { RepeatReport } from '../../reports/repeat-report.ts';
import type { Output } from '../output.ts';
import { readReport } from '../questions/reports.ts';
import { readPlan, runFolder } from './kept-plan.ts';
import { noteProcess } from './leftovers.ts';
import type { RepeatOptions } from './options.ts';
import { withChanges } from './overlaid.ts';
import { asItStands, type RunPlan } from './plan.ts';

/** A run that ended, as its folder has it. */
interface KeptRun {
  readonly plan: RunPlan;
  readonly report: RepeatReport;
}

/**
 * Adds to a run while no other process does: what one of them adds, the next finds counted.
 * @throws UserError E-OWNED while another process adds to it, E-VALUE where there is no such run or nothing can be added to it
 */
export async function addingTo(run: string, add: (kept: KeptRun) => Promise<number>): Promise<number> {
  const folder = await runFolder(run);
  // Where there is no run there is no folder either, and nothing to own.
  await runToAddTo(run, folder);
  const owner = await own(folder).catch((error: unknown) => {
    if (!(error instanceof UserError) || error.code !== 'E-OWNED') throw error;
    throw new UserError('E-OWNED', `Another process adds to ${run} right now. Wait until it has ended.`);
  });
  try {
    return await add(await runToAddTo(run, folder));
  } finally {
    await owner.release();
  }
}

async function runToAddTo(run: string, folder: string): Promise<KeptRun> {
  const [kept, plan] = [await readReport(folder), await readPlan(folder)];
  if (kept === undefined)
    throw new UserError(
      'E-VALUE',
      `No finished run ${run} in ${dirname(folder)}. \`ls .retrial\` lists them.`,
    );
  const question = kept.kind === 'repeat' ? kept.report.decision && 'decide' : kept.kind;
  if (kept.kind !== 'repeat' || question !== undefined)
    throw new UserError('E-VALUE', cannotBeAddedTo(run, question ?? 'decide'));
  if (plan === undefined)
    throw new UserError('E-VALUE', `${run} was run before runs could be added to. Ask for a new one.`);
  // What was added to the plan counts once the report has it: a process may have died in between.
  const { additions: _, ...settled } = plan;
  const { additions: counted } = kept.report.run;
  return { plan: counted === undefined ? settled : { ...settled, additions: counted }, report: kept.report };
}

/** How more is shown than what the run was asked with. */
export type Shown = Pick<RepeatOptions, 'format' | 'quiet'>;

/**
 * The plan of the iterations that are added: of the same code in the same way.
 * @throws UserError E-REF, E-OVERLAY where the code is not there any more
 */
export async function addedTo(
  { plan, report }: KeptRun,
  added: Pick<Addition, 'kind' | 'runs'> & { readonly shown: Shown },
  output: Output,
): Promise<RunPlan> {
  const { kind, runs, shown } = added;
  const { additions = [] } = plan;
  const addition: Addition = {
    kind,
    runs,
    by: '',
    at: new Date().toISOString(),
    commentId: '',
    line: additions.length + 1,
    seen: report.iterations.length,
    afterEnd: true,
    ...(report.partial === undefined ? {} : { afterStop: true }),
  };
  const options = { ...plan.options, ...shown, extent: { runs, untilFail: false } };
  const same = await sameCode({ ...plan, options, additions: [...additions, addition] }, output);
  await reopenBatch(join(plan.home, plan.id));
  return same;
}

async function sameCode(plan: RunPlan, output: Output): Promise<RunPlan> {
  const { root, id, commit, base } = plan;
  if (root === undefined || commit === undefined) return sameFiles(plan, output);
  await noteProcess({ root, id });
  if (base === undefined) return plan;
  const changed = await withChanges({ ...plan, commit: base });
  if (changed.commit === commit) return changed;
  throw new UserError('E-OVERLAY', changedCode);
}

/** The files as they stand: those of then, as far as git can tell. */
async function sameFiles(plan: RunPlan, output: Output): Promise<RunPlan> {
  const now = asItStands(await describeCheckout(plan.cwd));
  const { checkout } = plan;
  if (checkout.commit === undefined || checkout.dirty) {
    output.err(
      'No commit says what these files were then: that they are the same now is taken for granted.\n',
    );
    return plan;
  }
  const { commit, dirty } = await describeCheckout(plan.cwd);
  if (commit === checkout.commit && !dirty) return plan;
  throw new UserError(
    'E-REF',
    `${plan.id} ran at ${checkout.commit.slice(0, 9)}, and the files here are ${now}. Check that commit out again, or ask for a new run.`,
  );
}
