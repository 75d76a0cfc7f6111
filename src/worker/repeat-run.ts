import { messageOf, UserError } from '../model/errors.ts';
import type { RepeatRun, RunState, Stage } from '../model/repeat-run.ts';
import { costOf } from './cost.ts';
import type { WorkerParts } from './parts.ts';
import { prepare } from './preparing.ts';
import { reportFailure } from './reporting.ts';
import { dropOverlaid } from './questions/overlaid.ts';
import { dropBranches } from './throw-away.ts';
import { collect, report, trigger, wait, type Step } from './stages.ts';

/** The path of one run, in order. Each stage may be repeated safely: what it did is found, not done twice. */
const stages: Readonly<
  Record<Exclude<Stage, 'done'>, (run: RepeatRun, parts: WorkerParts) => Promise<Step>>
> = {
  prepare,
  trigger,
  wait,
  collect,
  report,
};

/**
 * Takes a run as far as it goes now.
 * @returns `done`, or how long to wait before the next look.
 * @throws whatever is worth another try later; a fault of the request itself is reported and ends the run.
 */
export async function advance(
  runId: string,
  parts: WorkerParts,
): Promise<'done' | { readonly againInMs: number }> {
  for (;;) {
    const run = await parts.store.runs.get(runId);
    if (run === undefined || run.stage === 'done') return 'done';
    const step = await takeStep(run, run.stage, parts);
    if ('againInMs' in step) return step;
    const to = step.stage === 'done' ? await end(run, step.state ?? 'finished', parts) : step.stage;
    if (step.stage !== 'done') await parts.store.runs.update(run.id, step);
    if (to === 'done') await letGo(run, parts);
    parts.log('run went on', { run: run.id, from: run.stage, to });
  }
}

/** What was made of the code for a run that is over, however it ended. */
async function letGo(run: RepeatRun, parts: WorkerParts): Promise<void> {
  await dropBranches(await parts.store.branches.of(run.id), parts);
  await dropOverlaid(run, parts);
}

/**
 * What came back is what the run cost: the rest of what was held for it is free again. A run that something was added
 * to in the meantime goes on.
 */
async function end(run: RepeatRun, state: RunState, { store }: WorkerParts): Promise<Stage> {
  const cost = costOf(await store.iterations.of(run.id), await store.batches.of(run.id));
  await store.charges.settle(run, cost);
  if (await store.runs.finish(run, state)) return 'done';
  await store.runs.update(run.id, { stage: 'prepare' });
  return 'prepare';
}

async function takeStep(run: RepeatRun, stage: Exclude<Stage, 'done'>, parts: WorkerParts): Promise<Step> {
  try {
    return await stages[stage](run, parts);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    parts.log('run ended by a fault of its request', { run: run.id, stage, fault: messageOf(error) });
    await reportFailure(run, error, parts);
    // What a run found out before something was added to it stays evidence.
    const hadEnded = run.additions?.some(({ afterEnd }) => afterEnd === true) === true;
    return { stage: 'done', state: hadEnded ? 'finished' : 'failed' };
  }
}
