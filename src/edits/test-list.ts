import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import { mayBeSameName, mayBeSameTest } from '../model/selector.ts';

const byteOrderMark = '\uFEFF';

/** A file that names one test a line, which a build reads. */
interface TestList {
  readonly path: string;
  readonly text: string;
}

/** The list with its change, and the line it was made in, from 1. */
interface ChangedList {
  readonly text: string;
  readonly line: number;
}

/**
 * With one more test at the end. Every other byte stays as it is.
 * @throws UserError E-IGNORE when it is there already, perhaps named in full, or the file can't be a list of lines
 */
export function listed({ path, text }: TestList, test: string): ChangedList {
  if (/\.(?:json|xml|ya?ml|toml)$/i.test(path))
    throw new UserError(
      'E-IGNORE',
      `${quoted(path)} is no list of one test a line: a line more would break it. Name another file under \`quarantine:\`.`,
    );
  const lines = linesOf(text);
  const at = exactLine(lines, test);
  if (at !== -1)
    throw new UserError('E-IGNORE', `${quoted(path)} lists ${quoted(test)} already, in line ${at + 1}.`);
  const near = lines.findIndex(({ name }) => name !== '' && mayBeSameName(name, test));
  if (near !== -1)
    throw new UserError(
      'E-IGNORE',
      `${quoted(path)} lists ${quoted(lines[near]?.name ?? '')} in line ${near + 1}, which may be ${quoted(test)}. If it is another test, name both in full.`,
    );
  const end = lines.find((line) => line.end !== '')?.end ?? '\n';
  const isOpen = lines.length > 0 && lines.at(-1)?.end === '';
  return { text: isOpen ? `${text}${end}${test}` : `${text}${test}${end}`, line: lines.length + 1 };
}

/**
 * Without a test: what `listed` added to the byte; `name` is how the list called it. Undefined when it is not there.
 * @throws UserError E-IGNORE when several lines may be it
 */
export function unlisted(
  { path, text }: TestList,
  test: string,
): (ChangedList & { readonly name: string }) | undefined {
  const lines = linesOf(text);
  const at = lineOf({ path, lines }, test);
  if (at === undefined) return undefined;
  const left = lines.toSpliced(at, 1);
  const before = left[at - 1];
  // A last line without an end took the end of the one before it.
  const isOpen = lines[at]?.end === '' && before !== undefined;
  const mark = at === 0 && text.startsWith(byteOrderMark) ? byteOrderMark : '';
  const whole = left.map((line, nth) => (isOpen && nth === at - 1 ? line.words : `${line.words}${line.end}`));
  return {
    text: `${mark}${whole.join('')}`,
    line: at + 1,
    name: at === exactLine(lines, test) ? test : (lines[at]?.name ?? test),
  };
}

/** Another name on the list that stands for runs of the test, or for more than it; undefined where none does. */
export function listedOtherwise({ text }: TestList, test: string): string | undefined {
  return linesOf(text).find(({ name }) => name !== '' && mayBeSameTest(name, test))?.name;
}

/** The line that names a test just so, else the one that may mean it. */
function lineOf(
  { path, lines }: { readonly path: string; readonly lines: readonly ListLine[] },
  test: string,
): number | undefined {
  const exact = exactLine(lines, test);
  if (exact !== -1) return exact;
  const near = [...lines.entries()].filter(([, { name }]) => name !== '' && mayBeSameName(name, test));
  if (near.length < 2) return near[0]?.[0];
  const names = near.map(([, { name }]) => quoted(name)).join(', ');
  throw new UserError('E-IGNORE', `${quoted(path)} lists ${names}: name the one you mean in full.`);
}

/**
 * What stands behind a blank and a `#` is for people, unless the whole line is the name of the test. -1 when no line
 * is this test's.
 */
function exactLine(lines: readonly ListLine[], test: string): number {
  const whole = lines.findIndex(({ entry }) => entry === test);
  if (whole !== -1) return whole;
  return lines.findIndex(({ entry }) => entry.startsWith(test) && /^\s+#/.test(entry.slice(test.length)));
}

interface ListLine {
  /** As it stands there, without its end. */
  readonly words: string;
  readonly end: string;
  /** Without the blanks around it. */
  readonly entry: string;
  /** Without what is for people, too. */
  readonly name: string;
}

function linesOf(text: string): readonly ListLine[] {
  const all = [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)].map(([, words = '', end = '']) => {
    const entry = words.replace(byteOrderMark, '').trim();
    return { words, end, entry, name: entry.replace(/(?:^|\s)#.*$/, '').trim() };
  });
  // The pattern also finds the nothing after the last end.
  return all.filter(({ words, end }) => words !== '' || end !== '');
}
