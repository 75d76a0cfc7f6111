import { plainLine } from '../model/plain-text.ts';
import type { RunFacts } from './repeat-report.ts';

/** `/retrial repeat A#x x200 ref=trunk`; a test that cannot be quoted is left out, since tickets remember theirs. */
export function ticketRepeat(run: RunFacts, times: number, word = 'retrial'): string {
  const test = ticketWord(run.selector);
  return [
    `/${word} repeat`,
    ...test,
    `x${times}`,
    ...ticketRef(run),
    ...ticketLane(run),
    ...(run.askedOverlays ?? []),
    ...mannerTyped(run),
  ].join(' ');
}

/** `retrial repeat A#x -n 200 -- npx vitest run`, safe to paste into a shell whatever the names hold. */
export function terminalRepeat(run: RunFacts, times: number): string {
  const { options = [], command = [] } = run.typed ?? {};
  const test = run.selector === '' ? [] : [run.selector];
  const words = ['retrial', 'repeat', ...test, '-n', String(times), ...options];
  const tail = command.length === 0 ? [] : ['--', ...command];
  return [...words, ...tail].map(shellWord).join(' ');
}

/** Any command on a ticket about a run's test: `/retrial bisect A#x good=trunk`. */
export function ticketCommand(
  run: Pick<RunFacts, 'selector' | 'askedOverlays' | 'lane' | 'manner'>,
  [verb = '', ...words]: readonly string[],
  word = 'retrial',
): string {
  const changes = run.askedOverlays ?? [];
  // Only `repeat` runs a test's class in its place.
  const manner = mannerTyped(run).filter((one) => verb === 'repeat' || !one.startsWith('scope='));
  return [
    `/${word} ${verb}`,
    ...ticketWord(run.selector),
    ...words,
    ...changes,
    ...ticketLane(run),
    ...manner,
  ].join(' ');
}

/** The same in a terminal. A comparison is told by its first word, the test comes behind it. */
export function terminalCommand(run: RunFacts, verb: string, words: readonly string[]): string {
  const { options = [], command = [] } = run.typed ?? {};
  const test = run.selector === '' ? [] : [run.selector];
  const ordered = verb === 'compare' ? [...words, ...test] : [...test, ...words];
  const tail = command.length === 0 ? [] : ['--', ...command];
  return ['retrial', verb, ...ordered, ...options, ...tail].map(shellWord).join(' ');
}

/** One word of a POSIX shell: bare when nothing in it is special, else in single quotes. */
export function shellWord(word: string): string {
  const line = plainLine(word);
  if (/^[\w./:@%+,=-][\w./:@%+,=#-]*$/.test(line)) return line;
  return `'${line.replaceAll("'", String.raw`'\''`)}'`;
}

/** A commit stays what it is, so repeating it cannot show a fix: only names are carried over. */
function ticketRef({ revision }: RunFacts): readonly string[] {
  if (revision === undefined || /^[0-9a-f]{7,64}$/i.test(revision)) return [];
  return /^[\w#][\w./:#+-]*$/.test(revision) ? [`ref=${revision}`] : [];
}

/** What was found in one lane is looked into there. */
function ticketLane({ lane }: Pick<RunFacts, 'lane'>): readonly string[] {
  return lane !== undefined && /^[A-Za-z][\w.-]{0,39}$/.test(lane) ? [`lane=${lane}`] : [];
}

/** What can be typed again: no value that no quotes fit around, and nothing that a line does not hold. */
function mannerTyped({ manner = [] }: Pick<RunFacts, 'manner'>): readonly string[] {
  return manner.filter((one) => plainLine(one) === one && inQuotes(valueIn(one)) !== undefined);
}

/** What stands between the quotes of `env.NAME="…"`; empty without any. */
function valueIn(word: string): string {
  return /=(["'`])(.*)\1$/.exec(word)?.[2] ?? '';
}

function ticketWord(selector: string): readonly string[] {
  if (selector === '' || plainLine(selector) !== selector) return [];
  if (/^[A-Za-z_.$/][\w.$#:/[\],+-]*[\w\]]$/.test(selector) && !/^x\d+$/i.test(selector)) return [selector];
  const words = inQuotes(selector);
  return words === undefined ? [] : [words];
}

/** A text as one word of a command, in quotes that are not in it; undefined where each of them is. */
export function inQuotes(text: string): string | undefined {
  const quote = ['"', "'", '`'].find((mark) => !text.includes(mark));
  return quote === undefined ? undefined : `${quote}${text}${quote}`;
}
