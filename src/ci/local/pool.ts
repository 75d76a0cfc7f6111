import { rm } from 'node:fs/promises';
import { messageOf } from '../../model/errors.ts';
import { runGroup } from '../../processes/group.ts';
import { endSurvivors } from '../../processes/survivors.ts';
import type { BatchRequest, CiParts } from '../service.ts';
import { finishedIndexes, layout, markBroken } from './folder.ts';
import { runIteration, type BatchPlan, type Turn } from './iteration.ts';
import type { Turnstile } from './turnstile.ts';

/** A batch that is being executed by this process. */
export interface Pool {
  /** Ends what runs and starts nothing more. */
  readonly abort: () => void;
  /** Starts nothing more and lets what runs come to its end, so that fast failures are not favoured. */
  readonly drain: () => void;
  readonly ended: Promise<void>;
}

/** What batches of one process share. */
export interface Shared {
  readonly turnstile: Turnstile;
  /** The set-up of each checkout, done or under way: however many slots and batches share it, it runs once. */
  readonly setups: Map<string, Promise<void>>;
}

/**
 * Executes the iterations of a batch that do not count yet, some at a time, each slot in its own checkout.
 * What an earlier process left running is ended first. A checkout or set-up that fails breaks the batch.
 */
export function startPool(request: BatchRequest, plan: BatchPlan, parts: CiParts & Shared): Pool {
  const controller = new AbortController();
  const state = { drained: false };
  const ended = work({ request, plan, parts, signal: controller.signal, state, left: [] });
  return {
    abort: () => controller.abort(),
    drain: () => {
      state.drained = true;
    },
    ended,
  };
}

interface Shift {
  readonly request: BatchRequest;
  readonly plan: BatchPlan;
  readonly parts: CiParts & Shared;
  readonly signal: AbortSignal;
  readonly state: { drained: boolean };
  /** Shared by all who work on the batch, the next one last. */
  readonly left: number[];
}

async function work(shift: Shift): Promise<void> {
  const { plan, request, parts, left } = shift;
  await endSurvivors(layout.running(plan.folder));
  const done = new Set(await finishedIndexes(plan.folder));
  const { first, count } = request.batch;
  for (let index = first + count - 1; index >= first; index--) if (!done.has(index)) left.push(index);
  parts.turnstile.grow(plan.recipe.parallel);
  const workers = Math.min(plan.recipe.parallel, left.length);
  await Promise.all(Array.from({ length: workers }, async () => takeTurns(shift)));
}

/** One iteration, then back to the end of the line, until none is left. */
async function takeTurns(shift: Shift): Promise<void> {
  while (!isOver(shift)) {
    const slot = await shift.parts.turnstile.enter(shift.signal);
    if (slot === undefined) return;
    try {
      await takeTurn(shift, slot);
    } finally {
      shift.parts.turnstile.leave(slot);
    }
  }
}

function isOver({ signal, state, left }: Shift): boolean {
  return signal.aborted || state.drained || left.length === 0;
}

async function takeTurn(shift: Shift, slot: number): Promise<void> {
  const { plan, parts, signal, left } = shift;
  try {
    const ready = await readyCheckout(shift, slot);
    if (isOver(shift)) return;
    const index = left.pop() ?? 0;
    parts.onStarted?.(index, `slot ${slot}`);
    if (await runIteration(plan, { index, slot, ...ready, signal })) await parts.onFinished?.(index);
  } catch (error) {
    if (signal.aborted) return;
    left.length = 0;
    await markBroken(plan.folder, { what: messageOf(error), output: layout.setupOutput(plan.folder, slot) });
  }
}

async function readyCheckout(
  { request, plan, parts, signal }: Shift,
  slot: number,
): Promise<Pick<Turn, 'checkout' | 'preparedMs'>> {
  const started = performance.now();
  const { folder, isFresh } = await parts.workspaces.prepare(request, slot);
  const known = isFresh ? undefined : parts.setups.get(folder);
  const ready = known ?? setUp(plan, { checkout: folder, slot, signal });
  parts.setups.set(folder, ready);
  await ready;
  if (!isFresh) return { checkout: folder };
  return { checkout: folder, preparedMs: Math.round(performance.now() - started) };
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
