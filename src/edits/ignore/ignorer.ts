import { UserError } from '../../model/errors.ts';
import { plainLine, quoted, shorten } from '../../model/plain-text.ts';
import type { Change } from '../changes.ts';
import type { Language, Node } from '../syntax.ts';
import type { FoundSkip, TestName } from '../unskip/skip.ts';

/** A source with its tree. */
export interface SourceTree {
  readonly root: Node;
  readonly text: string;
}

/** What adds an ignore to a source. */
export interface Addition {
  /** The annotation, or the comment that says why where the language has no annotation with a reason. */
  readonly change: Change;
  /** What else has to change, such as an import; before the annotation where both stand at one place. */
  readonly others: readonly Change[];
  /** What says why, as it will stand there. */
  readonly words: string;
}

/** Adds ignores to the sources of one language. */
export interface Ignorer {
  readonly name: string;
  /** How names of its files end. */
  readonly extensions: readonly string[];
  readonly language: Language;
  /**
   * How the ignore of exactly this test is added, saying this line.
   * @throws UserError when the file does not hold exactly one such test, or it is ignored already, or can't be.
   */
  add(source: SourceTree, test: TestName, line: string): Addition;
}

/**
 * Refuses a test that does not run anyway. A condition is no reason: it may hold elsewhere.
 * @throws UserError E-IGNORE naming the first skip.
 */
export function refuseIgnored(skips: readonly FoundSkip[]): void {
  const found = skips.find(({ cut, stays }) => cut !== undefined || stays !== undefined);
  if (found === undefined) return;
  const { text, line, on } = found.skip;
  const where = on === 'test' ? '' : ' on what is around it';
  const words = `\`${shorten(plainLine(text), 400).replaceAll('`', "'")}\``;
  throw new UserError('E-IGNORE', `The test is ignored already${where}, in line ${line}: ${words}.`);
}

/** A declaration that may be the asked one. */
export interface Candidate {
  readonly shown: string;
  readonly node: Node;
}

/** Several declarations fit: names them. */
export function severalHere(asked: string, candidates: readonly Candidate[]): UserError {
  const places = candidates
    .slice(0, 5)
    .map(({ shown, node }) => `${quoted(shown)} (line ${node.range().start.line + 1})`);
  const more = candidates.length > places.length ? ` and ${candidates.length - places.length} more` : '';
  const which = `${places.join(', ')}${more}`;
  return new UserError('E-IGNORE', `${quoted(asked)} is ${candidates.length} here; choose one: ${which}.`);
}
