import { UserError } from '../model/errors.ts';
import { applyChanges, indentAt, lineEndAt, type Change } from './changes.ts';
import type { Cut } from './cuts.ts';
import { withoutUnneeded } from './ignore/unneeded-imports.ts';
import { ignoreWordsIn, type FoundIgnoreWords } from './ignore/words.ts';
import { ignore } from './ignore.ts';
import { faultsIn, parseSource } from './syntax.ts';
import { lookAtSkips } from './unskip.ts';
import type { Skip, TestName } from './unskip/skip.ts';

/** A file of tests. Its name's ending names the language. */
interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A source whose test runs again. */
export interface Unignored {
  readonly text: string;
  /** At least one, in the order of the file. */
  readonly takenOff: readonly Skip[];
}

/**
 * Takes an ignore off exactly one test with all that came with it: its line, the comment that says why, and the import
 * that nothing else needs. What `ignore` wrote is taken back to the byte; after others' ignores no blank line stays.
 * @throws UserError E-UNSKIP when the file does not hold the test, or nothing can be taken off it
 */
export async function unignore(file: SourceFile, test: TestName): Promise<Unignored> {
  const { language, root, cuts, takenOff } = await lookAtSkips(file, test);
  const words = nearest(ignoreWordsIn(file.text), takenOff);
  const ways = waysToCut(file.text, cuts, words);
  for (const way of ways) {
    const bare = applyChanges(file.text, way).text;
    const lean = await withoutUnneeded(bare, language);
    for (const text of lean === bare ? [bare] : [lean, bare]) {
      if (words !== undefined && (await isUndone({ ...file, text }, test, { words, before: file.text })))
        return { text, takenOff };
    }
  }
  const text = await withoutUnneeded(applyChanges(file.text, ways[0] ?? []).text, language);
  if (faultsIn(await parseSource(text, language)) > faultsIn(root)) {
    const why = 'without it the file could not be read';
    throw new UserError('E-UNSKIP', `Can't take the ignore off here: ${why}. Edit by hand.`);
  }
  return { text, takenOff };
}

/** Whether ignoring the test again gives the text before: then nothing else has changed. */
async function isUndone(
  file: SourceFile,
  test: TestName,
  { words, before }: { readonly words: FoundIgnoreWords; readonly before: string },
): Promise<boolean> {
  try {
    return (await ignore(file, test, words)).text === before;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** The words that belong to what is taken off: in its line, or the last ones above it. */
function nearest(all: readonly FoundIgnoreWords[], takenOff: readonly Skip[]): FoundIgnoreWords | undefined {
  const line = takenOff.at(-1)?.line ?? 0;
  return all.find((one) => one.line === line) ?? all.findLast((one) => one.line < line);
}

/** The comment that says why may stand so many lines above what switches the test off. */
const furthestComment = 5;

/** The ways in which what is taken off may have been written, the usual one first. */
function waysToCut(
  source: string,
  cuts: readonly Cut[],
  words: FoundIgnoreWords | undefined,
): readonly (readonly Change[])[] {
  const comment = words === undefined ? [] : commentOf(source, words, cuts);
  const lines = merged([...cuts, ...comment].map((cut) => wholeLine(source, cut)));
  const bare = merged([...cuts, ...comment.map((cut) => wholeLine(source, cut))]);
  // In a body of one line: ` t.Skip("why");` behind the brace.
  const closed = merged([...cuts.map((cut) => withSemicolon(source, cut)), ...comment]);
  // `enabled = true` may have stood there before.
  const on = [
    ...cuts.map((cut) => switchedOn(source, cut)),
    ...comment.map((cut) => ({ ...wholeLine(source, cut), text: '' })),
  ];
  return [lines, bare, closed, on];
}

function switchedOn(source: string, { start, end }: Cut): Change {
  const off = source.indexOf('false', start);
  return off === -1 || off >= end ? { start, end, text: '' } : { start: off, end: off + 5, text: 'true' };
}

/** A comment with these words, where they stand in one and not in what is cut. */
function commentOf(source: string, words: FoundIgnoreWords, cuts: readonly Cut[]): readonly Cut[] {
  const start = startOfLine(source, words.line);
  const end = lineEndAt(source, start);
  const text = source.slice(start, end);
  const found = /\/\* Retrial ignore \(.*?\*\/[ \t]?|\/\/ Retrial ignore \(.*$/.exec(text);
  const first = Math.min(...cuts.map((cut) => cut.start));
  if (found === null || first < start) return [];
  if (source.slice(start, first).split('\n').length > furthestComment) return [];
  return [{ start: start + found.index, end: start + found.index + found[0].length }];
}

function startOfLine(source: string, line: number): number {
  const breaks = /\r\n|\r|\n/g;
  for (let at = 1; at < line; at += 1) breaks.exec(source);
  return breaks.lastIndex;
}

/** With the rest of its line and the break behind it, when nothing else stands there. */
function wholeLine(source: string, cut: Cut): Cut {
  const indent = indentAt(source, cut.start);
  const end = lineEndAt(source, cut.end);
  if (indent === undefined || source.slice(cut.end, end).trim() !== '') return cut;
  const after = /^(?:\r\n|\r|\n)/.exec(source.slice(end, end + 2))?.[0] ?? '';
  return { start: cut.start - indent.length, end: end + after.length };
}

function withSemicolon(source: string, { start, end }: Cut): Cut {
  const last = /^[ \t]*;/.exec(source.slice(end, end + 50))?.[0].length ?? 0;
  return { start: source[start - 1] === ' ' ? start - 1 : start, end: end + last };
}

/** In the order of the file, those that overlap as one. */
function merged(cuts: readonly Cut[]): readonly Change[] {
  const changes: { start: number; end: number; text: string }[] = [];
  for (const { start, end } of cuts.toSorted((a, b) => a.start - b.start)) {
    const last = changes.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else changes.push({ start, end, text: '' });
  }
  return changes;
}
