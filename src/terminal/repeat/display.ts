import { createLogUpdate } from 'log-update';
import type { Iteration } from '../../model/iteration.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import type { RunFacts } from '../../reports/repeat-report.ts';
import type { RunProgress } from '../../reports/run-progress.ts';
import type { Output } from '../output.ts';
import { liveLines, statusLine } from '../render/live.ts';

/** Without a terminal: a line each 30 seconds or each tenth, whichever is rarer. */
const quietMs = 30_000;
const redrawMs = 200;
/** Signs of the strip that fit beside the counts at the widest. */
const tailLength = 160;

/** Shows a run on its way: redrawn in place where a person watches, else a line now and then. */
export interface Display {
  readonly add: (iteration: Iteration, folder: string) => void;
  readonly now: () => RunProgress;
  readonly stop: () => void;
}

export interface Shown {
  readonly output: Output;
  readonly run: RunFacts;
  /** Absent when the run goes on until told to stop. */
  readonly asked: number | undefined;
  readonly quiet: boolean;
}

export function showProgress({ output, run, asked, quiet }: Shown): Display {
  const state = newState();
  const started = Date.now();
  const update = createLogUpdate(process.stderr);
  const now = (): RunProgress => progressOf(state, { run, asked, started });
  const redraw = (): void => update(liveLines(now(), output.style).join('\n'));
  const timer = output.live && !quiet ? setInterval(redraw, redrawMs) : undefined;
  const said = { at: started, done: 0 };
  return {
    now,
    add(iteration, folder) {
      take(state, iteration, folder);
      if (quiet || output.live) return;
      if (iteration.outcome === 'failed') output.err(`${failureLine(iteration, folder)}\n`);
      const rare = Math.max(1, Math.floor((asked ?? 0) / 10));
      if (Date.now() - said.at < quietMs || state.done - said.done < rare) return;
      Object.assign(said, { at: Date.now(), done: state.done });
      output.err(`${statusLine(now())}\n`);
    },
    stop() {
      clearInterval(timer);
      if (timer !== undefined) update.clear();
    },
  };
}

interface State {
  done: number;
  readonly counts: Record<Iteration['outcome'], number>;
  readonly newest: Iteration['outcome'][];
  newestFailure?: NonNullable<RunProgress['newestFailure']>;
}

function newState(): State {
  return { done: 0, counts: { passed: 0, failed: 0, skipped: 0, lost: 0 }, newest: [] };
}

function take(state: State, iteration: Iteration, folder: string): void {
  state.done += 1;
  state.counts[iteration.outcome] += 1;
  state.newest.push(iteration.outcome);
  if (state.newest.length > tailLength) state.newest.shift();
  if (iteration.outcome === 'failed') {
    state.newestFailure = { iteration: iteration.index, title: titleOf(iteration), evidence: folder };
  }
}

function progressOf(
  state: State,
  { run, asked, started }: { run: RunFacts; asked: number | undefined; started: number },
) {
  const { passed, failed, skipped, lost } = state.counts;
  const all = asked ?? state.done;
  const elapsed = Date.now() - started;
  const progress: RunProgress = {
    run,
    counts: { asked: all, executed: passed + failed, passed, failed, skipped, lost },
    updatedAt: new Date().toISOString(),
    newest: state.newest,
    ...(asked === undefined ? { openEnded: true } : {}),
    ...(state.newestFailure === undefined ? {} : { newestFailure: state.newestFailure }),
    ...(state.done === 0 || state.done >= all ? {} : { etaMs: (elapsed / state.done) * (all - state.done) }),
  };
  return progress;
}

function failureLine(iteration: Iteration, folder: string): string {
  return `run ${iteration.index} failed: ${titleOf(iteration)}  (${folder})`;
}

function titleOf({ failure }: Iteration): string {
  return shorten(
    plainLine(failure === undefined ? 'failed' : failure.message || failure.type || 'failed'),
    120,
  );
}
