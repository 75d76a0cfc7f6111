import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import { applyChanges, indentAt, lineEndAt, type Change } from './changes.ts';
import type { Cut } from './cuts.ts';
import { addIgnore, findTarget, type SourceFile } from './ignore/adding.ts';
import type { IgnoreTarget } from './ignore/ignorer.ts';
import { ownWords, type OwnWords } from './ignore/own-words.ts';
import { withoutUnneeded } from './ignore/unneeded-imports.ts';
import { faultsIn, parseSource } from './syntax.ts';
import { nothingToTakeOff } from './unskip.ts';
import { placeOf, type Skip, type TestName } from './unskip/skip.ts';

/** A source whose test runs again. */
export interface Unignored {
  readonly text: string;
  /** At least one, in the order of the file. */
  readonly takenOff: readonly Skip[];
  /** What still keeps the test from running: conditions, and skips of the classes or groups around it. */
  readonly left: readonly Skip[];
}

/**
 * Takes an ignore off exactly one test with all that came with it: its line, the comment that says why, and the import
 * that nothing else needs. What `ignore` wrote is taken back to the byte; after others' ignores no blank line stays.
 * @throws UserError E-UNSKIP when the file does not hold the test, or nothing can be taken off it alone; E-IGNORE when
 *   several tests are called so
 */
export async function unignore(file: SourceFile, test: TestName): Promise<Unignored> {
  const { language, root, target } = await findTarget(file, test);
  const cuts = target.own.flatMap(({ cut }) => cut ?? []);
  if (cuts.length === 0) throw notOfItsOwn(target, test);
  const skips = {
    takenOff: inOrder(target.own.filter(({ cut }) => cut !== undefined)),
    left: leftOn(target),
  };
  const words = ownWords(file.text, target);
  const ways = waysToCut(file.text, cuts, words);
  for (const way of ways) {
    const bare = applyChanges(file.text, way);
    const lean = await withoutUnneeded(bare, language);
    for (const text of lean === bare ? [bare] : [lean, bare]) {
      if (words !== undefined && (await isUndone({ ...file, text }, test, { words, before: file.text })))
        return { text, ...skips };
    }
  }
  const text = await withoutUnneeded(applyChanges(file.text, ways[0] ?? []), language);
  if (faultsIn(await parseSource(text, language)) > faultsIn(root)) {
    const why = 'without it the file could not be read';
    throw new UserError('E-UNSKIP', `Can't take the ignore off here: ${why}. Edit by hand.`);
  }
  return { text, ...skips };
}

function leftOn({ own, around }: IgnoreTarget): readonly Skip[] {
  return inOrder([...own.filter(({ cut }) => cut === undefined), ...around]);
}

function inOrder(found: IgnoreTarget['own']): readonly Skip[] {
  return found.map(({ skip }) => skip).toSorted((a, b) => a.line - b.line);
}

/** An ignore of what is around a test holds for others too: it goes only where that is named itself. */
function notOfItsOwn({ own, around }: IgnoreTarget, test: TestName): UserError {
  const wider = own.length === 0 ? around.find(({ cut }) => cut !== undefined) : undefined;
  if (wider === undefined) return nothingToTakeOff(own.length === 0 ? around : own, test);
  const name = quoted(test.member ?? test.containers.at(-1) ?? '');
  return new UserError(
    'E-UNSKIP',
    `${name} has no ignore of its own: what is around it has, ${placeOf(wider.skip)}. That holds for other tests too: name what it stands on, or edit by hand.`,
  );
}

/** Whether ignoring the test again gives the text before: then nothing else has changed. */
async function isUndone(
  file: SourceFile,
  test: TestName,
  { words, before }: { readonly words: OwnWords; readonly before: string },
): Promise<boolean> {
  try {
    return (await addIgnore(file, test, words)).text === before;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** The ways in which what is taken off may have been written, the usual one first. */
function waysToCut(
  source: string,
  cuts: readonly Cut[],
  words: OwnWords | undefined,
): readonly (readonly Change[])[] {
  const comment = words?.comment === undefined ? [] : [words.comment];
  const lines = merged([...cuts, ...comment].map((cut) => wholeLine(source, cut)));
  const bare = merged([...cuts, ...comment.map((cut) => wholeLine(source, cut))]);
  // In a body of one line: ` t.Skip("why");` behind the brace.
  const closed = merged([...cuts.map((cut) => withSemicolon(source, cut)), ...comment]);
  const reasons = comment.map((cut) => ({ ...wholeLine(source, cut), text: '' }));
  const on = [...cuts.map((cut) => switchedOn(source, cut)), ...reasons];
  const emptied = [...cuts.map((cut) => insideOf(source, cut)), ...reasons];
  return [lines, bare, closed, on, emptied];
}

/** `enabled = true`, where our reason stands beside its opposite. */
function switchedOn(source: string, { start, end }: Cut): Change {
  const [found] = /\/\* Retrial ignore \(.*\*\/ false/.exec(source.slice(start, end)) ?? [];
  if (found === undefined) return { start, end, text: '' };
  const from = source.indexOf(found, start);
  return { start: from, end: from + found.length, text: 'true' };
}

/** What stands in parentheses, which were there before. */
function insideOf(source: string, { start, end }: Cut): Change {
  const inside = /^\(([ \t]*)(.*?)([ \t]*)\)$/s.exec(source.slice(start, end));
  const [, before = '', , after = ''] = inside ?? [];
  return { start, end, text: inside === null ? '' : `(${before}${after})` };
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
