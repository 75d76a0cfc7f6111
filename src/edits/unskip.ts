import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import { applyCuts, type Cut } from './cuts.ts';
import { faultsIn, parseSource, type Node } from './syntax.ts';
import * as finders from './unskip/registry.ts';
import type { FoundSkip, Skip, SkipFinder, TestName } from './unskip/skip.ts';

const members: readonly SkipFinder[] = Object.values(finders);

/** A file of tests. Its name's ending names the language. */
interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A source whose test is no longer skipped. */
export interface Unskipped {
  readonly text: string;
  /** At least one, in the order of the file. */
  readonly takenOff: readonly Skip[];
  /** What may still skip the test, because it depends on code or the machine. */
  readonly left: readonly Skip[];
}

const instead = 'Give the change as a `patch` overlay, or edit by hand.';

/**
 * Takes the skip off exactly one test: its own, and those of the classes around it. Nothing else changes, and every
 * line keeps its number. The ending of the path names the language.
 * @throws UserError E-UNSKIP when the language is not known, the file does not hold the test, the test carries no skip,
 *   or its skip depends on code.
 */
export async function unskip(file: SourceFile, test: TestName): Promise<Unskipped> {
  const { finder, root, found } = await lookIn(file, test);
  const cuts: Cut[] = found.flatMap(({ cut }) => (cut === undefined ? [] : [cut]));
  const left = found.filter(({ cut }) => cut === undefined).map(({ skip }) => skip);
  if (cuts.length === 0) throw nothingToTakeOff(found, test);
  const text = applyCuts(file.text, cuts);
  if (faultsIn(await parseSource(text, finder.language)) > faultsIn(root)) {
    const why = 'without it the file could not be read';
    throw new UserError('E-UNSKIP', `Can't remove the skip here: ${why}. ${instead}`);
  }
  const takenOff = found.filter(({ cut }) => cut !== undefined).map(({ skip }) => skip);
  return { text, takenOff: takenOff.toSorted((a, b) => a.line - b.line), left };
}

/**
 * The skips that a test carries in this text, its own and those of the classes or groups around it, conditions too, in
 * the order of the file; none when it runs. Read for each revision of a file, it tells since when a test is skipped.
 * @throws UserError E-UNSKIP when the language is not known, or the file does not hold exactly one such test.
 */
export async function skipsOn(file: SourceFile, test: TestName): Promise<readonly StandingSkip[]> {
  const { found } = await lookIn(file, test);
  return found.map(standing).toSorted((a, b) => a.line - b.line);
}

/** A skip as it stands, and whether it depends on code or the machine. */
export interface StandingSkip extends Skip {
  readonly isConditional: boolean;
}

/** A skip, and what carries it. */
export interface NamedSkip {
  readonly test: TestName;
  readonly skip: StandingSkip;
}

/**
 * Every skip of a file with the test, class or group that carries it, in the order of the file.
 * @throws UserError E-UNSKIP when the language is not known, or the file is too long.
 */
export async function allSkips(file: SourceFile): Promise<readonly NamedSkip[]> {
  const finder = finderFor(file);
  const root = await parseSource(file.text, finder.language);
  return finder
    .all({ root, text: file.text })
    .map(({ test, found }) => ({ test, skip: standing(found) }))
    .toSorted((a, b) => a.skip.line - b.skip.line);
}

/** How the names of files end whose skips can be read. */
export const readableEndings: readonly string[] = members.flatMap(({ extensions }) => extensions);

/** What cannot be cut for another reason skips whatever happens. */
function standing({ skip, cut, stays }: FoundSkip): StandingSkip {
  return { ...skip, isConditional: cut === undefined && stays === undefined };
}

interface Look {
  readonly finder: SkipFinder;
  readonly root: Node;
  readonly found: readonly FoundSkip[];
}

function finderFor({ path }: SourceFile): SkipFinder {
  const finder = members.find(({ extensions }) => extensions.some((end) => path.endsWith(end)));
  if (finder !== undefined) return finder;
  const known = readableEndings.join(', ');
  throw new UserError('E-UNSKIP', `Can't read the skips of ${quoted(path)}: only those of ${known}.`);
}

async function lookIn(file: SourceFile, test: TestName): Promise<Look> {
  const finder = finderFor(file);
  const root = await parseSource(file.text, finder.language);
  return { finder, root, found: finder.find({ root, text: file.text }, test) };
}

/** Says why no skip of a test can be taken off, or that it carries none. */
export function nothingToTakeOff([first]: readonly FoundSkip[], test: TestName): UserError {
  const condition = first?.skip;
  if (first?.stays !== undefined) {
    const why = `${first.stays} (line ${first.skip.line})`;
    return new UserError('E-UNSKIP', `Can't remove the skip here: ${why}. ${instead}`);
  }
  if (condition === undefined) {
    const what = test.member ?? test.containers.at(-1) ?? 'the file';
    return new UserError('E-UNSKIP', `There is no skip on ${quoted(what)}: nothing to remove.`);
  }
  const on = condition.on === 'test' ? '' : ' on the class';
  const name = quoted(condition.text.split(/[({\s]/)[0] ?? condition.text);
  return new UserError(
    'E-UNSKIP',
    `Can't remove the skip here: ${name}${on} (line ${condition.line}) depends on code. ${instead}`,
  );
}
