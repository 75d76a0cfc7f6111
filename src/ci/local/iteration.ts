import { cp, lstat, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { glob } from 'tinyglobby';
import type { TestSelector } from '../../model/selector.ts';
import { runGroup } from '../../processes/group.ts';
import { beginIteration, finishIteration, layout } from './folder.ts';
import { fillCommand } from './fill-command.ts';
import type { Recipe } from './recipe.ts';

/** What stays the same for all iterations of a batch. */
export interface BatchPlan {
  readonly folder: string;
  readonly selector: TestSelector;
  readonly recipe: Recipe;
  /** The whole environment of the test. */
  readonly env: Readonly<Record<string, string>>;
  readonly maxOutputBytes: number;
}

/** Where and when one iteration runs. */
export interface Turn {
  readonly index: number;
  readonly slot: number;
  readonly checkout: string;
  /** What it took to make the checkout ready, when it was not. */
  readonly preparedMs?: number;
  readonly signal: AbortSignal;
}

const maxReports = 1_000;
const maxReportBytes = 512_000_000;

/**
 * Runs the selection once and keeps what it left. It counts only when everything is in place; a cancelled
 * one never counts.
 * @returns whether the iteration counts.
 */
export async function runIteration(plan: BatchPlan, turn: Turn): Promise<boolean> {
  const place = await beginIteration(plan.folder, turn.index);
  const out = join(place, 'out');
  const { junit, command, timeout } = plan.recipe;
  const readsReports = junit.length > 0 || command.some((argument) => argument.includes('{out}'));
  await mkdir(out);
  await Promise.all((await matching(turn.checkout, junit)).map((path) => rm(path, { force: true })));
  const { durationMs, ...exit } = await runGroup({
    argv: fillCommand(command, { selector: plan.selector, index: turn.index, out }),
    cwd: turn.checkout,
    env: { ...plan.env, RETRIAL_ITERATION: String(turn.index) },
    outputPath: layout.output(place),
    timeoutMs: timeout,
    maxOutputBytes: plan.maxOutputBytes,
    signal: turn.signal,
    recordIn: layout.running(plan.folder),
  });
  if (exit.endedBy === 'cancel') return false;
  const found = readsReports ? [...(await matching(turn.checkout, junit)), ...(await allIn(out))] : [];
  await keepReports(found, place);
  await rm(out, { recursive: true, force: true });
  await finishIteration(plan.folder, turn.index, {
    exit: found.length === 0 && junit.length > 0 ? { ...exit, sought: junit } : exit,
    durationMs,
    machine: `slot ${turn.slot}`,
    ...(turn.preparedMs === undefined ? {} : { preparedMs: turn.preparedMs }),
    hasReports: readsReports,
  });
  return true;
}

async function matching(checkout: string, patterns: readonly string[]): Promise<string[]> {
  if (patterns.length === 0) return [];
  return glob([...patterns], { cwd: checkout, absolute: true, dot: true, followSymbolicLinks: false });
}

async function allIn(out: string): Promise<string[]> {
  return glob(['**/*'], { cwd: out, absolute: true, dot: true, followSymbolicLinks: false });
}

/** Copies plain files only: a link could name any file of this machine. */
async function keepReports(paths: readonly string[], place: string): Promise<void> {
  const kept = paths.toSorted((a, b) => a.localeCompare(b)).slice(0, maxReports);
  for (const [position, path] of kept.entries()) {
    const facts = await lstat(path).catch(() => undefined);
    if (facts === undefined || !facts.isFile() || facts.size > maxReportBytes) continue;
    const name = `${String(position + 1).padStart(4, '0')}-${basename(path)}`;
    await cp(path, join(layout.reports(place), name));
  }
}
