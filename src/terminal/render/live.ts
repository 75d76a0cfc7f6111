import { plainLine } from '../../model/plain-text.ts';
import { count, duration } from '../../reports/numbers.ts';
import { bar, timeLeft } from '../../reports/progress-document.ts';
import { glyphs } from '../../reports/run-strip.ts';
import { stillToCome, type RunProgress } from '../../reports/run-progress.ts';
import { toAscii } from './ascii.ts';
import type { TerminalLook } from './document.ts';
import { stylerFor, type Styler } from './styler.ts';
import { clip, splitAt, textWidth } from './text-width.ts';

const BAR = 20;
const NARROWEST = 20;
/** A shorter tail of the strip says nothing. */
const SHORTEST_TAIL = 5;

/**
 * The block that a terminal redraws while a run goes on: bar, counts, time left, the tail of the strip, and the
 * newest failure. No line is wider than the terminal, since a wrapped one could not be redrawn.
 */
export function liveLines(progress: RunProgress, look: TerminalLook): readonly string[] {
  const width = Math.max(NARROWEST, look.width);
  const style = stylerFor(look.colour);
  const clean = look.unicode ? (text: string): string => text : toAscii;
  return [countsLine(progress, { width, style, clean }), ...failureLines(progress, { width, style, clean })];
}

/** One line for a log, ASCII throughout: "112 of 200 executed, 5 failed, 0 skipped, 0 lost, about 24 min left". */
export function statusLine({ counts, etaMs, openEnded = false }: RunProgress): string {
  const { executed, asked, failed, skipped, lost } = counts;
  const left = timeLeft(etaMs);
  const parts = [`${count(failed)} failed`, `${count(skipped)} skipped`, `${count(lost)} lost`];
  return [
    `${count(executed)}${openEnded ? '' : ` of ${count(asked)}`} executed`,
    ...parts,
    ...(left === undefined ? [] : [left]),
  ].join(', ');
}

interface Look {
  readonly width: number;
  readonly style: Styler;
  readonly clean: (text: string) => string;
}

function countsLine(
  { counts, etaMs, newest, openEnded = false }: RunProgress,
  { width, style, clean }: Look,
): string {
  const done = counts.asked - stillToCome(counts);
  const drawn = openEnded ? '' : `${clean(bar(done, counts.asked, width < 60 ? BAR / 2 : BAR))}  `;
  const left =
    etaMs === undefined ? [] : [`ETA ${etaMs < 60_000 ? duration(etaMs) : `${Math.ceil(etaMs / 60_000)}m`}`];
  const lost = counts.lost > 0 ? [`lost ${count(counts.lost)}`] : [];
  const numbers = [
    openEnded ? `run ${count(done)}` : `${count(done)}/${count(counts.asked)}`,
    `passed ${count(counts.passed)}`,
    `failed ${count(counts.failed)}`,
    `skipped ${count(counts.skipped)}`,
    ...lost,
    ...left,
  ].join('  ');
  const start = clip(` ${drawn}${numbers}`, width, clean('…'));
  const room = width - textWidth(start) - 3;
  const tail =
    room < SHORTEST_TAIL
      ? ''
      : newest
          .slice(-room)
          .map((outcome) => glyphs[outcome])
          .join('');
  const coloured = counts.failed > 0 ? start.replace(/failed [\d,]+/, (words) => style('red', words)) : start;
  return tail === '' ? coloured : `${coloured}   ${style('dim', clean(tail))}`;
}

function failureLines({ newestFailure }: RunProgress, { width, style, clean }: Look): readonly string[] {
  if (newestFailure === undefined) return [];
  const start = ` ${clean('✗')} run ${count(newestFailure.iteration)}  `;
  const title = clean(plainLine(newestFailure.title));
  const arrow = clean('  →  ');
  const place = newestFailure.evidence === undefined ? '' : clean(plainLine(newestFailure.evidence));
  const free = Math.max(0, width - textWidth(start));
  const placed = place === '' ? 0 : textWidth(arrow) + textWidth(place);
  const withPlace = placed > 0 && placed <= free / 2 + 10 && placed < free;
  const shown = clip(title, withPlace ? free - placed : free, clean('…'));
  const line = clip(`${start}${shown}${withPlace ? arrow + place : ''}`, width, clean('…'));
  const [sign, rest] = splitAt(line, 2);
  const below = withPlace || place === '' ? [] : [clip(`   ${place}`, width, clean('…'))];
  return [`${style('red', sign)}${rest}`, ...below];
}
