import { join } from 'node:path';
import { LocalService } from '../../ci/local/local-service.ts';
import type { Iteration } from '../../model/iteration.ts';
import { personalEnvironment } from '../../processes/environment.ts';
import { readArtifacts } from '../../worker/reading.ts';
import { hopelessSoFar, lookAtFirst, type FirstLook } from './first-look.ts';
import type { RunPlan } from './plan.ts';
import { workspacesOf } from './workspaces.ts';

/** More iterations than any terminal run comes to: stands for "until told to stop". */
const endless = 1_000_000;

export interface Watch {
  /** The number of the first iteration; others came back before it. */
  readonly first: number;
  readonly onStarted: (index: number, machine: string) => void;
  /** An iteration counts; its files lie in the folder. */
  readonly onIteration: (iteration: Iteration, folder: string) => void;
  /** Aborted by Ctrl-C: what runs is ended, what finished is counted. */
  readonly signal: AbortSignal;
}

export interface Executed {
  /** What to say of why no more were run than these: nothing could have come of them. */
  readonly endedEarly?: string;
  readonly asked: number;
  readonly iterations: readonly Iteration[];
  readonly broken?: { readonly what: string; readonly output: string };
}

/**
 * Runs the plan on this machine, reads each iteration as it finishes, and stops when the plan says so.
 * @throws UserError E-VALUE for a command that cannot be started
 */
export async function executeRun(plan: RunPlan, watch: Watch): Promise<Executed> {
  const { extent, selector } = plan.options;
  const iterations: Iteration[] = [];
  const state: { openEnded: boolean; first?: FirstLook; why?: string | undefined } = {
    openEnded: extent.runs === undefined,
  };
  const service: LocalService = new LocalService({
    folder: plan.home,
    workspaces: workspacesOf(plan),
    environment: (configured) => personalEnvironment(process.env, configured),
    onStarted: watch.onStarted,
    onFinished: readOne,
  });

  async function readOne(index: number): Promise<void> {
    const artifacts = await service.iteration(plan.id, index);
    const iteration = await readArtifacts(artifacts, selector);
    iterations.push(iteration);
    if (index === watch.first) state.first = await lookAtFirst(iteration, artifacts, selector);
    state.why ??= state.first?.unknownTest ?? hopelessSoFar(iterations, extent.runs);
    if (state.first?.isUseless === true || state.why !== undefined) stop();
    if (extent.untilFail && iteration.outcome === 'failed') stop();
    watch.onIteration(iteration, join(plan.home, plan.id, 'iterations', String(index)));
  }

  function stop(): void {
    state.openEnded = true;
    service.drain(plan.id);
  }

  const interrupt = (): void => void service.cancel(plan.id);
  watch.signal.addEventListener('abort', interrupt, { once: true });
  const clock = extent.forMs === undefined ? undefined : setTimeout(stop, extent.forMs);
  const batch = { id: plan.id, runId: plan.id, first: watch.first, count: extent.runs ?? endless };
  const request = { batch, repository: plan.root ?? plan.cwd, selector, settings: plan.settings };
  await service.trigger(plan.commit === undefined ? request : { ...request, commit: plan.commit });
  await service.ended(plan.id);
  clearTimeout(clock);
  watch.signal.removeEventListener('abort', interrupt);
  const { broken } = await service.progress(plan.id);
  await service.release(plan.id);
  // `git bisect run` takes a message for a bad commit.
  if (state.first?.cannotStart !== undefined && !plan.options.bisectExit) throw state.first.cannotStart;
  return {
    asked: state.openEnded ? iterations.length : (extent.runs ?? iterations.length),
    ...(state.why === undefined ? {} : { endedEarly: state.why }),
    iterations: iterations.toSorted((a, b) => a.index - b.index),
    ...(broken === undefined ? {} : { broken }),
  };
}
