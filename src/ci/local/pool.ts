import { rm } from 'node:fs/promises';
import { messageOf } from '../../model/errors.ts';
import { runGroup } from '../../processes/group.ts';
import { endSurvivors } from '../../processes/survivors.ts';
import type { BatchRequest, CiParts } from '../service.ts';
import { finishedIndexes, layout, markBroken } from './folder.ts';
import { runIteration, type BatchPlan } from './iteration.ts';

/** A batch that is being executed by this process. */
export interface Pool {
  /** Ends what runs and starts nothing more. */
  readonly abort: () => void;
  /** Starts nothing more and lets what runs come to its end, so that fast failures are not favoured. */
  readonly drain: () => void;
  readonly ended: Promise<void>;
}

/**
 * Executes the iterations of a batch that do not count yet, some at a time, each slot in its own checkout.
 * What an earlier process left running is ended first. A checkout or set-up that fails breaks the batch.
 */
export function startPool(request: BatchRequest, plan: BatchPlan, parts: CiParts): Pool {
  const controller = new AbortController();
  const state = { drained: false };
  const ended = work(request, plan, { parts, signal: controller.signal, state });
  return {
    abort: () => controller.abort(),
    drain: () => {
      state.drained = true;
    },
    ended,
  };
}

interface Control {
  readonly parts: CiParts;
  readonly signal: AbortSignal;
  readonly state: { drained: boolean };
}

async function work(request: BatchRequest, plan: BatchPlan, control: Control): Promise<void> {
  await endSurvivors(layout.running(plan.folder));
  const done = new Set(await finishedIndexes(plan.folder));
  const { first, count } = request.batch;
  const left = Array.from({ length: count }, (_, position) => first + position).filter(
    (index) => !done.has(index),
  );
  const slots = Math.min(plan.recipe.parallel, left.length);
  const setups = new Map<string, Promise<void>>();
  const turns = Array.from({ length: slots }, (_, position) =>
    workSlot({ request, plan, control, left, setups }, position + 1),
  );
  await Promise.all(turns);
}

interface Shift {
  readonly request: BatchRequest;
  readonly plan: BatchPlan;
  readonly control: Control;
  /** Shared by the slots: each takes the next one. */
  readonly left: number[];
  /** One set-up per checkout, however many slots share it. */
  readonly setups: Map<string, Promise<void>>;
}

async function workSlot(shift: Shift, slot: number): Promise<void> {
  const { request, plan, control, left, setups } = shift;
  const { signal, state, parts } = control;
  try {
    const checkout = await parts.workspaces.prepare(request, slot);
    const ready = setups.get(checkout) ?? setUp(plan, { checkout, slot, signal });
    setups.set(checkout, ready);
    await ready;
    for (let index = left.shift(); index !== undefined; index = left.shift()) {
      if (signal.aborted || state.drained) return;
      parts.onStarted?.(index, `slot ${slot}`);
      if (await runIteration(plan, { index, slot, checkout, signal })) await parts.onFinished?.(index);
    }
  } catch (error) {
    if (signal.aborted) return;
    left.length = 0;
    await markBroken(plan.folder, { what: messageOf(error), output: layout.setupOutput(plan.folder, slot) });
  }
}

interface Setting {
  readonly checkout: string;
  readonly slot: number;
  readonly signal: AbortSignal;
}

async function setUp(plan: BatchPlan, { checkout, slot, signal }: Setting): Promise<void> {
  const { setup } = plan.recipe;
  if (setup === undefined || signal.aborted) return;
  const outputPath = layout.setupOutput(plan.folder, slot);
  const exit = await runGroup({
    argv: setup,
    cwd: checkout,
    env: plan.env,
    outputPath,
    timeoutMs: Math.max(plan.recipe.timeout, 1_800_000),
    maxOutputBytes: plan.maxOutputBytes,
    signal,
    recordIn: layout.running(plan.folder),
  });
  if (exit.code === 0) await rm(outputPath, { force: true });
  else
    throw new Error(
      `set-up \`${setup.join(' ')}\` failed: ${exit.spawnError ?? exit.signal ?? `exit code ${exit.code}`}`,
    );
}
