import { createLogUpdate } from 'log-update';
import type { Iteration } from '../../model/iteration.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import type { Side } from '../../model/question.ts';
import { count } from '../../reports/numbers.ts';
import type { Output } from '../output.ts';
import { toAscii } from '../render/ascii.ts';
import { clip } from '../render/text-width.ts';

const redrawMs = 200;
/** Without a terminal a line now and then says that it goes on. */
const quietMs = 30_000;
/** Sides that fit a block which is redrawn in place; the newest are shown. */
const shownSides = 8;

/** Shows a question on its way, side by side. */
export interface QuestionDisplay {
  readonly round: (aim: string) => void;
  readonly add: (side: Side, iteration: Iteration, folder: string) => void;
  readonly stop: () => void;
}

interface SideCounts {
  readonly label: string;
  executed: number;
  failed: number;
  skipped: number;
  lost: number;
}

/** Redrawn in place where a person watches, else a line for each failure and one each half minute. */
export function showQuestion(output: Output, isQuiet: boolean): QuestionDisplay {
  const sides = new Map<string, SideCounts>();
  const state = { aim: '', newest: '', saidAt: Date.now() };
  const update = createLogUpdate(process.stderr);
  const clean = output.style.unicode ? (text: string): string => text : toAscii;
  const redraw = (): void => {
    const lines = [state.aim, ...[...sides.values()].slice(-shownSides).map(sideLine), state.newest];
    const shown = lines
      .filter((line) => line !== '')
      .map((line) => clip(clean(` ${line}`), output.style.width, ''));
    update(shown.join('\n'));
  };
  const timer = output.live && !isQuiet ? setInterval(redraw, redrawMs) : undefined;
  return {
    round(aim) {
      state.aim = `now: ${shorten(plainLine(aim), 100)}`;
    },
    add(side, iteration, folder) {
      tallyUp(sides, side, iteration);
      const failure = iteration.outcome === 'failed' ? failureLine(side, iteration, folder) : '';
      state.newest = failure === '' ? state.newest : failure;
      if (isQuiet || output.live) return;
      if (failure !== '') output.err(`${clean(failure)}\n`);
      if (Date.now() - state.saidAt < quietMs) return;
      state.saidAt = Date.now();
      output.err(`${clean([state.aim, ...[...sides.values()].map(sideLine)].join('; '))}\n`);
    },
    stop() {
      clearInterval(timer);
      if (timer !== undefined) update.clear();
    },
  };
}

function tallyUp(sides: Map<string, SideCounts>, side: Side, { outcome }: Iteration): void {
  const known = sides.get(side.id);
  const counts = known ?? {
    label: shorten(plainLine(side.label), 30),
    executed: 0,
    failed: 0,
    skipped: 0,
    lost: 0,
  };
  if (outcome === 'passed' || outcome === 'failed') counts.executed += 1;
  if (outcome !== 'passed') counts[outcome] += 1;
  sides.set(side.id, counts);
}

function sideLine({ label, executed, failed, skipped, lost }: SideCounts): string {
  const rest = [
    ...(skipped > 0 ? [`${count(skipped)} skipped`] : []),
    ...(lost > 0 ? [`${count(lost)} lost`] : []),
  ];
  return [`${label}: ${count(executed)} executed`, `${count(failed)} failed`, ...rest].join(', ');
}

function failureLine({ label }: Side, { index, failure }: Iteration, folder: string): string {
  const title = shorten(plainLine(failure?.message || failure?.type || 'failed'), 120);
  return `${plainLine(label)}: run ${index} failed: ${title}  (${folder})`;
}
