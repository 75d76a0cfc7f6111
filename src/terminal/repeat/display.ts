import { createLogUpdate } from 'log-update';
import type { Iteration } from '../../model/iteration.ts';
import type { Output } from '../output.ts';
import { liveLines, statusLine, type Live } from '../render/live.ts';
import { oneLine } from '../render/safe.ts';

/** Without a terminal: a line each 30 seconds or each tenth, whichever is rarer. */
const quietMs = 30_000;

/** Shows a run on its way: redrawn in place where a person watches, else a line now and then. */
export interface Display {
  readonly add: (iteration: Iteration, folder: string) => void;
  readonly stop: () => void;
}

interface Shown {
  readonly output: Output;
  readonly asked: number | undefined;
  readonly quiet: boolean;
}

export function showProgress({ output, asked, quiet }: Shown): Display {
  const iterations: Iteration[] = [];
  const started = Date.now();
  const state: { newest?: Live['newest']; saidAt: number; saidDone: number } = {
    saidAt: started,
    saidDone: 0,
  };
  const update = createLogUpdate(process.stderr);
  const now = (): Live => ({
    iterations,
    elapsedMs: Date.now() - started,
    ...(asked === undefined ? {} : { asked }),
    ...(state.newest === undefined ? {} : { newest: state.newest }),
  });
  const redraw = (): void => update(liveLines(now(), output.style).join('\n'));
  const timer = output.live && !quiet ? setInterval(redraw, 200) : undefined;
  return {
    add(iteration, folder) {
      iterations.push(iteration);
      if (iteration.outcome === 'failed') state.newest = { iteration, folder };
      if (quiet || output.live) return;
      if (iteration.outcome === 'failed') output.err(failureLine(iteration, folder));
      const rare = Math.max(1, Math.floor((asked ?? 0) / 10));
      if (Date.now() - state.saidAt < quietMs || iterations.length - state.saidDone < rare) return;
      Object.assign(state, { saidAt: Date.now(), saidDone: iterations.length });
      output.err(`${statusLine(now())}\n`);
    },
    stop() {
      clearInterval(timer);
      if (timer !== undefined) update.clear();
    },
  };
}

function failureLine(iteration: Iteration, folder: string): string {
  const { failure } = iteration;
  const what = failure === undefined ? 'failed' : failure.message || failure.type || 'failed';
  return `run ${iteration.index} failed: ${oneLine(what, 120)}  (${folder})\n`;
}
