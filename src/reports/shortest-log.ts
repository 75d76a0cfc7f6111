import { plainText, shorten } from '../model/plain-text.ts';
import { plural } from './numbers.ts';
import type { RepeatReport } from './repeat-report.ts';

const LINES = 20;
const LINE_LENGTH = 500;

/**
 * The tail of the shortest log there is: a broken environment says the same everywhere, and the shortest says it
 * with the least around it. Undefined when no log holds any text, and when
 * the test ran: then the failures speak.
 */
export function shortestLog(report: RepeatReport): string | undefined {
  if (report.verdict.kind !== 'environment-broken' && report.verdict.kind !== 'nothing-ran') return undefined;
  const lost = (report.lostLogs ?? []).map((log) => log.text);
  const bodies = report.iterations
    .filter(({ outcome }) => outcome === 'lost')
    .flatMap(({ failure }) => (failure === undefined ? [] : [failure.body]));
  const logs = [report.broken?.output ?? '', ...lost, ...bodies]
    .map((log) => plainText(log).trim())
    .filter((log) => log !== '');
  const [shortest] = logs.toSorted((a, b) => a.length - b.length);
  if (shortest === undefined) return undefined;
  const lines = shortest.split('\n');
  const tail = lines.slice(-LINES).map((line) => shorten(line, LINE_LENGTH));
  const above = lines.length - tail.length;
  return above > 0 ? [`… ${plural(above, 'line')} above`, ...tail].join('\n') : tail.join('\n');
}
