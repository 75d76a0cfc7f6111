import { join } from 'node:path';
import { finishedIndexes } from '../../ci/local/folder.ts';
import type { RepeatReport } from '../../reports/repeat-report.ts';
import { eventLine, finishedEvent, progressEvent, type RunEvent } from '../../reports/run-events.ts';
import { interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { renderReport } from '../render/formats.ts';
import { showProgress } from './display.ts';
import { executeRun, type Executed } from './execute.ts';
import { exitCodeOf } from './exit-code.ts';
import { factsOf } from './facts.ts';
import { finishRun } from './finish.ts';
import { keepPlan } from './kept-plan.ts';
import { dropOverlays } from './overlaid.ts';
import type { RunPlan } from './plan.ts';

/**
 * Runs a plan on this machine to its end, or to Ctrl-C, and prints its report.
 * @param before what the run had found out before its plan was added to; its iterations count with the new ones
 * @returns the exit code
 */
export async function carryOut(plan: RunPlan, output: Output, before?: RepeatReport): Promise<number> {
  const { options } = plan;
  const emit = (event: RunEvent): void =>
    options.format === 'ndjson' ? output.out(eventLine(event)) : undefined;
  if (!options.quiet) output.err(`${plan.how} · ${plan.revision} · ${options.jobs} at a time · ${plan.id}\n`);
  await keepPlan(plan);
  const asked = options.extent.runs;
  const display = showProgress({ output, run: factsOf(plan), asked, quiet: options.quiet });
  const interrupt = interruptible();
  const started = Date.now();
  const executed = await executeRun(plan, {
    first: await firstOf(plan, before),
    signal: interrupt.signal,
    onStarted: (index, machine) => emit({ event: 'run.started', run: plan.id, index, machine }),
    onIteration(iteration, folder) {
      display.add(iteration, folder);
      emit(finishedEvent(plan.id, iteration));
      emit(progressEvent(display.now()));
    },
  });
  display.stop();
  const by = interrupt.by();
  interrupt.release();
  await dropOverlays(plan);
  if (executed.endedEarly !== undefined) output.err(`${executed.endedEarly}\n`);
  const report = await finishRun(plan, {
    executed: before === undefined ? executed : together(before, executed),
    wallMs: (before?.wallMs ?? 0) + Date.now() - started,
    interrupted: by !== undefined,
    ...missingSince(before),
  });
  output.out(renderReport(report, options.format, output.style));
  return exitCodeOf(report.verdict, {
    bisectExit: options.bisectExit,
    ...(options.rate === undefined ? {} : { rate: options.rate }),
    ...(by === undefined ? {} : { interruptedBy: by }),
  });
}

/** Behind all numbers that iterations of the run have, those that no report counts among them. */
async function firstOf({ home, id }: RunPlan, before: RepeatReport | undefined): Promise<number> {
  if (before === undefined) return 1;
  const there = await finishedIndexes(join(home, id));
  return Math.max(before.verdict.counts.asked, ...there.slice(-1)) + 1;
}

function together({ verdict, iterations }: RepeatReport, added: Executed): Executed {
  return {
    ...added,
    asked: verdict.counts.asked + added.asked,
    iterations: [...iterations, ...added.iterations],
  };
}

/** What never came back before stays lost, and why. */
function missingSince(before: RepeatReport | undefined): { readonly missing?: string } {
  const missing = before?.missing ?? before?.broken?.what;
  return missing === undefined ? {} : { missing };
}
