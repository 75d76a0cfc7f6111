import type { Iteration } from '../model/iteration.ts';
import { code, text, type Inline } from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { count } from './numbers.ts';
import type { RepeatReport } from './repeat-report.ts';

/** How many iterations give one reason. */
export interface ReasonCount {
  readonly reason: string;
  readonly iterations: number;
}

/** Reasons named in a report; the rest is counted. */
const SHOWN = 5;
/** Words of our own; all others come from outside. */
const own = {
  none: 'no reason given',
  missing: 'never came back',
  stopped: 'not run, since it was stopped before',
} as const;

/** Why iterations were skipped, the most frequent reason first. */
export function skipReasons(report: RepeatReport): readonly ReasonCount[] {
  return reasonsOf(report.iterations.filter((iteration) => iteration.outcome === 'skipped'));
}

/** Why iterations were lost, the most frequent reason first; those that never came back have a reason too. */
export function lostReasons(report: RepeatReport): readonly ReasonCount[] {
  const lost = reasonsOf(report.iterations.filter((iteration) => iteration.outcome === 'lost'));
  const missing = report.verdict.counts.asked - report.iterations.length;
  if (missing <= 0) return lost;
  const wasStopped = report.partial !== undefined || report.run.additions?.some(({ afterStop }) => afterStop);
  const why = report.broken?.what ?? report.missing ?? (wasStopped === true ? own.stopped : own.missing);
  return [...lost, { reason: why, iterations: missing }].toSorted((a, b) => b.iterations - a.iterations);
}

/** "197× `Ignored: …`, 3× `…`", or the reason alone when there is one; what comes from outside stands in code. */
export function reasonsInline(reasons: readonly ReasonCount[]): readonly Inline[] {
  const [only] = reasons;
  if (only !== undefined && reasons.length === 1) return [wordsOf(only.reason)];
  const named = reasons.slice(0, SHOWN).flatMap(({ reason, iterations }, index) => {
    return [text(`${index === 0 ? '' : ', '}${count(iterations)}× `), wordsOf(reason)];
  });
  const rest = reasons.slice(SHOWN).reduce((sum, { iterations }) => sum + iterations, 0);
  return rest === 0 ? named : [...named, text(`, ${count(rest)}× other reasons`)];
}

/** The reasons of some iterations, the most frequent first. */
export function reasonsOf(iterations: readonly Iteration[]): readonly ReasonCount[] {
  const tally = new Map<string, number>();
  for (const { reason } of iterations) {
    const words = plainLine(reason ?? '');
    const key = words === '' ? own.none : words;
    tally.set(key, (tally.get(key) ?? 0) + 1);
  }
  return [...tally]
    .map(([reason, iterations]) => ({ reason, iterations }))
    .toSorted((a, b) => b.iterations - a.iterations);
}

function wordsOf(reason: string): Inline {
  const isOwn = Object.values<string>(own).includes(reason);
  return isOwn ? text(reason) : code(shorten(reason, 200));
}
