import { bar, remainingMs } from '../../reports/progress-document.ts';
import { count, duration } from '../../reports/numbers.ts';
import { plainGlyphs, unicodeGlyphs } from '../../reports/strip.ts';
import type { Iteration } from '../../model/iteration.ts';
import { oneLine } from './safe.ts';
import { plain, type Style } from './result.ts';

/** What a person watching a run wants to know. */
export interface Live {
  /** Absent when the run goes on until told to stop. */
  readonly asked?: number;
  readonly iterations: readonly Iteration[];
  readonly elapsedMs: number;
  /** The newest failure, and where its files lie. */
  readonly newest?: { readonly iteration: Iteration; readonly folder: string };
}

/** The block that is redrawn in place. */
export function liveLines(live: Live, style: Style): string[] {
  const done = live.iterations.length;
  const progress =
    live.asked === undefined
      ? ` run ${count(done)}`
      : ` ${bar(done, live.asked)}  ${count(done)}/${count(live.asked)}`;
  const first = `${progress}  ${countsOf(live)}${left(live)}`;
  const lines = [first, ` ${tail(live, Math.max(10, style.width - 2), style)}`];
  if (live.newest !== undefined) {
    const { iteration, folder } = live.newest;
    const what = iteration.failure?.message || iteration.failure?.type || 'failed';
    lines.push(` ✗ run ${iteration.index}  ${oneLine(what, style.width - 20)}`, `   ${folder}`);
  }
  const cut = lines.map((line) => Array.from(line).slice(0, style.width).join(''));
  return style.unicode ? cut : cut.map(plain);
}

/** One line that stands by itself, for logs. */
export function statusLine(live: Live): string {
  const done = live.iterations.length;
  const of = live.asked === undefined ? '' : ` of ${count(live.asked)}`;
  return `${count(done)}${of} runs so far, ${countsOf(live)}, ${duration(live.elapsedMs)}${left(live)}`;
}

function countsOf({ iterations }: Live): string {
  const of = (outcome: Iteration['outcome']): string =>
    `${outcome} ${count(iterations.filter((iteration) => iteration.outcome === outcome).length)}`;
  const lost = iterations.some(({ outcome }) => outcome === 'lost') ? `  ${of('lost')}` : '';
  return `${of('passed')}  ${of('failed')}  ${of('skipped')}${lost}`;
}

function left({ elapsedMs, iterations, asked }: Live): string {
  const ms = asked === undefined ? undefined : remainingMs(elapsedMs, iterations.length, asked);
  return ms === undefined ? '' : `  about ${duration(ms)} left`;
}

function tail({ iterations }: Live, cells: number, style: Style): string {
  const glyphs = style.unicode ? unicodeGlyphs : plainGlyphs;
  return iterations
    .slice(-cells)
    .map(({ outcome }) => (outcome === 'failed' ? (glyphs.causes[0] ?? 'x') : glyphs[outcome]))
    .join('');
}
